"""A person is forgotten: no table holds a word, a name or an address of theirs, and the numbers still add up."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation
from rapport.customers.actions import CustomerError
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating
from rapport.flows import recover
from rapport.flows.customer_rates import customer_rates
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge
from rapport.flows.note_is_written import note_is_written
from rapport.platform import storage
from rapport.platform.models import Event
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Recovery
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db(transaction=True)
ZOE = ("Zoe Quixotic", "zoe.quixotic@customer.example")
CANARIES = ("quixotic", "zanzibar", "+49555123")
SCAN = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def tables_with(word: str) -> set[str]:
    """Every table that has the word anywhere in a row."""
    with connection.cursor() as cursor:
        cursor.execute(SCAN)
        names = [name for (name,) in cursor.fetchall()]
        found = set()
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}" t WHERE t::text ILIKE %s)', [f"%{word}%"])
            found |= {name} if cursor.fetchone()[0] else set()
    return found


def sent(at: datetime) -> None:
    OutboundMail.objects.update(state=OutboundMail.State.SENT, sent_at=at)


@pytest.fixture
def zoe() -> Conversation:
    """Everything that somebody can leave behind: words, a file, a rating with words, a promise, notes, a recovery."""
    found = cast.conversation(
        ZOE,
        subject="Zanzibar lamp",
        text="From Zanzibar, Zoe Quixotic",
        reply_text="From Zanzibar",
        html="<p>Zanzibar</p>",
        files=[File("zanzibar.txt", b"the bytes of zanzibar")],
    )
    reply = cast.answers(
        found, text="To Zanzibar.", promise_due_at=later(days=1), promise_text="A lamp to Zanzibar", cc=[]
    )
    invite = feedback.invite_for(reply.pk, ZOE[1])
    assert invite is not None
    choice = Choice(1, "button", comment="Zanzibar is dark", call_me=True, phone="+49555123")
    customer_rates(invite, choice, at=later(hours=1))
    note_is_written(found, cast.ada(), "Zoe Quixotic lives in Zanzibar.", at=later(hours=1))
    recovery = Recovery.objects.get(conversation=found)
    owed = Agreement("A lamp for Zoe", "Zanzibar waited", "Zoe was laughed at", "No light in Zanzibar")
    due = later(days=2)
    recover.agree(recovery, Cause.objects.latest("position"), owed, actor=cast.mo(), at=later(hours=1), promised_at=due)
    recover.give(recovery, "gift", 10**9, "A candle for Zanzibar", actor=cast.ada(), at=later(hours=1))
    recover.learn(recovery, "Zanzibar has no sockets", actor=cast.mo(), at=later(hours=1))
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=later(hours=1), outcome="recovered")
    recover.reopen(recovery, "Still dark in Zanzibar", actor=cast.mo(), at=later(hours=1))
    sent(later(hours=1))
    return found


def test_no_table_holds_a_word_of_theirs(zoe: Conversation) -> None:
    assert all(tables_with(word) for word in CANARIES), "the test must be about something"
    forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=2))
    assert {word: tables_with(word) for word in CANARIES} == {word: set() for word in CANARIES}


def test_their_files_are_gone_and_those_of_others_stay(zoe: Conversation) -> None:
    blob = storage.key_of(b"the bytes of zanzibar")
    cast.conversation(files=[File("same.txt", b"the bytes of zanzibar")])
    forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=2))
    assert storage.get(blob)
    other = Conversation.objects.exclude(pk=zoe.pk).get()
    sent(later(hours=2))
    forget_customer(other.customer, actor=cast.mo(), at=later(hours=3))
    with pytest.raises(FileNotFoundError):
        storage.get(blob)


def test_numbers_stay_and_the_pile_is_clear(zoe: Conversation) -> None:
    assert forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=2)) == 1
    zoe.refresh_from_db()
    assert (zoe.is_done, zoe.subject, zoe.messages.count()) == (True, "Erased", 3)
    assert Rating.objects.get().score == 1
    assert not Placement.objects.filter(waiting=True).exists()
    assert Event.objects.filter(name="customers.erased").count() == 1


def test_what_became_part_of_the_record_goes_with_it(zoe: Conversation) -> None:
    other = cast.conversation(("Z. Quixotic", "z@quixotic.example"), text="Zanzibar again", reply_text="Zanzibar again")
    sent(later(hours=2))
    merge(zoe.customer, other.customer, evidence="Zanzibar", actor=cast.mo(), at=later(hours=2))
    assert forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=3)) == 2
    assert tables_with("quixotic") == tables_with("zanzibar") == set()


def test_others_keep_their_words(zoe: Conversation) -> None:
    cast.conversation(text="Uma was here", reply_text="Uma was here")
    forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=2))
    assert tables_with("Uma was here")


def test_it_waits_for_a_mail_on_its_way(zoe: Conversation) -> None:
    cast.answers(zoe, text="One more.", at=later(hours=2))
    with pytest.raises(CustomerError, match="on its way"):
        forget_customer(zoe.customer, actor=cast.mo(), at=later(hours=2))
    assert tables_with("zanzibar")


def test_a_lead_types_a_word_and_everybody_else_may_not(client: Client, zoe: Conversation) -> None:
    path = f"/customers/{zoe.customer.public_id}/erasure/"
    client.force_login(cast.ada())
    assert client.post(path, {"word": "forget"}).status_code == 403
    client.force_login(cast.mo())
    assert b"cannot be undone" in client.get(path).content
    assert client.post(path, {"word": "no"}).status_code == 422
    assert tables_with("zanzibar")
    assert client.post(path, {"word": " Forget "}).status_code == 302
    assert tables_with("quixotic") == set()
    assert client.get(f"/customers/{zoe.customer.public_id}/").status_code == 200
    assert client.get(f"/conversations/{zoe.reference}/").status_code == 200
