import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from rapport.web import bundle
from rapport.web.faces import FACES
from rapport.web.styleguide import example
from tests.web.prototype import screens, shown

TEMPLATES = sorted((bundle.CSS.parents[2] / "templates" / "web").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.parent.name != "mail"]
HOSTILE = '"><img src=x onerror=alert(1)>'
DESK = [name for name, (template, _) in screens().items() if template not in ("mail", "landing", "sign-in")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_template_obeys_the_content_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:|<style", text)
    assert not re.findall(r"<script(?![^>]* src=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_trusts_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/1999/xhtml", "")
    assert not re.findall(r"""(?:src|href|url)\s*=?\s*["'(]?(?:https?:)?//""", text)


@pytest.mark.parametrize("name", screens())
def test_a_screen_has_one_heading_a_title_and_no_id_twice(name: str) -> None:
    page = shown(name)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert "<title>" in page
    if name not in ("mail", "landing", "sign-in"):
        assert "<h1" in page


@pytest.mark.parametrize("name", DESK)
def test_every_button_and_link_without_a_word_has_a_name(name: str) -> None:
    for tag, attributes, inside in re.findall(r"<(button|a|summary)\b([^>]*)>(.*?)</\1>", shown(name), re.S):
        words = re.sub(r"<[^>]*>", "", inside).strip()
        assert words or "aria-label=" in attributes or "title=" in attributes, f"{tag} {attributes}"


@pytest.mark.parametrize("name", DESK)
def test_every_form_that_writes_is_a_post(name: str) -> None:
    forms_shown = re.findall(r"<form\b([^>]*)>", shown(name))
    assert forms_shown
    assert all('method="post"' in form or 'role="search"' in form for form in forms_shown)


def test_a_form_carries_the_token_against_forgery() -> None:
    composer = render_to_string("web/_composer.html", {"composer": example.COMPOSER, "csrf_token": "abc"})
    assert 'name="csrfmiddlewaretoken" value="abc"' in composer


@pytest.mark.parametrize(
    ("partial", "context"),
    [
        ("_row", {"row": example.row(1, HOSTILE, HOSTILE, HOSTILE, reasons=[HOSTILE], assignee=HOSTILE)}),
        (
            "_message",
            {"message": {"id": "m", "kind": "customer", "author": HOSTILE, "at": example.NOW, "text": HOSTILE}},
        ),
        ("_message", {"message": {"id": "m", "author": HOSTILE, "at": example.NOW, "html": HOSTILE, "to": HOSTILE}}),
        ("_attachment", {"attachment": {"name": HOSTILE, "url": HOSTILE, "size": 1}}),
        ("_alert", {"alert": {"title": HOSTILE, "words": HOSTILE, "about": HOSTILE, "at": example.NOW}}),
        (
            "_customer_card",
            {"customer": {"name": HOSTILE, "email": HOSTILE, "note": HOSTILE, "facts": [(HOSTILE, HOSTILE)]}},
        ),
        ("_composer", {"composer": {"to": HOSTILE, "text": "</textarea>" + HOSTILE, "html": HOSTILE}}),
        ("_toast", {"text": HOSTILE, "level": HOSTILE}),
        ("mail/base", {"company": HOSTILE, "subject": HOSTILE, "preheader": HOSTILE}),
    ],
)
def test_what_people_wrote_stays_text(partial: str, context: dict[str, Any]) -> None:
    page = render_to_string(f"web/{partial}.html", context)
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_note_says_internal_and_shows_a_lock() -> None:
    note = next(message for message in example.MESSAGES if message.get("kind") == "note")
    page = render_to_string("web/_message.html", {"message": note})
    assert "Internal" in page
    assert "<svg" in page.split("Internal")[0].rsplit("badge", 1)[1]


def test_the_mail_as_it_was_sent_may_run_nothing() -> None:
    page = render_to_string("web/_message.html", {"message": example.MESSAGES[0]})
    frame = re.search(r'<iframe[^>]* sandbox="([^"]*)"', page)
    assert frame
    assert set(frame.group(1).split()) == {"allow-popups", "allow-popups-to-escape-sandbox"}


@pytest.mark.parametrize(
    ("state", "said"), [("confirmed", ""), ("probable", "Likely, not yet confirmed"), ("suspect", "mail scanner")]
)
def test_a_rating_tells_how_sure_it_is(state: str, said: str) -> None:
    page = render_to_string("web/_rating.html", {"rating": {"level": 1, "state": state}})
    assert said in page
    assert ("badge" in page) is bool(said)


def test_a_live_part_asks_for_itself() -> None:
    row = {**example.ROWS[0], "refresh_url": "/rows/1042"}
    page = render_to_string("web/_row.html", {"row": row})
    assert 'id="conversation-1042"' in page
    assert 'hx-get="/rows/1042" hx-trigger="refresh" hx-swap="merge"' in page
    assert "hx-get" not in render_to_string("web/_row.html", {"row": example.ROWS[0]})


def test_an_empty_bell_explains_itself() -> None:
    page = render_to_string("web/_alert_bell.html", {"bell": {"alerts": [], "unread": 0, "refresh_url": "/bell"}})
    assert "No alerts" in page
    assert "Mark all read" not in page


def test_a_field_shows_its_error_beside_the_label() -> None:
    class Form(forms.Form):
        email = forms.EmailField(label="Your address", help_text="For the answer.")

    page = render_to_string("web/_field.html", {"field": Form({"email": "nobody"})["email"]})
    assert '<label for="id_email">Your address</label>' in page
    assert "For the answer." in page
    assert "Enter a valid email address." in page
    assert 'aria-invalid="true"' in page


def test_a_customers_page_with_its_style_sheet_is_under_15_kilobytes() -> None:
    style_sheet = (bundle.CSS / "portal.css").stat().st_size
    assert len(shown("landing").encode()) + style_sheet < 15_000


def test_a_customers_page_needs_no_script_and_offers_every_face() -> None:
    page = shown("landing")
    assert "<script" not in page
    assert re.findall(r'name="level" value="(\d)"', page) == ["4", "3", "2", "1"]
    assert 'value="2" checked' in page


def test_a_mail_offers_four_faces_with_words_that_are_links() -> None:
    page = shown("mail")
    for face, link in zip(FACES, example.LINKS, strict=True):
        assert re.search(rf'<a [^>]*href="{link["url"]}"[^>]*min-height:44px[^>]*>.*?{face.word}</span></a>', page)
    assert "<img" not in page


def test_a_plain_mail_offers_the_faces_as_addresses() -> None:
    links = [{**link, "url": f"{link['url']}?a=1&b=2"} for link in example.LINKS]
    text = render_to_string("web/mail/_faces.txt", {"question": "How did Ada & Mo do?", "links": links})
    assert "How did Ada & Mo do?" in text
    assert [line.split(": ")[0] for line in text.strip().splitlines()[-4:]] == [face.word for face in FACES]
    assert "&amp;" not in text


def test_the_engine_of_the_product_finds_the_templates() -> None:
    assert engines["django"].get_template("web/base.html")
