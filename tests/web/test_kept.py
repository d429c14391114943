"""A part that is kept shows what it was given, to whoever it is shown, and never what somebody else was shown."""

import json
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from rapport.web.templatetags import web

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLAIN = '{% load web %}{% kept "web/_timeline.html" events=events %}'


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    web._parts.clear()


def event(**more: Any) -> dict[str, Any]:
    return {"id": "event-1", "words": "Replied", "icon": "envelope", "tone": "plain", "at": AT, "actor": "Ada"} | more


def say(**context: Any) -> str:
    return Template(PLAIN).render(Context(context))


def test_the_same_is_rendered_once() -> None:
    with patch.object(web, "render_to_string", wraps=render_to_string) as rendered:
        said = {say(events=[event()]) for _ in range(3)}
        assert len(said) == 1
        assert rendered.call_count == 1
        assert say(events=[event(actor="Ben")]) not in said
        assert rendered.call_count == 2


def test_every_value_that_is_shown_decides() -> None:
    changes: list[dict[str, Any]] = [
        {"words": "Noted"},
        {"icon": "bell"},
        {"tone": "bad"},
        {"actor": "Ben"},
        {"id": "event-2"},
        {"face": 1},
    ]
    changes.append({"at": AT.replace(minute=1)})
    assert len({say(events=[event(**change)]) for change in ({}, *changes)}) == len(changes) + 1


def test_the_language_and_the_time_zone_of_the_reader_decide() -> None:
    said = []
    for _ in range(2):
        for language, zone in (("en", "UTC"), ("de", "UTC"), ("en", "Asia/Tokyo")):
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                said.append(say(events=[event(words=gettext_lazy("Close"))]))
    assert said[:3] == said[3:]
    assert len(set(said)) == 3
    assert "Schließen" in said[1]
    assert "21:00" in said[2]


def test_it_sees_nothing_of_the_page_it_stands_in() -> None:
    """Neither a token nor the reader, so neither can be kept."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shows = Template("[{{ request.path }}{{ csrf_token }}{% csrf_token %}{{ me }}{{ user }}{{ given }}]")
    around = {"request": request, "csrf_token": "secret-token", "me": "somebody", "user": "somebody"}
    with patch.object(web, "render_to_string", lambda _, shown: SafeString(shows.render(Context(shown)))):
        page = Template('{% load web %}{% kept "web/_timeline.html" given="seen" %}').render(Context(around))
    assert page == "[seen]"


def test_what_people_wrote_stays_text_and_html_stays_html() -> None:
    """Told apart though they look alike, whichever came first."""
    wrote, made = "<b>bold</b>", SafeString("<b>bold</b>")
    for _ in range(2):
        assert "&lt;b&gt;" in say(events=[event(words=wrote)])
    web._parts.clear()
    assert "<b>bold</b>" in say(events=[event(words=made)])
    assert "&lt;b&gt;" in say(events=[event(words=wrote)])


def test_what_shows_more_than_its_words_is_never_kept() -> None:
    class Person:
        def __init__(self, name: str) -> None:
            self.name = name

        def __str__(self) -> str:
            return "somebody"

    page = Template('{% load web %}{% kept "web/_askable.html" people=people %}')
    assert "Ada" in page.render(Context({"people": [Person("Ada")]}))
    assert "Ben" in page.render(Context({"people": [Person("Ben")]}))
    assert web._parts == {}


def test_not_more_is_kept_than_said() -> None:
    for number in range(web.PARTS_KEPT + 3):
        say(events=[event(id=f"event-{number}")])
    assert len(web._parts) <= web.PARTS_KEPT
    say(events=[event(words="x" * web.LONGEST_KEPT)])
    assert all(len(json.dumps(part)) < web.LONGEST_KEPT * 2 for part in web._parts.values())
    assert not any("xxxx" in part for part in web._parts.values())
