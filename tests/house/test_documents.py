"""What is promised in docs/ and READMEs exists, and what exists is in them."""

import re
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, place, rooms, sources, strings

SETTING = re.compile(r"RAPPORT_[A-Z][A-Z_]*[A-Z]")
EVENT = re.compile(r"^[a-z]+\.[a-z_]+$")
LONGEST_README = 30


@pytest.mark.parametrize("room", rooms(), ids=lambda room: str(room.relative_to(PACKAGE)))
def test_a_room_says_what_it_is(room: Path) -> None:
    readme = room / "README.md"
    assert readme.exists(), (
        f"{room.relative_to(ROOT)} needs a README.md: what it is, its words, its rules, who calls it"
    )
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= LONGEST_README


def settings_in_code() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in [*sources(), *sources(ROOT / "tests")]:
        if path.is_relative_to(ROOT / "tests" / "house") or "RAPPORT_" not in path.read_text(encoding="utf-8"):
            continue
        for node in strings(path):
            for name in SETTING.findall(str(node.value)):
                found.setdefault(name, place(path, node))
    for script in (ROOT / "bin").iterdir():
        for name in re.findall(r"\$\{?(RAPPORT_[A-Z_]+)", script.read_text(encoding="utf-8")):
            found.setdefault(name, f"bin/{script.name}")
    return found


def test_every_setting_is_documented() -> None:
    documented = set(SETTING.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    missing = {name: where for name, where in settings_in_code().items() if name not in documented}
    assert missing == {}


def test_every_documented_setting_exists() -> None:
    documented = set(SETTING.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert documented - set(settings_in_code()) == set()


def recorded_events() -> dict[str, str]:
    """Every '<room>.<past tense>' in the code of actions and flows, however it reaches events.record."""
    names = {room.name for room in rooms()}
    found: dict[str, str] = {}
    for path in sources():
        if not {"actions", "actions.py", "flows"} & set(path.parts):
            continue
        for node in strings(path):
            text = str(node.value)
            if EVENT.match(text) and text.split(".")[0] in names:
                found.setdefault(text, place(path, node))
    return found


def test_every_event_is_documented() -> None:
    events = recorded_events()
    assert len(events) > 10
    documented = set(re.findall(r"`([a-z]+\.[a-z_]+)`", (ROOT / "docs" / "events.md").read_text(encoding="utf-8")))
    assert {name: where for name, where in events.items() if name not in documented} == {}
