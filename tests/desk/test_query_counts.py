"""No list asks more for many rows than for few, and none more than twelve times."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.promises.models import Promise
from rapport.recovery.models import Concern, Goodwill, Prevention, Recovery, Step, Trigger
from rapport.search import actions as search
from tests import cast
from tests.api.test_conversation import unhappy
from tests.cast import later

MOST = 12
OF_TESTS = 3  # savepoints around what has a time limit; outside of tests they are transactions
PATHS = (
    "/pile/", "/mine/", "/unassigned/", "/waiting/", "/later/", "/done/", "/recoveries/", "/ratings/", "/alerts/",
    "/recoveries/figures/", "/recoveries/figures/behind/?part=all",
    "/recoveries/turned-round/", "/goodwill/", "/prevention/", "/unhappy/", "/surveys/",
    "/complaints/", "/complaints/closed/", "/ratings/fixed/", "/ratings/outside/", "/", "/feedback/",
    "/reports/workload/", "/reports/workload/behind/?part=came",
    "/feedback/reasons/", "/feedback/digests/", "/losses/", "/voices/", "/campaigns/",
    "/promises/", "/promises/?of=all",
)  # fmt: skip


def fill(first: int, number: int) -> None:
    """Conversations in every state, rated and in recovery; every third recovery is over."""
    for n in range(first, first + number):
        kept = {}
        for state in ("open", "waiting", "later", "done"):
            kept[state] = cast.conversation((f"{state} {n}", f"{state}{n}@customer.example"))
        cast.answers(kept["waiting"], at=later(hours=1))
        recover(kept["waiting"], is_over=n % 3 == 0)
        Conversation.objects.filter(pk=kept["later"].pk).update(status="later", snoozed_until=later(hours=90))
        Conversation.objects.filter(pk=kept["done"].pk).update(status="done", closed_at=later(hours=1))
        Conversation.objects.filter(pk=kept["open"].pk).update(assignee=cast.mo() if n % 2 else None)


def recover(conversation: Conversation, *, is_over: bool) -> None:
    rating = unhappy(conversation)
    found = Recovery.objects.filter(conversation=conversation).first() or Recovery.objects.create(
        conversation=conversation, owner=cast.ada(), opened_at=later(hours=1), due_at=later(hours=2)
    )
    Trigger.objects.get_or_create(recovery=found, rating=rating)
    known = {"given_by": cast.ada(), "given_at": later(hours=2), "kind": "credit", "currency": "EUR", "amount": 100}
    for allowed in (True, None):
        Goodwill.objects.create(recovery=found, is_allowed=allowed, reason="The wait", **known)
    for done in (None, later(hours=3)):
        prevention = Prevention.objects.create(
            text="Look twice", owner=cast.ada(), due_on=later().date(), made_at=later(), done_at=done
        )
        Concern.objects.create(prevention=prevention, recovery=found)
    if is_over:
        Recovery.objects.filter(pk=found.pk).update(closed_at=later(hours=3), outcome="recovered")


def deepen(conversation: Conversation, round_: int) -> Recovery:
    """Everything that stands on the page of its recovery once more."""
    message = cast.answers(conversation, at=later(hours=round_))
    recover(conversation, is_over=False)
    one = Recovery.objects.get(conversation=conversation)
    promise = Promise.objects.create(conversation=conversation, owner=cast.ada(), due_at=later(), made_at=later())
    for kind in ("agreed", "contacted"):
        done = {"done_by": cast.mo(), "done_at": later(hours=3), "message": message, "promise": promise}
        Step.objects.create(recovery=one, kind=kind, round=round_, **done)
    Recovery.objects.update(round=round_)
    return one


def asked(client: Client, path: str) -> int:
    client.get(path)  # what is remembered is remembered
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize("path", [*PATHS, "/search/?q=chain"])
def test_many_rows_are_asked_for_as_few_are(mo: Client, path: str) -> None:
    fill(0, 1)
    search.fill(at=later(hours=1))
    few = asked(mo, path)
    fill(1, 6)
    search.fill(at=later(hours=1))
    assert asked(mo, path) == few
    assert few <= MOST + (OF_TESTS if "search" in path else 0)


def test_much_in_a_recovery_is_asked_for_as_little_is(ada: Client, mo: Client) -> None:
    cast.inbox().teams.set([cast.team("Ours", cast.ada())])
    cast.inbox("others@desk.example").teams.set([cast.team("Others")])
    conversation = cast.conversation(("Uma Ferrari", "uma@ferrari.example"))
    path = f"/recoveries/{deepen(conversation, 1).pk}/"
    few = [asked(client, path) for client in (ada, mo)]
    deepen(conversation, 2)
    assert [asked(client, path) for client in (ada, mo)] == few
    assert max(few) <= MOST
