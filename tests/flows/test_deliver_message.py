"""A mail leaves: what the row, the timeline, the author and the customer's invite know afterwards."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from rapport.alerts.models import Alert
from rapport.channels.email import compose, retry
from rapport.channels.email.actions import outbox
from rapport.channels.email.letters_out import LetterOut
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Answer, Deferred, Refused, Unknown
from rapport.conversations.actions import note
from rapport.conversations.models import Message
from rapport.feedback.models import RatingInvite
from rapport.flows.deliver_message import deliver, deliver_due
from rapport.platform.models import Event
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import Letterbox, body, reply_of, send

pytestmark = pytest.mark.django_db
State = OutboundMail.State
TEN_PAST = later(minutes=10)


def names() -> list[str]:
    return list(Event.objects.filter(name__startswith="email.").order_by("id").values_list("name", flat=True))


def test_a_reply_arrives_with_its_own_faces() -> None:
    message, mail = reply_of()
    box = send(mail, TEN_PAST)
    assert mail.state == State.SENT
    assert mail.sent_at == TEN_PAST
    assert mail.copies == mail.tries == 1
    assert names() == ["email.sent"]
    [arrived] = box.mails
    assert arrived["Message-ID"] == message.message_id
    text, html = body(arrived), body(arrived, "html")
    for word in ("Great", "Good", "Not quite", "Bad"):
        assert f"{word}: http" in text
        assert word in html


def test_the_invite_knows_when_it_was_handed_over() -> None:
    message, mail = reply_of()
    assert RatingInvite.objects.get(message=message).delivered_at is None
    send(mail, later(hours=1))
    assert RatingInvite.objects.get(message=message).delivered_at == later(hours=1)


def test_sending_is_written_down_before_the_text_goes() -> None:
    _, mail = reply_of()
    seen: list[str] = []

    class Watching(Letterbox):
        def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:
            seen.append(OutboundMail.objects.get(pk=mail.pk).state)
            answer = super().hand_over(envelope_from, recipient, raw, on_data)
            seen.append(OutboundMail.objects.get(pk=mail.pk).state)
            return answer

    deliver(mail.pk, clock=lambda: TEN_PAST, carrier=Watching())
    assert seen == [State.LEASED, State.SENDING]


def test_a_worker_that_lost_its_lease_hands_nothing_over() -> None:
    _, mail = reply_of()

    def another_takes_it() -> None:
        assert outbox.claim(mail.pk, at=later(minutes=12), lease=timedelta(seconds=60))

    box = Letterbox(before_data=another_takes_it)
    deliver(mail.pk, clock=lambda: TEN_PAST, carrier=box)
    mail.refresh_from_db()
    assert box.handed == []
    assert mail.state == State.LEASED


def test_a_put_off_mail_comes_back_in_five_minutes_with_the_same_id() -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST, Deferred("451 greylisted"))
    assert (mail.state, mail.error) == (State.DEFERRED, "451 greylisted")
    assert send(mail, later(minutes=14, seconds=59)).handed == []
    box = send(mail, later(minutes=15))
    assert mail.state == State.SENT
    assert mail.error == ""
    assert box.mails[0]["Message-ID"] == message.message_id
    assert not Alert.objects.exists()


def test_a_refused_mail_is_told_to_its_author_once() -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 5.1.1 no such person"))
    assert mail.state == State.FAILED
    [alert] = Alert.objects.all()
    assert alert.user == message.author
    assert alert.kind == Alert.Kind.DELIVERY
    assert "550 5.1.1 no such person" in alert.body
    assert "uma@customer.example" in alert.body
    assert alert.path == f"/conversations/{message.conversation.reference}"
    assert send(mail, later(days=1)).handed == []


def test_an_author_who_left_is_stood_in_for_by_the_leads() -> None:
    message, mail = reply_of()
    assert message.author is not None
    message.author.is_active = False
    message.author.save()
    lead = cast.mo()
    send(mail, TEN_PAST, Refused("550 no"))
    assert Alert.objects.get().user == lead


def test_the_mail_about_a_failure_that_fails_itself_tells_nobody() -> None:
    _, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 no"))
    about = OutboundMail.objects.get(kind="alert")
    send(about, TEN_PAST, Refused("550 no"))
    assert about.state == State.FAILED
    assert Alert.objects.count() == 1


def test_the_author_is_warned_once_after_four_hours() -> None:
    _, mail = reply_of()
    at = TEN_PAST
    while at < later(hours=7):
        send(mail, at, Deferred("451 later"))
        assert Alert.objects.exists() == retry.is_slow(since=TEN_PAST, at=at)
        at = mail.due_at
    [alert] = Alert.objects.all()
    assert alert.headline.startswith("Still waiting")


def test_after_two_days_of_waiting_it_has_failed() -> None:
    _, mail = reply_of()
    tries = []
    while mail.state != State.FAILED:
        tries.append(mail.due_at - TEN_PAST)
        send(mail, mail.due_at, Deferred("451 later"))
    minutes = [tried.total_seconds() / 60 for tried in tries]
    assert minutes[:5] == [0, 5, 20, 80, 140]
    assert minutes[-1] <= 48 * 60 < minutes[-1] + 60
    assert {alert.headline.split(":")[0] for alert in Alert.objects.all()} == {"Still waiting", "Not delivered"}


def test_an_unknown_reply_is_handed_over_once_more_and_counted() -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST, Unknown("no answer"))
    assert (mail.state, mail.copies) == (State.UNKNOWN, 1)
    assert not Alert.objects.exists()
    assert send(mail, later(minutes=24)).handed == []
    box = send(mail, later(minutes=25))
    assert (mail.state, mail.copies) == (State.SENT, 2)
    assert box.mails[0]["Message-ID"] == message.message_id
    assert names() == ["email.unknown", "email.sent"]


def test_a_reply_twice_unknown_is_left_to_its_author() -> None:
    _, mail = reply_of()
    send(mail, TEN_PAST, Unknown("no answer"))
    send(mail, later(minutes=25), Unknown("no answer"))
    assert "may or may not have arrived" in Alert.objects.get().body
    assert send(mail, later(days=1)).handed == []


def test_the_sweep_takes_what_no_job_took() -> None:
    reply_of()
    reply_of(cast.conversation(cast.SOL))
    assert deliver_due(limit=10, clock=lambda: TEN_PAST) == 2
    assert set(OutboundMail.objects.values_list("state", flat=True)) == {State.SENT}
    assert deliver_due(limit=10, clock=lambda: TEN_PAST) == 0


def test_the_sweep_stops_when_it_is_told_to() -> None:
    reply_of()
    assert deliver_due(limit=10, clock=lambda: TEN_PAST, go_on=lambda: False) == 0
    assert OutboundMail.objects.get().state == State.QUEUED


def test_a_mail_whose_worker_vanished_is_noticed_by_the_sweep() -> None:
    _, mail = reply_of()
    taken = outbox.claim(mail.pk, at=TEN_PAST, lease=timedelta(seconds=60))
    assert taken is not None
    outbox.begin_sending(taken, at=TEN_PAST)
    assert deliver_due(limit=10, clock=lambda: later(minutes=24)) == 0
    deliver_due(limit=10, clock=lambda: later(minutes=25))
    mail.refresh_from_db()
    assert (mail.state, mail.copies) == (State.SENT, 2)
    assert names() == ["email.unknown", "email.sent"]


def test_a_mail_that_cannot_be_composed_waits_and_the_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    _, broken = reply_of()
    _, whole = reply_of(cast.conversation(cast.SOL))
    true = compose.compose

    def compose_or_break(letter: LetterOut) -> bytes:
        if letter.recipient[1].startswith("uma"):
            raise FileNotFoundError("the attachment is gone")
        return true(letter)

    monkeypatch.setattr(compose, "compose", compose_or_break)
    deliver_due(limit=10, clock=lambda: TEN_PAST)
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, whole.state) == (State.DEFERRED, State.SENT)
    assert "could not be composed" in broken.error


def test_an_address_that_is_none_fails_at_once() -> None:
    _, mail = reply_of()
    OutboundMail.objects.filter(pk=mail.pk).update(recipient="uma at customer")
    assert send(mail, TEN_PAST).handed == []
    assert mail.state == State.FAILED
    assert "no address that mail can be sent to" in mail.error


def test_without_a_server_the_mail_lies_in_the_postbox(tmp_path: Path) -> None:
    _, mail = reply_of()
    with override_settings(RAPPORT_DATA=tmp_path):
        deliver(mail.pk, clock=lambda: TEN_PAST)
    mail.refresh_from_db()
    assert mail.state == State.SENT
    [file] = (tmp_path / "postbox" / "uma@customer.example").glob("*.eml")
    assert mail.header_id.encode() in file.read_bytes()


def test_a_note_is_never_mailed() -> None:
    conversation = cast.conversation()
    note(conversation, cast.ada(), "between us", at=later())
    assert not OutboundMail.objects.filter(message__kind=Message.Kind.NOTE).exists()
