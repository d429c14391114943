"""F18: twenty thousand receipts wait; a hundred replies come after them and leave before them. The order is counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from rapport.channels.email import addresses, transport
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.servers import Route
from rapport.conversations.models import Message
from rapport.flows import deliver_message
from rapport.flows.deliver_message import deliver_due
from rapport.platform.jobs import Job, enqueue
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import Letterbox, reply_of
from tests.filling import fill
from tests.labs import sized

pytestmark = pytest.mark.django_db
Kind = OutboundMail.Kind
BACKLOG, REPLIES = sized(20_000), sized(100, least=40)
FIRST = 15


def queue(kind: OutboundMail.Kind, count: int) -> None:
    about = cast.conversation()
    messages = fill(
        Message(
            conversation=about,
            kind=Message.Kind.REPLY if kind == Kind.REPLY else Message.Kind.AUTOMATIC,
            author=cast.ada() if kind == Kind.REPLY else None,
            text="On its way",
            message_id=addresses.new_message_id("desk.example"),
            at=NOON,
        )
        for _ in range(count)
    )
    fill(
        OutboundMail(
            kind=kind,
            message=message,
            conversation=about,
            recipient=f"{kind}{message.pk}@customer.example",
            header_id=message.message_id,
            created_at=NOON,
            due_at=NOON,
        )
        for message in messages
    )


def test_a_hundred_replies_leave_before_the_backlog(monkeypatch: pytest.MonkeyPatch) -> None:
    queue(Kind.ACKNOWLEDGEMENT, BACKLOG)
    left: list[str] = []

    class Counting(Letterbox):
        def hand_over(
            self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]
        ) -> transport.Answer:
            left.append(recipient.partition("@")[0].rstrip("0123456789"))
            if len(left) == FIRST:
                queue(Kind.REPLY, REPLIES)
            return super().hand_over(envelope_from, recipient, raw, on_data)

    monkeypatch.setattr(Route, "carrier", lambda _: Counting())
    deliver_due(limit=FIRST + REPLIES + 3 * deliver_message.A_FEW, clock=lambda: later(minutes=1), go_on=lambda: True)
    last_reply = max(place for place, kind in enumerate(left) if kind == "reply")
    between = left[FIRST : last_reply + 1].count("ack")
    print(f"\nF18: {BACKLOG} receipts wait, then {REPLIES} replies: {between} receipts left before the last reply")
    assert left.count("reply") == REPLIES
    assert between < deliver_message.A_FEW
    assert OutboundMail.objects.filter(kind=Kind.ACKNOWLEDGEMENT, state="queued").count() > BACKLOG - 100


def test_the_jobs_of_replies_and_alerts_overtake_those_of_receipts() -> None:
    for number in range(50):
        enqueue(Job.DELIVER, priority=1, outbound_id=10**9 + number)
    _, reply = reply_of()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'outbound_id' FROM procrastinate_fetch_job_v2(ARRAY['deliver'], NULL)")
        [(first,)] = cursor.fetchall()
    assert int(first) == reply.pk


def test_a_deferred_reply_whose_time_has_come_goes_before_receipts_due_earlier() -> None:
    _, reply = reply_of()
    OutboundMail.objects.filter(pk=reply.pk).update(due_at=later(minutes=20), state="deferred")
    queue(Kind.ACKNOWLEDGEMENT, 3)
    box = Letterbox()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "carrier", lambda _: box)
        deliver_due(limit=1, clock=lambda: later(minutes=20) + timedelta(seconds=1))
    assert [recipient for _, recipient, _ in box.handed] == ["uma@customer.example"]
