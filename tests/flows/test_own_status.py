"""A status in the company's own words: it names, and the one of the four below which it stands decides."""

from typing import Any

import pytest

from rapport.automation.models import RuleRun
from rapport.automation.rules import Condition
from rapport.automation.rules import Deed as RuleDeed
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating
from rapport.flows.act import Outcome, act
from rapport.flows.deeds import Deed, Verb
from rapport.flows.undo import undo
from rapport.labels import actions as labels
from rapport.labels.actions import LabelError
from rapport.labels.models import CustomStatus
from rapport.platform.models import Event
from rapport.search.queries import page
from rapport.search.rules import NotUnderstood, read
from rapport.triage.models import Placement
from tests import cast
from tests.api.test_changing import changed
from tests.cast import later
from tests.flows.test_apply_rules import rule
from tests.flows.test_recover import opened

pytestmark = pytest.mark.django_db
AT = later(hours=1)


def own(name: str, base: str) -> CustomStatus:
    return labels.save_status(None, name=name, base=base, actor=cast.mo(), at=AT)


def does(verb: str, value: Any, *on: Conversation, minutes: int = 0) -> Outcome:
    return act(Deed(verb, value), [one.pk for one in on], actor=cast.mo(), at=later(hours=1, minutes=minutes))


def stands(one: Conversation) -> tuple[str, str]:
    return Conversation.objects.values_list("status", "custom_status").get(pk=one.pk)


def test_it_brings_its_base_along_and_goes_with_it() -> None:
    supplier, shop, ready, sent = (
        own(name, base)
        for name, base in [
            ("With the supplier", "waiting"), ("In the shop", "open"), ("Parts come", "later"), ("Sent", "done"),
        ]
    )  # fmt: skip
    one = cast.conversation()
    done = does(Verb.STATUS, supplier.key, one)
    assert stands(one) == ("waiting", "with-the-supplier")
    assert not Placement.objects.filter(conversation=one, waiting=True).exists()
    assert done.change is not None
    undo(done.change.pk, actor=cast.mo(), at=later(hours=1, seconds=9))
    assert stands(one) == ("open", "")
    assert Placement.objects.filter(conversation=one, waiting=True).exists()
    for status, there in [(shop, "open"), (sent, "done"), (ready, "later"), (shop, "open"), (supplier, "waiting")]:
        does(Verb.STATUS, status.key, one)
        assert stands(one) == (there, status.key)
    assert Conversation.objects.get(pk=one.pk).snoozed_until is None
    assert does(Verb.STATUS, supplier.key, one).change is None
    cast.arrives(conversation_id=one.pk, trust="proven", received_at=later(hours=2))
    assert stands(one) == ("open", "")
    does(Verb.STATUS, shop.key, one)
    does(Verb.REOPEN, None, one)
    assert stands(one) == ("open", "")
    named = Event.objects.filter(name="conversations.status_named", conversation_id=one.pk).order_by("pk")
    assert [event.data["name"] for event in named][-2:] == ["In the shop", ""]


def test_what_closing_needs_its_own_word_needs_too() -> None:
    recovery = opened()
    sent = own("Sent", "done")
    refused_ones = does(Verb.STATUS, sent.key, recovery.conversation).refused
    assert "unhappy" in refused_ones[0][1]
    assert stands(recovery.conversation)[1] == ""
    assert Rating.objects.exists()


def test_names_are_told_apart_and_archived_ones_stay_readable() -> None:
    supplier = own("With the supplier", "waiting")
    for name in ("WITH THE  supplier", "Waiting", "", "x" * 41, 'say "no"', "a\u202eb"):
        with pytest.raises(LabelError):
            own(name, "open")
    assert own("Open!", "open").key == "open-2"
    one, other = cast.conversation(), cast.conversation(cast.SOL)
    does(Verb.STATUS, supplier.key, one)
    labels.set_archived(supplier, True, actor=cast.mo(), at=AT)
    labels.save_status(supplier, name="At the maker", base="done", actor=cast.mo(), at=AT)
    assert (supplier.key, supplier.base) == ("with-the-supplier", "waiting")
    with pytest.raises(conversations.ConversationError, match="no such status"):
        does(Verb.STATUS, supplier.key, other)
    assert found('status:"at the maker"') == found("status:with-the-supplier") == found("status:waiting") == [one]
    assert found("-status:with-the-supplier") == [other]
    with pytest.raises(NotUnderstood) as problem:
        found("status:closed")
    assert problem.value.values["values"] == "open, waiting, later, done, Open!"


def found(text: str) -> list[Conversation]:
    return [one.conversation for one in page(cast.mo(), read(text, today=AT.date()))]


def test_programs_and_rules_read_and_write_it() -> None:
    own("With the supplier", "waiting")
    own("Sent", "done")
    conditions = tuple(Condition("status", "is", value) for value in ("with-the-supplier", "waiting"))
    rule("conversation.status", RuleDeed("status", "sent"), conditions=conditions)
    one = cast.conversation()
    assert changed(one, {"custom_status": None})["custom_status"] is None
    assert not RuleRun.objects.exists()
    body = changed(one, {"custom_status": "with-the-supplier"})
    assert (body["status"], body["custom_status"]) == ("done", "sent")
    assert RuleRun.objects.get().done == [{"kind": "status", "label": "Sent"}]
    assert changed(one, {"status": "done"})["custom_status"] is None
