"""S03 with answers by mail switched on: a proven agent's words go out as a reply, and nothing else ever does."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import addresses
from rapport.channels.email.letters_out import letter_of
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations import actions as conversations
from rapport.conversations.actions.inboxes import set_answers_by_mail
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import RatingInvite
from rapport.flows.raise_alert import raise_alert
from rapport.platform.models import Event
from rapport.team.models import User
from tests.cast import NOON, SOL, UMA, ada, answers, ben, conversation, inbox, later, mo, pat, team
from tests.mailroom import comes, hand_in, mail, read

pytestmark = pytest.mark.django_db
ADA = ("Ada Byron", "ada@desk.example")
PASS = ("Authentication-Results", "mx.our; dmarc=pass header.from=desk.example")
FAIL = ("Authentication-Results", "mx.our; dmarc=fail header.from=desk.example")
WORDS = (
    "We swap it today.\r\n\r\nOn Wed, 4 Mar 2026 at 12:05, Rapport at Help <help@desk.example> wrote:\r\n> Uma is cross"
)


@pytest.fixture(autouse=True)
def _ours(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"


@dataclass
class Told:
    """An agent who was told about a conversation, and the address at which to answer."""

    record: Conversation
    alert: Alert
    address: str


def told(user: User | None = None, about: Conversation | None = None, *, is_on: bool = True) -> Told:
    record = about or conversation()
    set_answers_by_mail(record.inbox, is_on, at=NOON)
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"told:{record.pk}:{user}",
        headline="Uma is cross",
        path=f"/conversations/{record.reference}",
        conversation_id=record.pk,
    )
    (alert,) = raise_alert(news, [user or ada()], at=later(minutes=5))
    address = addresses.agent_address(
        alert.pk, alert.user_id, inbox_address=record.inbox.address, reply_domain=record.inbox.reply_domain
    )
    return Told(record, alert, address)


def answer(to: str, *headers: tuple[str, str], sender: tuple[str, str] = ADA, text: str = WORDS) -> Message:
    return comes(mail(sender, to, *(headers or (PASS,)), text=text), to, at=later(minutes=20))


def to_customers() -> int:
    return OutboundMail.objects.exclude(kind=OutboundMail.Kind.ALERT).count()


def refusals() -> list[str]:
    return [row.data["reason"] for row in Event.objects.filter(name="email.agent_refused").order_by("id")]


def test_a_proven_answer_goes_to_the_customer_with_its_faces() -> None:
    here = told()
    message = answer(here.address)
    assert (message.kind, message.author, message.conversation) == (Message.Kind.REPLY, ada(), here.record)
    assert message.text == "We swap it today."
    sent = OutboundMail.objects.get(message=message)
    assert (sent.recipient, RatingInvite.objects.filter(message=message).count()) == (UMA[1], 1)
    here.record.refresh_from_db()
    assert here.record.waiting_since is None
    assert refusals() == []
    assert Event.objects.get(name="email.agent_answered").data == {"message": message.pk, "alert": here.alert.pk}


@pytest.mark.parametrize("form", ["domain", "plus"])
def test_the_alert_says_where_to_answer(form: str) -> None:
    record = conversation(inbox=inbox(reply_domain="reply.desk.example" if form == "domain" else ""))
    here = told(about=record)
    letter = letter_of(OutboundMail.objects.get(alert=here.alert))
    assert letter.reply_to == here.address
    assert f"Uma Ferrari gets your words as your reply in {record.reference}" in letter.text
    assert len(letter.reply_to.partition("@")[0]) <= 64
    assert addresses.alert_and_user_of_address(letter.reply_to.upper()) == (here.alert.pk, ada().pk)


def test_switched_off_the_alert_says_nothing_of_it() -> None:
    here = told(is_on=False)
    letter = letter_of(OutboundMail.objects.get(alert=here.alert))
    assert (letter.reply_to, "Answer this mail" in letter.text) == ("", False)


def test_it_is_off_by_default() -> None:
    assert not conversation().inbox.answers_by_mail


def leave(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def lose_the_team(user: User) -> None:
    user.teams.clear()


def become_a_partner(user: User) -> None:
    user.role = "partner"
    user.save(update_fields=["role"])


REFUSED = {
    "switched_off": lambda here: set_answers_by_mail(here.record.inbox, False, at=NOON),
    "inactive": lambda here: leave(ada()),
    "not_allowed": lambda here: become_a_partner(ada()),
}


@pytest.mark.parametrize("reason", list(REFUSED))
def test_what_changed_since_the_alert_counts(reason: str) -> None:
    here = told()
    REFUSED[reason](here)
    message = answer(here.address)
    assert (message.held, message.conversation, message.author) == (True, here.record, None)
    assert message.hint.startswith("Not sent as an answer. ")
    assert (to_customers(), refusals()) == (0, [reason])


def test_who_left_the_team_answers_no_more() -> None:
    record = conversation()
    record.inbox.teams.add(team("Bikes", pat()))
    here = told(pat(), record)
    sender = ("Pat Quinn", "pat@desk.example")
    lose_the_team(pat())
    assert answer(here.address, sender=sender).held
    assert (to_customers(), refusals()) == (0, ["not_allowed"])
    assert not Alert.objects.filter(user=pat(), key__startswith="answer-refused").exists()


@pytest.mark.parametrize(
    ("headers", "sender", "text", "reason"),
    [
        ((FAIL,), ADA, WORDS, "not_proven"),
        ((("X-None", "1"),), ADA, WORDS, "not_proven"),
        ((("Authentication-Results", "mx.evil; dmarc=pass header.from=desk.example"),), ADA, WORDS, "not_proven"),
        ((("Authentication-Results", "mx.our; dmarc=pass header.from=evil.example"),), ADA, WORDS, "not_proven"),
        ((PASS,), ("Ben Okoye", "ben@desk.example"), WORDS, "other_sender"),
        ((PASS,), ("Ada Byron", "ada@desk.example.evil.example"), WORDS, "other_sender"),
        ((PASS, ("Auto-Submitted", "auto-replied")), ADA, "I am away.", "automatic"),
        ((PASS,), ADA, "> only a quote\r\n> of it", "no_words"),
        ((PASS,), ADA, "Do it.\r\nUma is cross\r\nmore", "quoted"),
    ],
)
def test_what_is_not_beyond_doubt_is_held(
    headers: tuple[tuple[str, str], ...], sender: tuple[str, str], text: str, reason: str
) -> None:
    ben()
    here = told()
    before = Alert.objects.count()
    message = answer(here.address, *headers, sender=sender, text=text)
    assert (message.held, message.conversation, message.author) == (True, here.record, None)
    assert (to_customers(), refusals()) == (0, [reason])
    told_in_app = Alert.objects.filter(user=ada(), key__startswith="answer-refused")
    assert told_in_app.count() == (0 if reason == "automatic" else 1)
    assert OutboundMail.objects.filter(alert__in=told_in_app).count() == 0
    assert Alert.objects.count() == before + told_in_app.count()


def forged(of: Told, other: Told) -> dict[str, str]:
    """Addresses that were never given out, made of two that were."""
    first, second = of.address.partition("@")[0][2:], other.address.partition("@")[0][2:]
    tail = of.address.partition("@")[2]
    return {
        "a hash of another alert": f"a.{second[:15]}{first[15:]}@{tail}",
        "one sign is another": f"a.{first[:-1]}{'a' if first[-1] != 'a' else 'b'}@{tail}",
        "made up": f"a.{'a' * 40}@{tail}",
    }


@pytest.mark.parametrize("how", ["a hash of another alert", "one sign is another", "made up"])
def test_an_address_that_we_did_not_give_out_opens_nothing(how: str) -> None:
    of, other = told(), told(about=conversation(SOL))
    message = answer(forged(of, other)[how])
    assert message.conversation not in (of.record, other.record)
    assert (message.author, to_customers(), refusals()) == (None, 0, ["unknown_address"])


def test_the_address_of_a_colleague_is_no_use() -> None:
    here = told(mo())
    assert answer(here.address).held
    assert (to_customers(), refusals()) == (0, ["other_sender"])


def test_who_has_not_seen_the_newest_message_is_stopped() -> None:
    here = told()
    answers(here.record, ben(), at=later(minutes=10))
    sent = to_customers()
    message = answer(here.address)
    assert (message.held, refusals(), to_customers()) == (True, ["refused"], sent)
    assert "Ben wrote while you were writing" in message.hint


def test_the_same_answer_twice_is_one_reply() -> None:
    here = told()
    raw = mail(ADA, here.address, PASS, text=WORDS, message_id="<once@desk.example>")
    for _ in range(2):
        hand_in(raw, here.address, at=later(minutes=20))
    read()
    assert here.record.messages.filter(kind=Message.Kind.REPLY).count() == 1
    assert sorted(RawMail.objects.values_list("state", flat=True)) == ["done", "duplicate"]
    assert (to_customers(), refusals()) == (1, [])


def test_a_refused_answer_twice_is_held_once() -> None:
    here = told()
    raw = mail(ADA, here.address, FAIL, text=WORDS, message_id="<once@desk.example>")
    for _ in range(2):
        hand_in(raw, here.address, at=later(minutes=20))
    read()
    assert (here.record.messages.filter(held=True).count(), refusals()) == (1, ["not_proven"])


def test_a_held_answer_still_acts_on_nothing() -> None:
    here = told()
    here.record.refresh_from_db()
    before = (here.record.status, here.record.waiting_since, here.record.last_message_at)
    answer(here.address, FAIL)
    here.record.refresh_from_db()
    assert (here.record.status, here.record.waiting_since, here.record.last_message_at) == before


def test_a_failing_reply_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    here = told()

    def fails(*_: object, **__: object) -> None:
        raise conversations.ConversationError("The disk is full of cats.")

    monkeypatch.setattr("rapport.flows.agent_replies.triage.place", fails)
    with transaction.atomic():
        message = answer(here.address)
    assert (message.held, refusals(), to_customers()) == (True, ["refused"], 0)
    assert not here.record.messages.filter(kind=Message.Kind.REPLY).exists()
