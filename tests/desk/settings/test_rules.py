"""A lead makes a rule line by line, without scripts, tries it out and puts it in its place."""

from datetime import timedelta

import pytest
from django.test import Client

from rapport.automation import actions, queries
from rapport.automation.actions import Draft
from rapport.automation.models import Rule
from rapport.automation.rules import Deed
from rapport.platform.clock import now
from rapport.worker import housekeeping
from tests.cast import NOON, conversation, mo
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
PLAIN = {"name": "Refunds", "moment": "conversation.created", "span": "4", "unit": "60", "match": "all"}
LINES = {
    "conditions": "1",
    "condition-0-field": "subject",
    "condition-0-op": "has",
    "condition-0-value": "refund",
    "deeds": "1",
    "deed-0-kind": "tag",
    "deed-0-value": "Refund",
}


@pytest.fixture
def lead(db: None) -> Client:
    return client_of(mo())


def made(name: str = "Refunds") -> Rule:
    draft = Draft(name=name, moment="conversation.created", conditions=(), deeds=(Deed("tag", "x"),))
    return actions.add_rule(draft, actor=mo(), at=NOON)


def test_lines_are_added_and_taken_away_and_nothing_is_kept_meanwhile(lead: Client) -> None:
    added = lead.post("/settings/rules/new/", PLAIN | {"add": "condition", "new_field": "inbox"}).content.decode()
    assert 'name="condition-0-field" value="inbox"' in added
    assert 'value="Refunds"' in added
    more = lead.post("/settings/rules/new/", PLAIN | LINES | {"add": "deed", "new_deed": "note"}).content.decode()
    assert 'name="deed-1-kind" value="note"' in more
    assert 'value="refund"' in more
    fewer = lead.post("/settings/rules/new/", PLAIN | LINES | {"remove": "condition-0"}).content.decode()
    assert "condition-0-field" not in fewer
    assert "deed-0-kind" in fewer
    assert not Rule.objects.exists()


def test_a_rule_is_kept_off_and_shows_what_it_would_have_done(lead: Client) -> None:
    conversation(subject="A refund, please", received_at=now())
    shown = lead.post("/settings/rules/new/", PLAIN | LINES, follow=True).content.decode()
    rule = Rule.objects.get()
    assert not rule.enabled
    assert rule.conditions == [{"field": "subject", "op": "has", "value": "refund"}]
    assert "It would have run once" in shown
    assert "A refund, please" in shown
    assert "Subject contains “refund”" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "name"),
        ({"condition-0-value": ""}, "what to look for"),
        ({"deeds": "0"}, "at least one line"),
        ({"moment": "time.waiting", "span": "soon"}, "whole number"),
    ],
)
def test_a_refused_rule_keeps_what_was_typed(lead: Client, change: dict[str, str], words: str) -> None:
    answer = lead.post("/settings/rules/new/", PLAIN | LINES | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Rule.objects.exists()


def test_a_rule_is_changed_and_hours_stay_hours(lead: Client) -> None:
    rule = made()
    lead.post(f"/settings/rules/{rule.pk}/", PLAIN | LINES | {"moment": "time.waiting", "span": "3", "enabled": "on"})
    rule.refresh_from_db()
    assert (rule.minutes, rule.enabled) == (180, True)
    shown = lead.get(f"/settings/rules/{rule.pk}/").content.decode()
    assert 'name="span" inputmode="numeric" size="4" value="3"' in shown


def test_order_and_switch_and_end(lead: Client) -> None:
    first, second = made("First"), made("Second")
    lead.post(f"/settings/rules/{second.pk}/order/", {"way": "up"})
    assert list(Rule.objects.values_list("name", flat=True)) == ["Second", "First"]
    lead.post(f"/settings/rules/{first.pk}/switch/", {"on": "1"})
    first.refresh_from_db()
    assert first.enabled
    lead.post(f"/settings/rules/{first.pk}/removal/")
    assert [one.name for one in queries.every()] == ["Second"]


def test_a_removal_can_be_undone_with_what_the_rule_wrote_down_and_is_for_good_after_a_week(lead: Client) -> None:
    rule, other = made("First"), made("Second")
    actions.switch(rule, on=True, actor=mo(), at=NOON)
    run = actions.note_run(rule.pk, "First", conversation(), cause="x", held=[], done=[], refused=[], at=NOON)
    back = f"/settings/rules/{rule.pk}/return/"
    assert lead.post(back).status_code == 404, "it was not removed"
    assert f'action="{back}"' in lead.post(f"/settings/rules/{rule.pk}/removal/", follow=True).content.decode()
    assert lead.get(f"/settings/rules/{rule.pk}/").status_code == 404
    assert [one.pk for one in queries.known.get()] == []
    lead.post(f"/settings/rules/{other.pk}/order/", {"way": "down"})
    assert "is back" in lead.post(back, follow=True).content.decode()
    assert [one.pk for one in queries.known.get()] == [rule.pk]
    assert run in rule.runs.all()
    actions.remove_rule(rule, actor=mo(), at=now() - timedelta(days=8))
    housekeeping.forget(at=now())
    assert lead.post(back).status_code == 404
    assert list(Rule.objects.all()) == [other]


def test_the_timeline_tells_what_a_rule_did(lead: Client) -> None:
    rule = made()
    actions.switch(rule, on=True, actor=mo(), at=NOON)
    found = conversation()
    shown = lead.get(f"/conversations/{found.reference}/").content.decode()
    assert "Rule “Refunds” added the tag x" in shown


def test_without_rules_the_page_says_what_they_are_for(lead: Client) -> None:
    assert b"No rules yet" in lead.get("/settings/rules/").content
