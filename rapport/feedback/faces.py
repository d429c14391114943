"""The answers offered under a reply: how many, their words, drawings and colours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from rapport.feedback import rules
from rapport.platform.said import in_language_of

WORDS = {
    2: (gettext_noop("Bad"), gettext_noop("Good")),
    3: (gettext_noop("Bad"), gettext_noop("Okay"), gettext_noop("Good")),
    4: (gettext_noop("Bad"), gettext_noop("Not quite"), gettext_noop("Good"), gettext_noop("Great")),
    5: (
        gettext_noop("Very bad"),
        gettext_noop("Bad"),
        gettext_noop("Okay"),
        gettext_noop("Good"),
        gettext_noop("Very good"),
    ),
}
EMOJI = {2: "😞😊", 3: "😞😐😊", 4: "😞😕😊😄", 5: "😞😟😐😊😄"}
COLOUR = re.compile(r"#[0-9a-f]{6}")
INKS = ("#000000", "#ffffff")


@dataclass(frozen=True)
class Point:
    """One answer. `number` is what is clicked, `level` the face that it counts as; `colour` may be empty."""

    number: int
    level: int
    word: str
    emoji: str
    colour: str = ""

    @property
    def ink(self) -> str:
        """Black or white, whichever is read better on the colour: one of them always is well enough."""
        return max(INKS, key=lambda ink: contrast(ink, self.colour)) if self.colour else ""


def usual_words(points: int, language: str) -> list[str]:
    """From the worst to the best, in this language as far as it is spoken here."""
    with in_language_of(language):
        return [gettext(word) for word in WORDS[points]]


def points_of(
    points: int = rules.USUAL_POINTS, *, words: Sequence[str] = (), colours: Sequence[str] = (), language: str = ""
) -> tuple[Point, ...]:
    """The best first. Where no word is given, the usual one stands."""
    usual = usual_words(points, language)
    return tuple(
        Point(
            number,
            rules.level_of(number, points),
            _at(words, number) or usual[number - 1],
            EMOJI[points][number - 1],
            _at(colours, number),
        )
        for number in range(points, 0, -1)
    )


def _at(given: Sequence[str], number: int) -> str:
    return given[number - 1] if len(given) >= number else ""


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG 2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
