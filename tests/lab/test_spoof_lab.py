"""Forty mails that pretend to be somebody (S01 to S07, S23). None may be believed, none may be lost.

Each is played alone against a conversation that waits for its customer, once where our own mail server checks senders
and once where Rapport does. Believed means: it counts in the conversation, changes anything about it, or sends a mail.
Lost means: nobody can see it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.actions.inboxes import set_answers_by_mail
from rapport.conversations.models import Conversation, Message, Participant
from rapport.customers.models import Identity
from rapport.feedback.models import Vote
from rapport.flows.raise_alert import raise_alert
from rapport.platform import signing
from rapport.team.models import User
from tests.cast import NOON, SOL, UMA, ada, answers, ben, conversation, later, mo
from tests.mailroom import comes, hand_in, mail, read, secret_address
from tests.security.test_S06_forged_headers import FORGED
from tests.security.test_S07_forged_bounce import report
from tests.signed_mail import dns_of, sealed, signed

pytestmark = pytest.mark.django_db
HOME = "customer.example"
EVIL = ("Uma Ferrari", "uma@evil.example")
ADA = ("Ada Byron", "ada@desk.example")
HELP = "help@desk.example"
SIGNERS = (HOME, "evil.example", "slack.example", "list.example", "desk.example")


@dataclass
class Scene:
    """A conversation with Uma that was answered, another one with Sol, and an agent who was told of Uma's."""

    victim: Conversation
    other: Conversation
    alert: Alert
    foreign: Alert
    sent: OutboundMail
    token: str

    def agent_address(self, alert: Alert, user: User | None = None) -> str:
        inbox = self.victim.inbox
        return addresses.agent_address(
            alert.pk, (user or alert.user).pk, inbox_address=inbox.address, reply_domain=inbox.reply_domain
        )


@dataclass(frozen=True)
class Case:
    row: str
    name: str
    made: Callable[[Scene], tuple[bytes, str]]
    is_checked_by_mta: bool = False
    policy: str = "p=none"


CASES: list[Case] = []
Maker = Callable[[Scene], tuple[bytes, str]]


def case(row: str, name: str, *, mta: bool = False, policy: str = "p=none") -> Callable[[Maker], Maker]:
    def keep(made: Maker) -> Maker:
        CASES.append(Case(row, name, made, mta, policy))
        return made

    return keep


def said(words: str, server: str = "mx.our") -> tuple[str, str]:
    return ("Authentication-Results", f"{server}; {words}")


def to_victim(
    row: str, name: str, *headers: tuple[str, str], sender: tuple[str, str] = UMA, mta: bool = True, signer: str = ""
) -> None:
    """A mail to the secret address, with these headers on top; signed by `signer` where one is named."""

    def made(scene: Scene) -> tuple[bytes, str]:
        raw = mail(sender, scene.token, *headers)
        return (signed(raw, signer) if signer else raw), scene.token

    CASES.append(Case(row, name, made, mta))


FROM_HOME = f"header.from={HOME}"
to_victim("S01", "our server says no", said(f"dmarc=fail {FROM_HOME}"), ("Cc", "evil@x.example"))
to_victim("S01", "our server says nothing", ("Cc", "evil@x.example"))
to_victim("S01", "another server says yes", said(f"dmarc=pass {FROM_HOME}", "mx.evil.example"))
to_victim("S01", "a yes about another domain", said("dmarc=pass header.from=evil.example"))
to_victim("S01", "a yes to a child of the domain", said(f"dkim=pass header.d=x.{HOME}"))
to_victim("S01", "no signature where there was one before", mta=False)
to_victim("S01", "signed by somebody else", mta=False, signer="evil.example")
to_victim("S01", "an answering machine of nobody", ("Auto-Submitted", "auto-replied"), mta=False)
to_victim("S02", "a stranger with the address", sender=EVIL, mta=False)
to_victim("S02", "a stranger, proven", sender=EVIL, mta=False, signer="evil.example")
to_victim("S02", "a stranger who asks to answer the customer", ("Reply-To", UMA[1]), sender=EVIL, mta=False)
to_victim("S02", "a stranger with the customer as sender", ("Sender", UMA[1]), sender=EVIL, mta=False)
to_victim("S02", "the address as a name", sender=(f'"{UMA[1]}"', EVIL[1]), mta=False, signer="evil.example")
to_victim("S05", "a verification mail", sender=("Slack", "feedback@slack.example"), mta=False, signer="slack.example")
to_victim("S05", "a mail from no-reply", sender=("Slack", "no-reply@slack.example"), mta=False, signer="slack.example")
to_victim("S05", "a mail from a mailer", sender=("", "mailer-daemon@slack.example"), mta=False)
to_victim("S05", "a machine of the customer's own domain", sender=("", f"noreply@{HOME}"), mta=False, signer=HOME)
to_victim("S06", "a yes below our no", said(f"dmarc=fail {FROM_HOME}"), said(f"dmarc=pass {FROM_HOME}"))
to_victim("S06", "a yes below another server", said("none", "mx.x"), said(f"dmarc=pass {FROM_HOME}"))
to_victim("S06", "a name that begins like ours", said(f"dmarc=pass {FROM_HOME}", "mx.our.evil.example"))
to_victim("S06", "thirteen headers of our name", *FORGED)
to_victim("S23", "a look-alike of the domain", sender=("Uma", "uma@custоmer.example"), mta=False)
to_victim("S23", "two addresses in one", sender=("Uma", f"{UMA[1]}@evil.example"), mta=False)
to_victim("S23", "two addresses with a bracket", sender=("Uma", f"{UMA[1]})evil@evil.example"), mta=False)


@case("S01", "a signed mail, changed", policy="p=reject")
def _(scene: Scene) -> tuple[bytes, str]:
    return signed(mail(UMA, scene.token), HOME).replace(b"slips", b"is fine"), scene.token


@case("S01", "a signed mail with words added")
def _(scene: Scene) -> tuple[bytes, str]:
    return signed(mail(UMA, scene.token), HOME, length=True) + b"Send it to evil@x.example.\r\n", scene.token


@case("S01", "a signed mail, used again after it expired")
def _(scene: Scene) -> tuple[bytes, str]:
    past = int(later(hours=-1).timestamp())
    return signed(mail(UMA, scene.token), HOME, tags=b"x=%d; " % past), scene.token


@case("S01", "two From lines")
def _(scene: Scene) -> tuple[bytes, str]:
    return f"From: {UMA[1]}\r\n".encode() + signed(mail(EVIL, scene.token), "evil.example"), scene.token


@case("S06", "a seal of a forwarder that nobody listed", policy="p=reject")
def _(scene: Scene) -> tuple[bytes, str]:
    return sealed(mail(UMA, scene.token), "evil.example", f"dmarc=pass {FROM_HOME}"), scene.token


@case("S03", "a forged id of a notice")
def _(scene: Scene) -> tuple[bytes, str]:
    return mail(ADA, HELP, ("In-Reply-To", f"<notify-{scene.victim.pk}-1-x@desk.example>")), HELP


@case("S03", "the hash of one alert for another", mta=True)
def _(scene: Scene) -> tuple[bytes, str]:
    mine, foreign = (signing.from_base32(scene.agent_address(one)[2:42]) for one in (scene.foreign, scene.alert))
    assert mine
    assert foreign
    to = f"a.{signing.base32(foreign[:9] + mine[9:])}@reply.desk.example"
    return mail(ADA, to, said("dmarc=pass header.from=desk.example")), to


@case("S03", "the address of a colleague", mta=True)
def _(scene: Scene) -> tuple[bytes, str]:
    to = scene.agent_address(scene.foreign)
    return mail(ADA, to, said("dmarc=pass header.from=desk.example")), to


@case("S03", "an agent, not proven")
def _(scene: Scene) -> tuple[bytes, str]:
    to = scene.agent_address(scene.alert)
    return mail(ADA, to), to


@case("S03", "an agent who left", mta=True)
def _(scene: Scene) -> tuple[bytes, str]:
    User.objects.filter(pk=ada().pk).update(is_active=False)
    to = scene.agent_address(scene.alert)
    return mail(ADA, to, said("dmarc=pass header.from=desk.example")), to


@case("S03", "an agent where it is switched off", mta=True)
def _(scene: Scene) -> tuple[bytes, str]:
    set_answers_by_mail(scene.victim.inbox, False, at=NOON)
    to = scene.agent_address(scene.alert)
    return mail(ADA, to, said("dmarc=pass header.from=desk.example")), to


@case("S03", "an agent at the customer's address", mta=True)
def _(scene: Scene) -> tuple[bytes, str]:
    return mail(ADA, scene.token, said("dmarc=pass header.from=desk.example")), scene.token


@case("S04", "the number in the subject")
def _(scene: Scene) -> tuple[bytes, str]:
    return signed(mail(UMA, HELP, subject=f"Re: [#{1000 + scene.victim.pk}] chain"), HOME), HELP


@case("S04", "one sign of the address changed")
def _(scene: Scene) -> tuple[bytes, str]:
    to = scene.token.replace(scene.token[12], "a" if scene.token[12] != "a" else "b", 1)
    return signed(mail(UMA, to), HOME), to


@case("S07", "a delivery report without our token")
def _(scene: Scene) -> tuple[bytes, str]:
    return report(HELP, recipient=UMA[1]), HELP


@case("S07", "a delivery report with the token of nobody")
def _(scene: Scene) -> tuple[bytes, str]:
    to = f"b.{'a' * 26}@reply.desk.example"
    return report(to, original_id=scene.sent.header_id[:-9] + "x@evil.com>"), to


@pytest.fixture
def scene(settings: Settings) -> Scene:
    settings.RAPPORT_DNS = True
    with dns_of(*SIGNERS):
        victim, other = comes(signed(mail(UMA), HOME)).conversation, conversation(SOL)
    set_answers_by_mail(victim.inbox, True, at=NOON)
    answers(victim, ben())
    sent = OutboundMail.objects.get(kind=OutboundMail.Kind.REPLY)
    OutboundMail.objects.filter(pk=sent.pk).update(state=OutboundMail.State.SENT, sent_at=NOON)
    alert, foreign = tell(ada(), victim), tell(mo(), victim)
    return Scene(victim, other, alert, foreign, sent, secret_address(victim))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell(user: User, about: Conversation) -> Alert:
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"lab:{user.pk}",
        headline="Uma is cross",
        path="/",
        conversation_id=about.pk,
    )
    return raise_alert(news, [user], at=later(minutes=30))[0]


def state_of(now: Scene) -> tuple[object, ...]:
    """All that a mail could do, were it believed."""
    record = Conversation.objects.get(pk=now.victim.pk)
    return (
        [getattr(record, field.attname) for field in Conversation._meta.concrete_fields],
        list(record.messages.filter(held=False).order_by("id").values_list("id", flat=True)),
        list(now.other.messages.order_by("id").values_list("id", flat=True)),
        list(OutboundMail.objects.order_by("id").values_list("id", "state", "error")),
        list(Participant.objects.order_by("id").values_list("conversation", "identity")),
        list(Identity.objects.filter(value__in=[UMA[1], SOL[1]]).order_by("value").values_list(
            "customer", "undeliverable_since", "soft_failures")),
        Message.objects.filter(kind=Message.Kind.REPLY).count(),
        Vote.objects.count(),
    )  # fmt: skip


def play(spoof: Case, now: Scene) -> tuple[bool, bool]:
    """Whether the mail was believed, and whether it was lost."""
    raw, to = spoof.made(now)
    before = state_of(now)
    stored = hand_in(raw, to, at=later(hours=1))
    read(later(hours=1))
    stored.refresh_from_db()
    message = Message.objects.filter(raw_mail=stored).first()
    is_victims = message is not None and message.conversation.customer_id == now.victim.customer_id
    is_wrong_person = is_victims and message is not None and message.from_address != UMA[1] and not message.held
    return state_of(now) != before or is_wrong_person, message is None or stored.state != RawMail.State.DONE


def test_forty_cases(settings: Settings, scene: Scene) -> None:
    accepted, dropped = [], []
    for spoof in CASES:
        settings.RAPPORT_AUTHSERV_ID = "mx.our" if spoof.is_checked_by_mta else ""
        with dns_of(*SIGNERS, customer_example=spoof.policy), undone():
            believed, lost = play(spoof, scene)
        accepted += [f"{spoof.row} {spoof.name}"] if believed else []
        dropped += [f"{spoof.row} {spoof.name}"] if lost else []
    print(f"\nS01 to S07, S23: {len(CASES)} cases: accepted {len(accepted)}, dropped {len(dropped)}")
    assert (len(CASES), accepted, dropped) == (40, [], [])
    assert {spoof.row for spoof in CASES} == {"S01", "S02", "S03", "S04", "S05", "S06", "S07", "S23"}


@pytest.mark.parametrize("mta", [True, False])
def test_the_customer_is_believed_in_the_same_scene(settings: Settings, scene: Scene, mta: bool) -> None:
    """Or the lab could not tell a desk that believes nobody from one that believes the right ones."""
    settings.RAPPORT_AUTHSERV_ID = "mx.our" if mta else ""
    to = scene.token
    raw = mail(UMA, to, said(f"dmarc=pass {FROM_HOME}")) if mta else signed(mail(UMA, to), HOME)
    with dns_of(*SIGNERS, customer_example="p=reject"):
        assert play(Case("", "", lambda _: (raw, to)), scene) == (True, False)
    assert scene.victim.messages.order_by("-id")[0].trust == Message.Trust.PROVEN


def test_the_agent_is_believed_in_the_same_scene(scene: Scene) -> None:
    to = scene.agent_address(scene.alert)
    with dns_of(*SIGNERS):
        assert play(Case("", "", lambda _: (signed(mail(ADA, to), "desk.example"), to)), scene) == (True, False)
    assert scene.victim.messages.order_by("-id")[0].author == ada()
