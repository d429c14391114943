import pytest

from rapport.web.faces import FACES, face_of


def test_there_are_four_faces_from_great_to_bad() -> None:
    assert [(face.level, face.word) for face in FACES] == [(4, "Great"), (3, "Good"), (2, "Not quite"), (1, "Bad")]


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_level_without_a_face_is_refused_with_the_range(level: int) -> None:
    with pytest.raises(ValueError, match=r"from 1 .* to 4"):
        face_of(level)
