"""What other systems are told, of what, and what they are not told."""

import json
from typing import Any

import pytest
from django.db import transaction

from rapport.conversations.models import Message
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows import conversation_closes, promise_falls_due
from rapport.flows.customer_rates import customer_rates
from rapport.team.models import User
from rapport.webhooks import actions, rules
from rapport.webhooks.models import Delivery, Endpoint
from tests import cast
from tests.cast import NOON, ada, answers, arrives, conversation, inbox, later, mo, pat, team

pytestmark = pytest.mark.django_db


def listens(owner: User | None = None, *events: str) -> Endpoint:
    wanted = events or rules.EVENTS
    return actions.add_endpoint(owner or mo(), name="Shop", url="https://shop.example/", wanted=wanted, at=NOON)[0]


def told() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("event", flat=True))


def data() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(Delivery.objects.latest("pk").body)["data"]
    return found


def test_a_whole_story_is_told_in_its_order() -> None:
    listens()
    found = conversation()
    reply = answers(found, promise_due_at=later(hours=1), promise_text="News")
    promise_falls_due.sweep(at=later(hours=2))
    invite = feedback.invite_for(reply.pk, found.identity.value)
    assert invite
    customer_rates(invite, Choice(1, "button", comment="No!"), at=later(hours=3))
    assert told() == [
        "conversation.created",
        "message.received",
        "reply.sent",
        "promise.due",
        "promise.broken",
        "recovery.opened",
        "rating.received",
    ]
    assert data()["rating"] == {
        "score": 1,
        "face": "Bad",
        "state": "confirmed",
        "comment": "No!",
        "wants_a_call": False,
    }
    assert data()["conversation"]["customer"]["address"] == cast.UMA[1]  # type: ignore[index]


def test_done_and_taken_up_again_and_given_away() -> None:
    found = conversation()
    listens()
    conversation_closes.assign(found, ada(), actor=mo(), at=NOON)
    conversation_closes.assign(found, ada(), actor=mo(), at=NOON)
    conversation_closes.close(found, actor=mo(), at=NOON)
    conversation_closes.close(found, actor=mo(), at=NOON)
    conversation_closes.reopen(found, actor=mo(), at=NOON)
    assert told() == ["conversation.assigned", "conversation.closed", "conversation.reopened"]


def test_nothing_is_told_of_what_did_not_happen() -> None:
    listens()
    with pytest.raises(RuntimeError), transaction.atomic():
        arrives()
        raise RuntimeError
    assert told() == []


@pytest.mark.parametrize(
    "fields",
    [{"origin": Message.Origin.AUTO_REPLY}, {"silent": True}, {"trust": Message.Trust.STRANGER, "into": True}],
    ids=["a machine's", "an old mail taken over", "a stranger's into a conversation"],
)
def test_what_no_customer_said_is_not_told(fields: dict[str, Any]) -> None:
    known = conversation()
    listens()
    if fields.pop("into", False):
        fields["conversation_id"] = known.pk
    arrives(**fields)
    assert told() == []


def test_a_held_message_is_told_once_it_counts() -> None:
    known = conversation()
    listens()
    held = arrives(cast.REX, conversation_id=known.pk, trust=Message.Trust.STRANGER)
    conversation_closes.accept_held(held, actor=ada(), at=NOON)
    assert told() == ["message.received"]


def test_only_chosen_events_are_told() -> None:
    listens(None, "reply.sent")
    answers(conversation())
    assert told() == ["reply.sent"]


def test_an_endpoint_knows_what_its_owner_may_know() -> None:
    """Somebody who led once and now works for another company."""
    ours = inbox("ours@desk.example", name="Ours")
    ours.teams.add(team("Ours", ada()))
    listens(pat())
    arrives(inbox=ours)
    assert told() == []
    pat().teams.add(team("Ours"))
    arrives(cast.SOL, inbox=ours)
    assert told() == ["conversation.created", "message.received"]
    assert cast.SOL[1] not in Delivery.objects.latest("pk").body
    assert "@" not in Delivery.objects.latest("pk").body


def test_without_an_endpoint_a_mail_costs_no_query_more(django_assert_num_queries: object) -> None:
    from rapport.flows.happened import happened

    found = conversation()
    with django_assert_num_queries(0):  # type: ignore[operator]
        happened("message.received", found, at=NOON)
