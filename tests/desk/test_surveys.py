"""Surveys at the desk: rules for leads, figures with n and interval, every decision, and calls on one screen."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.channels.email.models import OutboundMail
from rapport.customers.models import Customer
from rapport.flows import survey_falls_due
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.surveys import actions, queries
from rapport.surveys.actions import Told
from rapport.surveys.models import Answer, Asking, OptOut, Survey
from tests import cast
from tests.desk.conftest import client_of
from tests.surveys.making import asked, closed, survey

pytestmark = pytest.mark.django_db
RULE = {"name": "Recommend us", "kind": "nps", "way": "mail", "after_days": "3", "every_days": "90", "share": "25"}


def many(one: Survey, numbers: list[int], at: datetime) -> None:
    """So many people who answered these numbers."""
    found = closed(at=at)
    for serial, number in enumerate(numbers):
        asking = Asking.objects.create(
            occasion=f"many:{one.pk}:{serial}", about=one.kind, survey=one, customer=found.customer,
            conversation=found, inbox=found.inbox, state="asked", due_at=at, decided_at=at, delivered_at=at,
        )  # fmt: skip
        Answer.objects.create(asking=asking, number=number, state="confirmed", first_at=at, changed_at=at)


def test_a_lead_writes_a_rule_and_words_and_it_is_in_the_audit_log(mo: Client) -> None:
    assert mo.post("/settings/surveys/new/", {**RULE, "is_on": "on"}).status_code == 302
    one = Survey.objects.get()
    assert (one.kind, one.share, one.every_days, one.is_on) == ("nps", 25, 90, True)
    words = {"question-de": "Empfehlen Sie uns?", "low-en": "What went wrong?"}
    mo.post(f"/settings/surveys/{one.pk}/", {**RULE, "name": "Us", "kind": "ces", **words})
    one.refresh_from_db()
    assert (one.name, one.kind, one.is_on) == ("Us", "nps", False), "the question of a survey stays"
    assert queries.question(one, "de", "Help") == "Empfehlen Sie uns?"
    assert queries.question(one, "en", "Help").startswith("How likely"), "other words of ours would be a riddle"
    html = mo.get(f"/settings/surveys/{one.pk}/").content.decode()
    assert "Empfehlen Sie uns?" in html and "What would have made it a 10?" in html
    assert AuditEntry.objects.filter(action="settings.changed").count() == 2


def test_a_lead_tries_the_mail_of_a_survey(mo: Client, ada: Client) -> None:
    one, called = survey("nps"), survey("ces", way="phone")
    path = f"/settings/surveys/{one.pk}/"
    assert "no inbox" in mo.post(f"{path}trial/", follow=True).content.decode(), "there is none yet"
    cast.inbox()
    assert "Send me a test" in mo.get(path).content.decode()
    assert "on its way to mo@desk.example" in mo.post(f"{path}trial/", follow=True).content.decode()
    assert OutboundMail.objects.get().kind == "trial" and not Asking.objects.exists()
    html = mo.post(f"/settings/surveys/{called.pk}/trial/", follow=True).content.decode()
    assert "asked by telephone" in html and "Send me a test" not in html and OutboundMail.objects.count() == 1
    for _ in range(12):
        mo.post(f"{path}trial/")
    assert OutboundMail.objects.count() == 10
    assert ada.post(f"{path}trial/").status_code == 403


def test_a_rule_that_makes_no_sense_comes_back_whole(mo: Client) -> None:
    for wrong in ({"share": "0"}, {"share": "101"}, {"after_days": "-1"}, {"every_days": "9999"}, {"kind": "csat"}):
        sent = mo.post("/settings/surveys/new/", {**RULE, **wrong})
        assert sent.status_code == 422 and 'value="Recommend us"' in sent.content.decode()
    assert not Survey.objects.exists()


def test_the_pause_is_a_setting(mo: Client) -> None:
    assert 'value="30"' in mo.get("/settings/surveys/").content.decode()
    mo.post("/settings/surveys/", {"days": "60"})
    assert queries.throttle_days() == 60
    assert mo.post("/settings/surveys/", {"days": "0"}).status_code == 422


def test_too_few_answers_carry_no_figure(mo: Client) -> None:
    one = survey()
    many(one, [10] * 29, now() - timedelta(days=1))
    html = mo.get(f"/surveys/{one.pk}/").content.decode()
    assert "Too few answers" in html and "n = 29" in html
    assert "+100" not in html


def test_the_score_stands_with_its_interval_and_leads_to_the_people(mo: Client) -> None:
    one = survey()
    many(one, [10] * 50 + [8] * 30 + [2] * 20, now() - timedelta(days=1))
    html = mo.get(f"/surveys/{one.pk}/").content.decode()
    assert "+30" in html and "+14 to +44" in html and "n = 100" in html
    behind = re.search(r'href="(/surveys/\d+/behind/[^"]*numbers=2)"', html)
    assert behind
    listed = mo.get(behind[1].replace("&amp;", "&")).content.decode()
    assert listed.count("today-what") == 20
    promoters = mo.get(f"/surveys/{one.pk}/behind/?part=answered&numbers=9,10").content.decode()
    assert promoters.count("today-what") == 50
    assert "n = 100" in mo.get("/surveys/").content.decode()


def test_effort_is_a_share(mo: Client) -> None:
    one = survey("ces")
    many(one, [7] * 30 + [2] * 10, now() - timedelta(days=1))
    html = mo.get(f"/surveys/{one.pk}/").content.decode()
    assert "75 %" in html and "60 to 86 %" in html


def test_every_decision_is_listed_with_its_reason(mo: Client) -> None:
    at = now() - timedelta(days=1)
    one = survey()
    asked_one = closed(at=at)
    actions.opt_out(closed(cast.SOL, at=at).customer, how="page", at=at)
    survey_falls_due.sweep(at=at)
    actions.mark_delivered(Asking.objects.get(conversation=asked_one).message, at=at)  # type: ignore[arg-type]
    html = mo.get(f"/surveys/{one.pk}/").content.decode()
    assert "does not want to be asked" in html
    listed = mo.get(f"/surveys/{one.pk}/behind/?part=skipped&because=opted_out").content.decode()
    assert "Sol Berg" in listed and "Uma Ferrari" not in listed
    assert "Uma Ferrari" in mo.get(f"/surveys/{one.pk}/behind/?part=silent").content.decode()


@pytest.mark.parametrize("query", ["part=x", "part=skipped&because=x", "part=answered&numbers=99", "after=zzz"])
def test_odd_addresses_are_not_found(mo: Client, query: str) -> None:
    assert mo.get(f"/surveys/{survey().pk}/behind/?{query}").status_code == 404


def test_a_partner_sees_numbers_of_their_inboxes_only() -> None:
    one = survey()
    many(one, [10] * 40, now() - timedelta(days=1))
    html = client_of(cast.pat()).get(f"/surveys/{one.pk}/").content.decode()
    assert "n = 40" not in html and "n = 0" in html


def test_pages_ask_as_much_for_many_as_for_few(mo: Client) -> None:
    def count(path: str) -> int:
        mo.get(path)
        with CaptureQueriesContext(connection) as found:
            assert mo.get(path).status_code == 200
        return len(found)

    one = survey()
    many(one, [1], now() - timedelta(days=1))
    Answer.objects.update(comment="Words")
    paths = ["/surveys/", f"/surveys/{one.pk}/", f"/surveys/{one.pk}/behind/", "/settings/surveys/"]
    few = [count(path) for path in paths]
    two = survey("ces")
    many(two, [1] * 9, now() - timedelta(days=1))
    Answer.objects.update(comment="Words")
    assert [count(path) for path in paths] == few and max(few) <= 12


def to_call(sender: tuple[str, str] = cast.UMA) -> Asking:
    one = Survey.objects.first() or survey("ces", way="phone")
    found = closed(sender)
    Customer.objects.filter(pk=found.customer_id).update(phone="030 555 12")
    survey_falls_due.sweep(at=cast.later(hours=3))
    return Asking.objects.get(survey=one, conversation=found)


def test_a_call_is_one_screen_with_the_script_and_the_next_one_follows(ada: Client) -> None:
    first, second = to_call(), to_call(cast.SOL)
    path = f"/surveys/{first.survey_id}/calls/"
    html = ada.get(path).content.decode()
    assert "Hello, this is Help." in html and "030 555 12" in html and "How easy did Help make it" in html
    sent = ada.post(f"{path}{first.pk}/", {"outcome": "answered", "level": "6", "comment": "Quick"}, follow=True)
    assert "Here is the next one" in sent.content.decode() and "Sol Berg" in sent.content.decode()
    answer = Answer.objects.get()
    assert (answer.asking, answer.number, answer.state, answer.comment) == (first, 6, "confirmed", "Quick")
    again = ada.post(f"{path}{first.pk}/", {"outcome": "answered", "level": "1", "comment": "Twice"})
    assert again.status_code == 422 and "Somebody has called already" in again.content.decode()
    assert "Twice" in again.content.decode() and Answer.objects.get().number == 6
    assert second.pk


def test_what_is_missing_is_said_and_nothing_is_lost(ada: Client) -> None:
    first = to_call()
    path = f"/surveys/{first.survey_id}/calls/{first.pk}/"
    for sent in ({"outcome": "answered", "comment": "Keep"}, {"outcome": "answered", "level": "9", "comment": "Keep"}):
        back = ada.post(path, sent)
        assert back.status_code == 422 and "Keep" in back.content.decode()
    assert ada.post(path, {"outcome": "open"}).status_code == 422
    first.refresh_from_db()
    assert first.call == "open" and first.tries == 0


def test_three_tries_in_vain_are_enough_and_a_no_is_kept_for_good(ada: Client) -> None:
    first, second = to_call(), to_call(cast.SOL)
    path = f"/surveys/{first.survey_id}/calls/"
    for _ in range(3):
        ada.post(f"{path}{first.pk}/", {"outcome": "unreached"})
    ada.post(f"{path}{second.pk}/", {"outcome": "refused"})
    first.refresh_from_db()
    assert (first.call, first.tries) == ("unreached", 3)
    assert OptOut.objects.get().customer_id == second.customer_id
    assert "Nobody to call" in ada.get(path).content.decode()


def test_a_call_counts_for_the_pause_of_mails() -> None:
    to_call()
    survey("nps")
    closed(at=cast.later(days=2))
    survey_falls_due.sweep(at=cast.later(days=2))
    assert Asking.objects.filter(about="nps").get().skipped_because == "throttled"


def test_answers_by_mail_are_shown_in_words(mo: Client) -> None:
    asking = asked(at=now() - timedelta(hours=1))
    actions.answer(asking, Told(9, "comment", "Warm and quick"), at=now())
    html = mo.get(f"/surveys/{asking.survey_id}/").content.decode()
    assert "Warm and quick" in html and "Uma Ferrari" in html
