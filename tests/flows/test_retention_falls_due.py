"""What was said long ago is deleted by rule: all of it, nothing else, once, and the figures stay."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation
from rapport.customers.actions import CustomerError
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating
from rapport.flows import join, retention_falls_due
from rapport.flows.conversation_closes import close, reopen
from rapport.flows.customer_rates import customer_rates
from rapport.flows.forget_customer import forget_customer
from rapport.flows.note_is_written import note_is_written
from rapport.platform import storage
from rapport.platform.models import AuditEntry
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from rapport.retention import actions
from rapport.retention.actions import RetentionError
from rapport.retention.rules import edge
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AFTER = later(days=400)


def tables_with(word: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = set()
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}" t WHERE t::text ILIKE %s)', [f"%{word}%"])
            found |= {name} if cursor.fetchone()[0] else set()
    return found


def closed(found: Conversation) -> Conversation:
    close(found, actor=cast.mo(), at=later(days=1))
    OutboundMail.objects.update(state=OutboundMail.State.SENT)
    found.refresh_from_db()
    return found


def swept(at: datetime = LONG_AFTER) -> list[int]:
    """Who was emptied."""
    assert retention_falls_due.sweep(at=at, go_on=lambda: True)
    return list(Conversation.objects.filter(subject="Erased").order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def _rule() -> Iterator[None]:
    cast.inbox()
    actions.set_rule(None, 12, actor=cast.mo(), at=later())
    yield


def test_words_files_and_mails_go_and_figures_stay(_rule: None) -> None:
    found = cast.conversation(
        subject="Zanzibar lamp",
        text="From Zanzibar",
        reply_text="From Zanzibar",
        html="<p>Zanzibar</p>",
        files=[File("zanzibar.txt", b"the bytes of zanzibar")],
    )
    raw = {"raw": b"zanzibar", "size": 8, "received_at": later(), "try_at": later(), "state": "done"}
    RawMail.objects.create(key="imap:1", source="imap", body_digest="x", message=found.messages.first(), **raw)
    RawMail.objects.create(key="imap:2", source="imap", body_digest="x", **raw | {"state": "duplicate"})
    reply = cast.answers(found, text="To Zanzibar.")
    invite = feedback.invite_for(reply.pk, cast.UMA[1])
    assert invite is not None
    customer_rates(invite, Choice(4, "button", comment="Zanzibar shines"), at=later(hours=1))
    note_is_written(found, cast.ada(), "Zanzibar is far.", at=later(hours=1))
    closed(found)
    assert swept(later(days=300)) == [], "too young"
    assert retention_falls_due.preview(None, 12, at=LONG_AFTER) == retention_falls_due.Preview(
        1, later(days=1), later(days=1)
    )
    assert {"conversations_message", "conversations_attachment", "feedback_rating"} <= tables_with("zanzibar")
    blob = storage.path_of(storage.key_of(b"the bytes of zanzibar"))
    os.utime(blob, (0, 0))
    assert swept() == [found.pk]
    assert tables_with("zanzibar") == set()
    assert not blob.exists()
    assert not RawMail.objects.exclude(raw=b"").exists()
    assert RawMail.objects.filter(key__startswith="imap:", size=8).count() == 2, "known, so not fetched again"
    assert (Rating.objects.get().score, found.messages.count()) == (4, 3)
    entry = AuditEntry.objects.get(action="retention.swept")
    assert entry.data == {"inbox": None, "months": 12, "conversations": 1, "mails": 1}
    assert swept() == [found.pk]
    assert AuditEntry.objects.filter(action="retention.swept").count() == 1, "nothing new, nothing said"
    reopen(found, actor=cast.mo(), at=LONG_AFTER)
    with pytest.raises(RetentionError):
        actions.keep(found, "a trial", actor=cast.ada(), at=LONG_AFTER)
    cast.arrives(conversation_id=found.pk, text="Once more Zanzibar", received_at=LONG_AFTER + timedelta(1))
    close(found, actor=cast.mo(), at=LONG_AFTER + timedelta(2))
    assert tables_with("once more")
    assert swept(LONG_AFTER + timedelta(days=400)) == [found.pk]
    assert not tables_with("once more"), "written to again, closed again, and deleted again"


def test_what_is_needed_stays(_rule: None) -> None:
    sol = ("Sol Berg", "sol@customer.example")
    other = cast.inbox("shop@desk.example", name="Shop")
    actions.set_rule(other, 0, actor=cast.mo(), at=later())
    plain, promised, unhappy, kept, part = [closed(cast.conversation()) for _ in range(5)]
    elsewhere = closed(cast.conversation(inbox=other))
    gone, still_open = closed(cast.conversation(sol)), cast.conversation(sol)
    join.merge([gone.pk], still_open.pk, actor=cast.mo(), at=later(days=2))
    Promise.objects.create(conversation=promised, text="x", made_at=later(), due_at=later())
    Recovery.objects.create(conversation=unhappy, opened_at=later(), due_at=later())
    actions.keep(part, "a trial\nat court", actor=cast.ada(), at=later())
    join.merge([part.pk], kept.pk, actor=cast.mo(), at=later(days=2))
    assert swept() == [plain.pk]
    with pytest.raises(CustomerError, match="is kept"):
        forget_customer(plain.customer, actor=cast.mo(), at=LONG_AFTER)
    assert actions.keep_no_more(kept, actor=cast.mo(), at=LONG_AFTER)
    assert actions.keep_no_more(part, actor=cast.mo(), at=LONG_AFTER)
    assert swept() == [plain.pk, kept.pk, part.pk]
    actions.set_rule(other, 6, actor=cast.mo(), at=later())
    assert elsewhere.pk in swept()


def test_a_killed_sweep_goes_on_and_says_all_of_it_once(_rule: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention_falls_due, "BATCH", 2)
    for _ in range(5):
        closed(cast.conversation())
    asked = iter([True, False])
    assert not retention_falls_due.sweep(at=LONG_AFTER, go_on=lambda: next(asked, False))
    assert Conversation.objects.filter(subject="Erased").count() == 2
    moments = iter([later(days=400, hours=14), later(days=400, hours=15), later(days=401, hours=14)])
    for _ in range(3):
        retention_falls_due.sweep_when_due(clock=lambda: next(moments), go_on=lambda: True)
        closed(cast.conversation(received_at=later()))
    assert sum(entry.data["conversations"] for entry in AuditEntry.objects.filter(action="retention.swept")) == 6


def test_ages() -> None:
    assert edge(datetime(2028, 8, 31, 5, tzinfo=UTC), 6) == datetime(2028, 2, 29, 5, tzinfo=UTC)
    assert edge(datetime(2026, 1, 15, tzinfo=UTC), 13) == datetime(2024, 12, 15, tzinfo=UTC)
    for months in (1, 5, 241, -3):
        with pytest.raises(RetentionError):
            actions.set_rule(None, months, actor=cast.mo(), at=later())
