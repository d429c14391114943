"""Pages are made from the shared pieces and their own door, and ask nobody else's server for anything."""

import re
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, room_of

TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())
STATIC = sorted(path for path in PACKAGE.rglob("static/**/*") if path.suffix in (".css", ".js", ".html", ".svg"))
INCLUDE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
OUTSIDE = re.compile(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}""", re.IGNORECASE)
ONLY_NAMES = re.compile(r"https?://www\.w3\.org/[\w/#-]+")
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)[^>]*>|\bon[a-z]+\s*=\s*["']|<style|\bstyle\s*=\s*["']|javascript:""", re.IGNORECASE
)
INLINE_DATA = re.compile(r"""<script[^>]*type=["']application/json["'][^>]*>""", re.IGNORECASE)
SHARED = ("web/", "account/", "allauth/")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_mail(path: Path) -> bool:
    """Mails have no style sheet to link to and are not under our policy."""
    return room_of(path) in ("email", "alerts") or "mail" in path.parts


def test_there_are_pages() -> None:
    assert TEMPLATES


def test_a_template_uses_shared_pieces_and_its_own_door() -> None:
    foreign = [
        (name(path), found)
        for path in TEMPLATES
        for found in INCLUDE.findall(path.read_text(encoding="utf-8"))
        if not found.startswith((*SHARED, f"{room_of(path)}/"))
    ]
    assert foreign == []


def test_nothing_comes_from_other_servers() -> None:
    texts = {name(path): ONLY_NAMES.sub("", path.read_text(encoding="utf-8")) for path in [*TEMPLATES, *STATIC]}
    assert {where: found for where, text in texts.items() if (found := OUTSIDE.findall(text))} == {}


def test_a_page_has_no_inline_script_or_style() -> None:
    pages = [path for path in TEMPLATES if path.suffix == ".html" and not is_mail(path)]
    texts = {name(path): INLINE_DATA.sub("", path.read_text(encoding="utf-8")) for path in pages}
    inline = {where: found for where, text in texts.items() if (found := INLINE.findall(text))}
    assert inline == {}, "the Content-Security-Policy forbids it: use a file under static/"
