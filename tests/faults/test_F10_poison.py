"""F10: mails that cannot be read keep nobody waiting and end in plain sight, with their raw text."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import intake
from rapport.channels.email.actions import read_again
from rapport.channels.email.models import RawMail
from rapport.conversations.models import Message, Status
from rapport.triage.models import Placement
from tests.cast import NOON, UMA, inbox, mo
from tests.labs import sized
from tests.mailroom import InProcess, hand_in, mail, read

pytestmark = pytest.mark.django_db
POISON = "poison-in-the-body"
State = RawMail.State


@pytest.fixture(autouse=True)
def poisoned(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcess]:
    """A reader that never ends with one kind of mail."""
    reader = InProcess(POISON.encode())
    monkeypatch.setattr(intake, "_pool", [reader])
    inbox()
    mo()
    yield reader


def after(seconds: float) -> int:
    return read(NOON + timedelta(seconds=seconds))


def test_one_in_twenty_is_poison() -> None:
    whole = sized(1000)
    bad = whole // 20
    for number in range(whole):
        hand_in(mail(text=POISON if number % 20 == 0 else "Hello"))
    assert after(1) == whole - bad, "the first walk reads every other mail"
    assert after(2) == 0
    assert after(8) == 0
    assert after(60) == bad
    assert RawMail.objects.filter(state=State.DONE).count() == whole - bad
    seen = Message.objects.filter(raw_mail__state=State.UNREADABLE)
    assert seen.count() == bad
    assert Placement.objects.filter(waiting=True, conversation__messages__in=seen).count() == bad
    assert Alert.objects.filter(kind=Alert.Kind.UNREADABLE, user=mo()).count() == bad
    assert not RawMail.objects.filter(state=State.NEW).exists()


def test_it_says_who_wrote_what_went_wrong_and_keeps_the_mail() -> None:
    raw = mail(text=POISON, subject="My broken wheel")
    stored = hand_in(raw)
    for seconds in (1, 7, 60):
        after(seconds)
    stored.refresh_from_db()
    message = stored.message
    assert message is not None
    assert message.conversation.subject == "A mail we could not read"
    assert message.unreadable == "reading it took longer than 12 seconds"
    assert (message.from_name, message.from_address) == UMA
    assert message.hint == "Its subject: My broken wheel"
    assert message.conversation.status == Status.OPEN
    assert bytes(message.raw_mail.raw) == raw


def test_a_mail_whose_very_headers_are_poison_is_shown_without_a_sender() -> None:
    stored = hand_in(mail(("Uma", f"{POISON}@x.example")))
    for seconds in (1, 7, 60):
        after(seconds)
    stored.refresh_from_db()
    assert stored.state == State.UNREADABLE
    assert stored.message is not None
    assert stored.message.from_address == ""


def test_it_rests_five_and_thirty_seconds() -> None:
    stored = hand_in(mail(text=POISON))
    rests = []
    for seconds in (0, 5, 35):
        assert after(seconds - 0.5) == 0
        after(seconds)
        stored.refresh_from_db()
        rests.append((stored.tries, stored.state))
    assert rests == [(1, State.NEW), (2, State.NEW), (3, State.UNREADABLE)]


def test_a_reader_that_got_well_reads_it_after_all(poisoned: InProcess) -> None:
    stored = hand_in(mail(text=POISON))
    for seconds in (1, 7, 60):
        after(seconds)
    poisoned.poison = b"\0nothing"
    stored.refresh_from_db()
    read_again(stored, at=NOON)
    assert after(61) == 1
    stored.refresh_from_db()
    assert stored.message is not None
    assert (stored.state, stored.message.text.strip()) == (State.DONE, POISON)


def test_an_error_while_writing_counts_as_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError("secret words of the customer")

    stored = hand_in(mail())
    other = hand_in(mail(text="fine"))
    monkeypatch.setattr("rapport.channels.email.letters.letter", fails)
    for seconds in (1, 7, 60):
        after(seconds)
    stored.refresh_from_db()
    other.refresh_from_db()
    assert stored.state == other.state == State.UNREADABLE
    assert stored.message is not None
    assert stored.message.unreadable == "reading it failed (KeyError)"


def test_the_log_names_neither_words_nor_addresses(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError("secret words of uma@customer.example")

    hand_in(mail())
    monkeypatch.setattr("rapport.channels.email.letters.letter", fails)
    after(1)
    assert "KeyError < fails" in caplog.text
    assert "secret" not in caplog.text
    assert "uma@" not in caplog.text


def test_a_full_disk_is_not_the_mails_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    stored = hand_in(mail())
    with monkeypatch.context() as patch:
        patch.setattr("rapport.channels.email.letters.letter", full)
        with pytest.raises(OSError):
            after(1)
    stored.refresh_from_db()
    assert (stored.state, stored.tries) == (State.NEW, 0)
    assert after(2) == 1
