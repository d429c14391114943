"""F06: greylisting, refusals, a server that goes away, one bad recipient of three. Each gets what the script says."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from rapport.alerts.models import Alert
from rapport.channels.email import retry
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.smtp import SmtpCarrier, relay_of
from rapport.flows.deliver_message import deliver_due
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import Server, reply_of, server

pytestmark = pytest.mark.django_db
State = OutboundMail.State
SWEEP, HOUR = timedelta(minutes=1), timedelta(hours=1)
SCRIPTS: dict[str, dict[str, list[str | None]]] = {
    "greylisting at the recipient": {"RCPT": ["451 4.7.1 greylisted"] * 3},
    "greylisting after the text": {"TEXT": ["451 4.7.1 greylisted"] * 3},
    "greylisting at the sender": {"MAIL": ["451 4.7.1 greylisted"] * 3},
    "a full disk at connecting": {"CONNECT": ["421 busy"] * 3},
    "a line that breaks": {"RCPT": [None] * 3},
}


def sweep_for(peer: Server, span: timedelta, start: datetime = later(minutes=10)) -> list[tuple[int, int]]:  # noqa: B008
    """The worker's sweep each minute of a span; answers (minute, mails delivered so far) where something changed."""
    told: list[tuple[int, int]] = []
    at = start
    with override_settings(RAPPORT_SMTP_URL=f"smtp://127.0.0.1:{peer.port}"):
        while at <= start + span:
            tried = deliver_due(limit=100, clock=lambda at=at: at)  # type: ignore[misc]
            if tried:
                told.append((int((at - start) / SWEEP), len(peer.delivered)))
            at += SWEEP
    return told


@pytest.fixture
def mail() -> Iterator[OutboundMail]:
    yield reply_of()[1]


@pytest.mark.parametrize("fault", SCRIPTS)
def test_three_times_later_then_taken(mail: OutboundMail, fault: str) -> None:
    with server(SCRIPTS[fault]) as peer:
        tries = sweep_for(peer, timedelta(hours=2))
    print(f"\nF06 {fault}: tried at minutes {[minute for minute, _ in tries]}, {len(peer.delivered)} delivered")
    assert tries == [(0, 0), (5, 0), (20, 0), (80, 1)]
    assert peer.delivered == ["uma@customer.example"]
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert not Alert.objects.exists()


def test_a_final_refusal_stops_at_once_and_is_a_task_within_a_minute(mail: OutboundMail) -> None:
    with server({"RCPT": ["550 5.1.1 unknown"]}) as peer:
        sweep_for(peer, timedelta(minutes=1))
        [alert] = Alert.objects.all()
        after = alert.created_at - mail.created_at
        print(f"\nF06 550: a task for the agent after {after.total_seconds():.0f} s")
        assert after <= timedelta(seconds=60)
        # The alert's own mail goes out by the same server; the reply is never tried again.
        sweep_for(peer, timedelta(hours=3), later(minutes=12))
    assert peer.delivered == ["ada@desk.example"]
    assert [line for line in peer.heard if "uma@" in line] == ["rcpt TO:<uma@customer.example>"]


def test_one_bad_recipient_of_three_harms_nobody_else() -> None:
    message, first = reply_of()
    others = outbox.queue_reply(
        message, [("bad@customer.example", "Bad"), ("good@customer.example", "Good")], at=later(minutes=10)
    )
    with server({"RCPT": ["250 ok", "550 no such person"]}) as peer:
        sweep_for(peer, timedelta(0))
    states = {}
    for mail in (first, *others):
        mail.refresh_from_db()
        states[mail.recipient] = mail.state
    print(f"\nF06 one of three refused: {', '.join(states.values())}; {len(peer.delivered)} texts handed over")
    assert states == {
        "uma@customer.example": State.SENT,
        "bad@customer.example": State.FAILED,
        "good@customer.example": State.SENT,
    }
    assert [who for who in peer.delivered if who.endswith("customer.example")] == [
        "uma@customer.example",
        "good@customer.example",
    ]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "TEXT"])
def test_a_server_that_goes_away_in_the_middle_gets_the_rest_later(step: str) -> None:
    who = [(f"Customer {number}", f"{number}@customer.example") for number in range(4)]
    for sender in who:
        reply_of(cast.conversation(sender))
    with server({step: ["250 ok" if step != "DATA" else "354 go on", "421 4.3.2 shutting down"]}) as peer:
        sweep_for(peer, timedelta(minutes=6))
    print(f"\nF06 421 at {step}: {len(peer.delivered)} of {len(who)} delivered, each once")
    assert sorted(peer.delivered) == [address for _, address in who]
    assert set(OutboundMail.objects.values_list("state", flat=True)) == {State.SENT}


def test_two_days_of_greylisting_are_tried_hourly_told_at_four_hours_and_then_failed(mail: OutboundMail) -> None:
    tries: list[float] = []
    told: dict[str, float] = {}
    with server({"RCPT": ["451 4.7.1 greylisted"] * 60}) as peer:
        while mail.state != State.FAILED:
            tries.append((mail.due_at - mail.created_at) / SWEEP)
            sweep_for(peer, timedelta(0), mail.due_at)
            mail.refresh_from_db()
            for alert in Alert.objects.all():
                told.setdefault(alert.headline.partition(":")[0], (alert.created_at - mail.created_at) / HOUR)
            OutboundMail.objects.filter(kind="alert").update(state=State.SENT)
    print(f"\nF06 451 for ever: {mail.tries} tries, told after hours {told}, then {mail.state}")
    own = [line for line in peer.heard if "rcpt TO:<uma@" in line]
    assert len(own) == mail.tries == 50
    assert tries[:5] == [0, 5, 20, 80, 140]
    assert 4 <= told["Still waiting"] < 5
    assert 47 <= told["Not delivered"] <= 48


def test_a_server_has_ten_minutes_to_answer_the_dot() -> None:
    assert retry.ANSWER_SECONDS == 600
    with server() as peer:
        assert SmtpCarrier(relay_of(f"smtp://127.0.0.1:{peer.port}")).answer_seconds == 600
    assert timedelta(seconds=retry.ANSWER_SECONDS) < retry.SILENCE
