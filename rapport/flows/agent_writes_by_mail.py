"""An agent answers a mail of Rapport: where that is switched on and the agent is proven, it goes to the customer.

Whatever is not beyond doubt is held in the conversation, sends nothing, and leaves one line in the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.alerts.queries import alert_of
from rapport.channels.email import actions as email
from rapport.channels.email import addresses, letters, queries, verdict
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Address, Inbound
from rapport.channels.email.proof.check import Proof
from rapport.channels.email.queries import Thread
from rapport.conversations import queries as record
from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import Letter, Reply
from rapport.conversations.models import Conversation, Message
from rapport.flows.agent_replies import agent_replies
from rapport.flows.message_arrives import message_arrives
from rapport.flows.raise_alert import raise_alert
from rapport.platform import events
from rapport.platform.said import said_later, worded
from rapport.team.models import User

Trust = Message.Trust


class Refused(Exception):
    """Why an answer by mail is not sent: a code for the record, and a sentence for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """What the address of an answer stands for, as far as it is ours."""

    alert: Alert | None = None
    conversation: Conversation | None = None

    @property
    def user(self) -> User | None:
        return self.alert.user if self.alert else None


def is_for_agents(mail: RawMail, inbound: Inbound) -> bool:
    """Whether the mail was sent to an address at which agents answer, be it one of ours or not."""
    return any(map(addresses.looks_like_agent_address, _recipients(mail, inbound)))


def agent_writes_by_mail(
    mail: RawMail, inbound: Inbound, places: queries.Places, proof: Proof, *, at: datetime
) -> Message | None:
    """The reply that went out, or the message that is held instead; None when the very same mail came before."""
    asked = _asked(_recipients(mail, inbound))
    letter = _letter(mail, inbound, places, proof, asked, at)
    key = f"mail:{inbound.message_id}:{mail.body_digest}"[:64]
    if _came_before(mail, inbound, letter, asked, key):
        email.became(mail, RawMail.State.DUPLICATE, None)
        return None
    try:
        message = _send(inbound, proof, asked, letter, key, at)
    except Refused as refusal:
        message = _hold(letter, asked, refusal, at)
        _tell(mail, asked, refusal, at)
    email.became(mail, RawMail.State.DONE, message)
    return message


def _recipients(mail: RawMail, inbound: Inbound) -> list[str]:
    return [*mail.envelope_to, *inbound.delivered_to]


def _asked(recipients: Iterable[str]) -> Asked:
    for address in recipients:
        named = addresses.alert_and_user_of_address(address)
        alert = alert_of(*named) if named else None
        if alert is not None:
            related = Conversation.objects.select_related("inbox", "identity", "customer")
            return Asked(alert, related.filter(pk=alert.conversation_id or 0).first())
    return Asked()


def _letter(
    mail: RawMail, inbound: Inbound, places: queries.Places, proof: Proof, asked: Asked, at: datetime
) -> Letter:
    """The mail as it would be held: in the conversation it is about, or in one of its own when it names none."""
    about = asked.conversation
    thread = Thread(about.pk, about.inbox_id) if about else Thread()
    inbox = letters.inbox_for(mail, inbound, thread, places)
    trust = verdict.judge(inbound, thread, proof)
    made = letters.letter(mail, inbound, inbox, thread, trust, own=places.own, at=at, proof=proof.words)
    held = trust if about is None or trust == Trust.FAILED else Trust.STRANGER
    return replace(made, trust=held, may_acknowledge=False, tell_by_mail=False)


def _came_before(mail: RawMail, inbound: Inbound, letter: Letter, asked: Asked, key: str) -> bool:
    sent = asked.conversation is not None and asked.conversation.messages.filter(compose_key=key).exists()
    return sent or queries.came_before(mail, inbound, letter.inbox) is not None


def _send(inbound: Inbound, proof: Proof, asked: Asked, letter: Letter, key: str, at: datetime) -> Message:
    alert, conversation, user = asked.alert, asked.conversation, asked.user
    if alert is None or conversation is None or user is None:
        raise Refused("unknown_address", gettext_noop("The address of this answer is none that we gave out."))
    _must_be(user, conversation, inbound, proof)
    text = _own_words(inbound, alert)
    files = [file for file in letter.files if not file.inline]
    draft = Reply(text=text, files=files, compose_key=key, seen_id=_seen(conversation, alert))
    try:
        message = agent_replies(conversation, user, draft, at=at)
    except ConversationError as problem:
        raise Refused("refused", str(problem)) from problem
    data = {"message": message.pk, "alert": alert.pk}
    events.record("email.agent_answered", at=at, actor_id=user.pk, conversation_id=conversation.pk, data=data)
    return message


def _must_be(user: User, conversation: Conversation, inbound: Inbound, proof: Proof) -> None:
    """The same as at the desk, and at this moment: switched on, this very user, proven, active, allowed to see it."""
    if not conversation.inbox.answers_by_mail:
        raise Refused("switched_off", gettext_noop("Answers by mail are switched off for this inbox. Answer here."))
    if inbound.kind != "human":
        raise Refused("automatic", gettext_noop("A machine wrote this, not an agent."))
    if inbound.from_.key != Address("", user.email).key:
        only = gettext_noop("Only {who} may answer at this address, from {address}.")
        raise Refused("other_sender", only.format(who=user.first_name, address=user.email))
    if not verdict.is_proven(proof):
        raise Refused("not_proven", gettext_noop("Nothing proves that {who} wrote this.").format(who=user.first_name))
    if not user.is_active:
        raise Refused("inactive", gettext_noop("{who} does not work here any more.").format(who=user.first_name))
    if not record.visible_to(user).filter(pk=conversation.pk).exists():
        raise Refused("not_allowed", gettext_noop("{who} may not see this conversation.").format(who=user.first_name))


def _own_words(inbound: Inbound, alert: Alert) -> str:
    """The text without quote and signature. What we told the agent may never reach the customer."""
    text = inbound.reply_text.strip()
    if inbound.unreadable or not text:
        raise Refused("no_words", gettext_noop("There are no words in it that could be sent."))
    lines = {line.strip(" >") for line in text.splitlines()}
    ours = (f"{settings.RAPPORT_URL}/{alert.path.lstrip('/')}", f"{settings.RAPPORT_URL}/touch/")
    if alert.headline in lines or any(link in text for link in ours):
        raise Refused("quoted", gettext_noop("The quoted mail could not be told from what was written above it."))
    return text


def _seen(conversation: Conversation, alert: Alert) -> int:
    """The newest message when the alert was written: whoever answers it has seen no more."""
    return record.newest_id(conversation, until=alert.created_at)


def _hold(letter: Letter, asked: Asked, refusal: Refused, at: datetime) -> Message:
    hint = gettext_noop("Not sent as an answer. {reason}").format(reason=refusal)
    message = message_arrives(replace(letter, hint=hint[:200]), at=at)
    data = {"user": asked.user.pk if asked.user else None, "reason": refusal.code, "message": message.pk}
    events.record("email.agent_refused", at=at, conversation_id=message.conversation_id, data=data)
    return message


def _tell(mail: RawMail, asked: Asked, refusal: Refused, at: datetime) -> None:
    """In the app only: whoever believes to have answered must know, and a mail could be answered again."""
    user, conversation = asked.user, asked.conversation
    if user is None or conversation is None or refusal.code == "automatic" or not user.is_active:
        return
    if not record.visible_to(user).filter(pk=conversation.pk).exists():
        return
    news = News(
        kind=Alert.Kind.DELIVERY,
        key=f"answer-refused:{mail.pk}",
        headline=_("An answer by mail was not sent"),
        body=worded(
            _("{reason} It is held in {reference}."), reason=said_later(str(refusal)), reference=conversation.reference
        ),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    raise_alert(news, [user], at=at, by_mail=False)
