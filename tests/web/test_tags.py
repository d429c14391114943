import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from rapport.web.faces import FACES
from rapport.web.styleguide import example
from rapport.web.templatetags import web

DUE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


def render(source: str, **context: Any) -> str:
    return Template("{% load web %}" + source).render(Context(context))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.key)
def test_a_face_always_says_its_word(face: Any) -> None:
    assert f">{face.word}</span>" in render("{% face level %}", level=face.level)
    hidden = render("{% face level word=False %}", level=face.level)
    assert f'class="visually-hidden">{face.word}</span>' in hidden
    assert f'title="{face.word}"' in hidden


def test_the_four_faces_have_four_shapes() -> None:
    assert len({render("{% face_drawing level %}", level=face.level) for face in FACES}) == 4


def test_a_face_accepts_the_level_as_it_comes_from_a_form() -> None:
    assert "Not quite" in render("{% face level %}", level="2")


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")
    assert 'width="16"' in render("{% icon 'bell' 16 %}")


@pytest.mark.parametrize("tag", ["avatar text", "badge text", "status text", "badge text tone=text"])
def test_what_people_wrote_stays_text(tag: str) -> None:
    assert "<script" not in render("{% " + tag + " %}", text=HOSTILE)


def test_a_moment_is_readable_without_scripts_and_exact_for_them() -> None:
    shown = render("{% local_time moment %}", moment=DUE)
    assert '<time datetime="2026-03-02T12:00:00+00:00">' in shown
    assert "2 Mar 2026, 12:00" in shown


def test_a_due_clock_counts_from_the_now_of_the_page() -> None:
    shown = render("{% due_clock due 'Reply due' %}", due=DUE, now=DUE + timedelta(minutes=25))
    assert ">25 min late</time>" in shown
    assert 'data-state="late"' in shown
    assert 'title="Reply due 2 Mar 2026, 12:00"' in shown


def test_a_due_clock_shows_the_date_where_the_page_has_no_now() -> None:
    assert ">2 Mar 2026, 12:00</time>" in render("{% due_clock due %}", due=DUE)


def listed(*shown: dict[str, Any], now: datetime) -> str:
    return render("{% rows shown %}", shown=shown, now=now)


def test_a_row_is_rendered_once_however_often_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    row = example.row(7001, "Kept Person", "Kept subject", "words", due=example.NOW, reasons=["Complaint"])
    first = listed(row, now=example.NOW)
    monkeypatch.setattr(web, "render_to_string", lambda *_: pytest.fail("rendered again"))
    assert listed(dict(row), now=example.NOW + timedelta(seconds=20)) == first


@pytest.mark.parametrize("change", [{"current": True}, {"face": 1}, {"assignee": "Mo"}, {"terms": ["Bad −72 h"]}])
def test_a_row_that_changed_is_rendered_anew(change: dict[str, Any]) -> None:
    row = example.row(7002, "Uma", "Subject", "words", due=example.NOW, treated_as_due=example.NOW)
    assert listed(row, now=example.NOW) != listed({**row, **change}, now=example.NOW)


def test_a_kept_rows_clock_goes_on() -> None:
    row = example.row(7003, "Uma", "Subject", "words", due=example.NOW)
    assert "5 min late" in listed(row, now=example.NOW + timedelta(minutes=5))
    assert "2 h late" in listed(row, now=example.NOW + timedelta(hours=2))


def test_kept_rows_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ROWS_KEPT", 3)
    listed(*(example.row(7100 + n, f"Person {n}", "s", "w") for n in range(8)), now=example.NOW)
    assert len(web._rendered) <= 3


def test_an_alert_is_rendered_once_and_its_forms_are_the_readers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {**example.ALERTS[0], "title": f"Kept {HOSTILE}"}
    first = render("{% alert one %}", one=one, csrf_token="A" * 64)
    monkeypatch.setattr(web, "render_to_string", lambda *_: pytest.fail("rendered again"))
    second = render("{% alert one %}", one={**one}, csrf_token="B" * 64)
    assert first.count("A" * 64) == second.count("B" * 64) == 2
    assert "A" * 64 not in second
    assert web._TOKEN not in first + second
    assert HOSTILE not in first


@pytest.mark.parametrize("change", [{"unread": False}, {"actions": []}, {"level": 2}, {"words": "Other"}])
def test_an_alert_that_changed_is_rendered_anew(change: dict[str, Any]) -> None:
    one = example.ALERTS[0]
    assert render("{% alert one %}", one=one) != render("{% alert one %}", one={**one, **change})


def test_a_moment_is_written_for_the_reader_and_as_it_was_given() -> None:
    same = [DUE, DUE.astimezone(ZoneInfo("Asia/Tokyo"))]
    found = []
    for _ in range(2):
        for language, zone in (("en", "UTC"), ("de", "UTC"), ("en", "Asia/Tokyo")):
            with translation.override(language), timezone.override(zone):
                found.append([render("{% local_time at %}", at=at) for at in same])
    assert found[:3] == found[3:]
    texts = [re.findall(r">([^<>]+)<", one)[0] for one, _ in found]
    assert texts[:3] == ["2 Mar 2026, 12:00", "2 Mär 2026, 12:00", "2 Mar 2026, 21:00"]
    for one, other in found:
        assert one.replace(DUE.isoformat(), same[1].isoformat()) == other != one
