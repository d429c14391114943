import re
from pathlib import Path

import pytest

from rapport.web import bundle, words
from tests.web.oklch import contrast

PARTS = bundle.parts()
TOKENS = (bundle.CSS / "tokens.css").read_text(encoding="utf-8")
PORTAL = bundle.CSS / "portal.css"
PORTAL_MORE = bundle.CSS / "portal-more.css"
STYLE_GUIDE = bundle.CSS / "styleguide.css"
LAYER_OF = {"components": "components", "pages": "pages"}
PHYSICAL = re.compile(r"(?:^|[\s{;])(?:(?:margin|padding|border)-(?:left|right)|(?:left|right|width|height)\s*:)")
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3")
        for ground in ("paper", "surface", "sunken", "raised", "hover")
    ),
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent-ink") for ground in ("accent-soft",)),
    *(("accent-ink", ground) for ground in ("paper", "surface", "sunken", "raised")),
    *((f"{tone}-ink", f"{tone}-soft") for tone in ("good", "fair", "warn", "bad", "note")),
    *((f"{tone}-ink", ground) for tone in ("good", "fair", "warn", "bad") for ground in ("paper", "surface", "raised")),
    *((f"{tone}-ink", "accent-soft") for tone in ("good", "fair", "warn", "bad")),
    *(("ink", ground) for ground in ("note-soft", "bad-soft")),
    ("ink-2", "note-soft"),
    ("surface", "bad-ink"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
]
SHAPE_PAIRS = [
    (line, ground) for line in ("line-strong", "focus", "accent") for ground in ("paper", "surface", "raised")
]


def tokens(text: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);", text)
    return {name: (light, dark) for name, light, dark in found}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_words_stand_out_from_their_ground(ink: str, ground: str, theme: int) -> None:
    known = tokens(TOKENS)
    assert contrast(known[ink][theme], known[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPE_PAIRS)
def test_edges_of_fields_and_rings_can_be_seen(line: str, ground: str, theme: int) -> None:
    known = tokens(TOKENS)
    assert contrast(known[line][theme], known[ground][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_on_the_customers_pages_stand_out(theme: int) -> None:
    known = tokens(PORTAL.read_text(encoding="utf-8"))
    for ink, ground in [("ink", "surface"), ("ink-2", "surface"), ("ink-2", "paper"), ("ink", "accent-soft")]:
        assert contrast(known[ink][theme], known[ground][theme]) >= 4.5
    for ink, ground in [("on-accent", "accent"), ("accent", "accent-soft"), ("bad", "surface"), ("bad", "bad-soft")]:
        assert contrast(known[ink][theme], known[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("hue", [20, 55, 90, 140, 185, 235, 285, 340])
def test_initials_stand_out_on_every_avatar(hue: int, theme: int) -> None:
    text = (bundle.CSS / "components" / "avatar.css").read_text(encoding="utf-8")
    assert f"--h: {hue};" in text
    ground, ink = re.findall(r"light-dark\((oklch\([^()]*var\(--h\)\)), (oklch\([^()]*var\(--h\)\))\)", text)
    assert contrast(*(pair[theme].replace("var(--h)", str(hue)) for pair in (ground, ink))) >= 4.5


def test_every_hue_of_a_name_has_a_ground() -> None:
    text = (bundle.CSS / "components" / "avatar.css").read_text(encoding="utf-8")
    assert set(re.findall(r'data-hue="(\d)"', text)) == {str(number) for number in range(words.HUES)}


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_style_sheet_speaks_only_in_its_layer(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S).strip()
    layer = LAYER_OF.get(path.parent.name, path.stem)
    assert text.startswith(f"@layer {layer} {{")
    assert text.count("{") == text.count("}")
    assert _closes_at_the_end(text)


def _closes_at_the_end(text: str) -> bool:
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth == 0 and letter == "}":
            return place == len(text) - 1
    return False


@pytest.mark.parametrize("path", [*PARTS, PORTAL], ids=lambda path: path.stem)
def test_a_style_sheet_works_from_right_to_left(path: Path) -> None:
    text = re.sub(r"\([^()]*\)", "", path.read_text(encoding="utf-8"))
    assert not PHYSICAL.findall(text)


@pytest.mark.parametrize("path", [*PARTS, PORTAL], ids=lambda path: path.stem)
def test_a_style_sheet_is_short_and_loads_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert "url(" not in text
    assert "@import" not in text


def test_every_token_in_use_is_defined() -> None:
    text = bundle.build().text
    used = set(re.findall(r"var\(--([\w-]+)\)", text))
    assert used <= set(re.findall(r"--([\w-]+):", text))


def test_the_customers_style_sheet_stays_small() -> None:
    assert PORTAL.stat().st_size <= 6_000


def test_every_style_sheet_is_in_the_bundle() -> None:
    assert set(PARTS) == set(bundle.CSS.rglob("*.css")) - {PORTAL, PORTAL_MORE, STYLE_GUIDE}


def test_a_class_has_its_looks_in_one_component() -> None:
    """Two components with one name dress each other's parts."""
    homes: dict[str, set[str]] = {}
    for path in (bundle.CSS / "components").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for name in re.findall(r"^  \.([\w-]+) \{", text, flags=re.M):
            homes.setdefault(name, set()).add(path.stem)
    assert {name: sorted(paths) for name, paths in homes.items() if len(paths) > 1} == {}
