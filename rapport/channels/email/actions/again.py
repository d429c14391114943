"""A person decides what shall become of a mail that was not delivered."""

from datetime import datetime

from rapport.channels.email.actions import outbox
from rapport.channels.email.compose import BadAddress, wire_address
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.undelivered import in_trouble
from rapport.conversations.models import Message
from rapport.platform import events, live
from rapport.team.models import User

State = OutboundMail.State


class AgainError(ValueError):
    """It cannot be sent there; the text says why."""


def send_again(message: Message, *, at: datetime) -> list[OutboundMail]:
    """Queue every mail of the message that was not delivered, with the Message-ID and Date it had; answers those."""
    mails = list(_in_trouble(message))
    for mail in mails:
        mail.state, mail.due_at, mail.again_at = State.QUEUED, at, at
        mail.tries = mail.copies = 0
        mail.error, mail.settled_at = "", None
        mail.save(update_fields=["state", "due_at", "again_at", "tries", "copies", "error", "settled_at"])
        outbox.hurry(mail)
    _tell("email.sent_again", message, None, bool(mails), at)
    return mails


def send_elsewhere(message: Message, address: str, name: str, *, actor: User, at: datetime) -> OutboundMail:
    """Send the message to another address; what was not delivered counts as settled. Raises AgainError."""
    address = address.strip()
    try:
        wire_address(address)
    except BadAddress as problem:
        raise AgainError(str(problem)) from problem
    if OutboundMail.objects.filter(message=message, recipient__iexact=address).exists():
        raise AgainError(f"This was sent to {address} already. Send it again, or choose another address.")
    settle(message, actor=actor, at=at)
    [mail] = outbox.queue_reply(message, [(address, name)], at=at)
    _tell("email.sent_elsewhere", message, actor, True, at)
    return mail


def settle(message: Message, *, actor: User, at: datetime) -> list[OutboundMail]:
    """Somebody has seen to the mails of the message that were not delivered; answers those."""
    mails = list(_in_trouble(message))
    OutboundMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(settled_at=at)
    _tell("email.settled", message, actor, bool(mails), at)
    return mails


def _in_trouble(message: Message) -> list[OutboundMail]:
    """Locked, so that two who click at once do it once."""
    rows = OutboundMail.objects.select_for_update(of=("self",)).select_related("conversation")
    return list(rows.filter(in_trouble(), message=message).order_by("id"))


def _tell(name: str, message: Message, actor: User | None, is_news: bool, at: datetime) -> None:
    if not is_news:
        return
    events.record(
        name,
        at=at,
        actor_id=actor.pk if actor else None,
        conversation_id=message.conversation_id,
        data={"message": message.pk},
    )
    live.changed([f"conversation-{message.conversation_id}", "folders"], inbox_id=message.conversation.inbox_id)
