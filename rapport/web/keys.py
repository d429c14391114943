"""The keyboard: every key there is, in the groups in which `?` shows them.

Parts of pages carry their key as `data-key="e"`; this table gives each its words. A user may put another key in its
place: pages keep the key of this table, and the script translates what is pressed.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Key(NamedTuple):
    """`also` is a second key that always works beside the first."""

    key: str
    words: Any
    also: str = ""

    @property
    def is_free(self) -> bool:
        """Whether it may be moved: keys with Ctrl are no single keys, and stay."""
        return not self.key.startswith("Ctrl ")


class Group(NamedTuple):
    title: Any
    keys: tuple[Key, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        gettext_lazy("Lists"),
        (
            Key("j", gettext_lazy("Next")),
            Key("k", gettext_lazy("Previous")),
            Key("o", gettext_lazy("Open"), "Enter"),
            Key("u", gettext_lazy("Back to the list"), "Esc"),
            Key("x", gettext_lazy("Select")),
            Key("X", gettext_lazy("Select up to here")),
            Key("I", gettext_lazy("Take the next one that nobody has")),
            Key("z", gettext_lazy("Undo")),
            Key("/", gettext_lazy("Search")),
            Key("?", gettext_lazy("Show the keyboard")),
            Key("Ctrl k", gettext_lazy("Find anything")),
        ),
    ),
    Group(
        gettext_lazy("Go to"),
        (
            Key("g h", gettext_lazy("Today")),
            Key("g i", gettext_lazy("The pile")),
            Key("g m", gettext_lazy("Mine")),
            Key("g u", gettext_lazy("Unhappy customers")),
            Key("g p", gettext_lazy("Promises")),
            Key("g t", gettext_lazy("Later")),
            Key("g f", gettext_lazy("Feedback to review")),
            Key("g 1", gettext_lazy("The first of your views, up to g 9")),
        ),
    ),
    Group(
        gettext_lazy("A conversation"),
        (
            Key("r", gettext_lazy("Reply")),
            Key("R", gettext_lazy("Reply to all")),
            Key("f", gettext_lazy("Forward")),
            Key("n", gettext_lazy("Internal note")),
            Key("a", gettext_lazy("Assign")),
            Key("i", gettext_lazy("Take it")),
            Key("s", gettext_lazy("Status")),
            Key("p", gettext_lazy("Priority")),
            Key("l", gettext_lazy("Tags")),
            Key("h", gettext_lazy("Later"), "b"),
            Key("e", gettext_lazy("Done")),
            Key("w", gettext_lazy("Follow")),
        ),
    ),
    Group(
        gettext_lazy("Writing"),
        (
            Key("Ctrl Enter", gettext_lazy("Send")),
            Key("Ctrl Shift Enter", gettext_lazy("Send and mark done")),
            Key("Ctrl m", gettext_lazy("A saved reply, also with / at the start of a line")),
            Key("Ctrl b", gettext_lazy("Bold")),
            Key("Ctrl i", gettext_lazy("Italic")),
            Key("Esc", gettext_lazy("Stop writing")),
        ),
    ),
)
FIXED = ("Esc", "Enter")
_WRITTEN = re.compile(r"(g )?\S")


def free() -> list[Key]:
    """Every key that may be moved."""
    return [key for group in GROUPS for key in group.keys if key.is_free and key.key not in FIXED]


def chosen(settings: Any) -> dict[str, str]:
    """What a user pressed instead of the keys of the table, without what the table no longer knows."""
    moved = settings.get("map", {}) if isinstance(settings, Mapping) else {}
    known = {key.key for key in free()}
    return {key: other for key, other in moved.items() if key in known and isinstance(other, str) and other != key}


def problem(moved: Mapping[str, str]) -> str:
    """What is wrong with this map, in words; empty when nothing is."""
    taken: dict[str, Key] = {}
    for key in free():
        pressed = moved.get(key.key, key.key)
        if not _WRITTEN.fullmatch(pressed):
            return _("“%(key)s” is no key. Write one letter or sign, or g, a blank and one letter.") % {"key": pressed}
        if pressed == "g":
            return _("“g” begins the keys of “Go to”. Choose another one for “%(words)s”.") % {"words": key.words}
        for one in (pressed, key.also):
            if one and one in taken:
                two = {"key": one, "one": taken[one].words, "other": key.words}
                return _("“%(key)s” is both “%(one)s” and “%(other)s”. Choose another key for one of them.") % two
            if one:
                taken[one] = key
    return ""


def shown(key: Key, moved: Mapping[str, str]) -> list[list[str]]:
    """The ways to press it, each as the caps that stand on the keys: [["g", "i"]], [["Shift", "r"]]."""
    pressed = [moved.get(key.key, key.key), key.also]
    return [[cap for part in one.split() for cap in _caps(part)] for one in pressed if one]


def _caps(part: str) -> list[str]:
    return ["Shift", part.lower()] if len(part) == 1 and part.isupper() else [part]
