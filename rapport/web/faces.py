"""The four faces a customer can choose, in the order in which they are offered."""

from typing import NamedTuple


class Face(NamedTuple):
    level: int
    key: str
    word: str
    emoji: str


FACES = (
    Face(4, "great", "Great", "😄"),
    Face(3, "good", "Good", "😊"),
    Face(2, "not-quite", "Not quite", "😕"),
    Face(1, "bad", "Bad", "😞"),
)

_BY_LEVEL = {face.level: face for face in FACES}


def face_of(level: int) -> Face:
    """Raise ValueError for a level that is not 1 to 4."""
    if level not in _BY_LEVEL:
        raise ValueError(f"A face has a level from 1 (Bad) to 4 (Great), not {level!r}.")
    return _BY_LEVEL[level]
