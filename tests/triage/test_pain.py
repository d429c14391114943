"""What a matter has cost the customer: counted, never asked; and a head start for who was handed on."""

from datetime import timedelta

import pytest
from django.test import Client

from rapport.feedback.models import Fixed
from rapport.flows import conversation_closes
from rapport.language.details import asks_for_details
from rapport.platform.clock import now
from rapport.promises.models import Promise
from rapport.triage import actions as triage
from rapport.triage import pain, rules
from rapport.triage.pain import Ledger, Trail, Word, ledger
from tests import cast
from tests.cast import NOON, later
from tests.desk.conftest import client_of


def test_waiting_ends_with_an_answer_or_when_it_is_done() -> None:
    words = [
        Word(NOON, False),
        Word(later(hours=2), False),
        Word(later(hours=5), True, asks=True),
        Word(later(hours=6), True),
        Word(later(hours=20), False),  # done without a word, and they come back
        Word(later(hours=40), False),
    ]
    trail = Trail(whose=[1, 1, None, 2, 1], closed=[later(hours=7), later(hours=30)], not_fixed=1, broken=2)
    found = ledger(words, trail, waits=True, at=later(hours=43))
    assert found == Ledger(4, timedelta(hours=5 + 10 + 3), 2, 1, 2, 1, 2)
    assert ledger(words, trail, waits=False, at=later(hours=43)).waited == timedelta(hours=15)
    assert pain.total([found, found]) == Ledger(8, timedelta(hours=36), 4, 2, 4, 2, 4)
    assert found.is_felt
    first = [Word(NOON, False), Word(later(hours=23), True, asks=True)]
    assert not ledger(first, Trail([1], [later(hours=24)]), waits=False, at=later(hours=99)).is_felt


@pytest.mark.parametrize(("times", "hours"), [(0, 0), (1, 0), (2, 8), (3, 16), (4, 24), (9, 24)])
def test_each_handover_after_the_first_adds_eight_hours_up_to_a_day(times: int, hours: int) -> None:
    boost = rules.handover_boost(times)
    assert (boost.hours if boost else 0) == hours


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hello Uma,\ncould you please send us the number of the frame?", True),
        ("Please let us know which wheel it is.", True),
        ("What is the order number?", True),
        ("Können Sie mir bitte die Rahmennummer nennen?", True),
        ("Bitte schicken Sie uns ein Bild. Wie lautet die Bestellnummer?", True),
        ("Is there anything else I can help with? Please let us know if it comes back.", False),
        ("Please give us until Friday. Haben Sie noch Fragen?", False),
        ("x " * 3000 + "What is the order number?", False),
    ],
)
def test_a_reply_that_asks_for_details_is_told_from_a_polite_one(text: str, asks: bool) -> None:
    assert asks_for_details(text) is asks


@pytest.mark.django_db
def test_the_conversation_and_the_customer_say_what_it_cost() -> None:
    start = now() - timedelta(days=8)
    found = cast.conversation(received_at=start)
    ada = client_of(cast.ada())
    assert "What it cost them so far" in shown(ada, f"/conversations/{found.reference}/")  # waits for eight days
    cast.answers(found, cast.ada(), "Could you send us a picture?", at=start + timedelta(days=3))
    reply = cast.answers(found, cast.ben(), "Could you send us the number?", at=start + timedelta(days=3, hours=1))
    cast.answers(found, cast.ada(), at=start + timedelta(days=3, hours=2))
    conversation_closes.close(found, actor=cast.ada(), at=start + timedelta(days=4))
    Promise.objects.create(
        conversation=found, text="Call", made_at=start, due_at=start, broken_at=start, withdrawn_at=start
    )
    invite = reply.invites.get()
    Fixed.objects.create(invite=invite, conversation=found, is_fixed=False, state="confirmed", at=start)
    for day in (5, 6):
        cast.arrives(conversation_id=found.pk, trust="proven", received_at=start + timedelta(days=day))
    for path in (f"/conversations/{found.reference}/", f"/customers/{found.customer.public_id}/"):
        told = facts(shown(ada, path))
        assert told["They wrote"] == "3 times"
        assert told["Waited for us"] == "6 days"
        assert told["Handed on"] == "2 times"
        assert told["Asked for details"] == "2 times"
        assert told["Broken promises"] == told["Not fixed, they said"] == told["Came back after Done"] == "once"
    placed = triage.place(found.__class__.objects.get(pk=found.pk), at=now())
    assert placed is not None
    assert {"words": "Handed on 2 times", "hours": 8} in placed.why
    fresh = cast.conversation(cast.SOL, received_at=now())
    assert "What it cost them so far" not in shown(ada, f"/conversations/{fresh.reference}/")


def facts(page: str) -> dict[str, str]:
    part = page.split("What it cost them so far", 1)[1].split("</dl>", 1)[0]
    rows = part.split("<dt>")[1:]
    return {row.split("</dt>")[0]: row.split("<dd>")[1].split("</dd>")[0] for row in rows}


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
