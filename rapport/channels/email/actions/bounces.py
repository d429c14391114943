"""What a delivery report changes: the mail it is about, and what we know of its recipient's address."""

import re
from datetime import datetime

from rapport.channels.email.actions.outbox import NOBODY_WAITS
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.parse.inbound import Bounce
from rapport.customers import actions as customers
from rapport.platform import events, live

State = OutboundMail.State
# These go to no customer.
OUR_OWN = {OutboundMail.Kind.ALERT, OutboundMail.Kind.INVITATION, OutboundMail.Kind.DIGEST, OutboundMail.Kind.TRIAL}
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def mark_bounced(outbound_id: int, bounce: Bounce, *, at: datetime, by_token: bool = False) -> OutboundMail | None:
    """Mark the mail as not delivered, once. None when it was, or when the report only speaks of a delay.

    `by_token`: it came to the envelope sender of this very mail. With our Message-ID in it, it is believed about the
    address too (S07).
    """
    mails = OutboundMail.objects.select_related("message__author", "conversation")
    mail = mails.select_for_update(of=("self",)).filter(pk=outbound_id).first()
    if mail is None:
        return None
    if by_token and mail.kind not in OUR_OWN and _names(bounce, mail):
        _learn_of_address(mail, bounce, at)
    if not is_final(bounce) or mail.state == State.FAILED:
        return None
    mail.state, mail.settled_at = State.FAILED, at if mail.kind in NOBODY_WAITS else None
    mail.error = reason(bounce)
    mail.save(update_fields=["state", "settled_at", "error"])
    data = {"outbound": mail.pk, "reason": mail.error}
    events.record("email.bounced", at=at, conversation_id=mail.conversation_id, data=data)
    if mail.conversation:
        live.changed([f"conversation-{mail.conversation_id}", "folders"], inbox_id=mail.conversation.inbox_id)
    return mail


def is_final(bounce: Bounce) -> bool:
    """Delayed, delivered, relayed, and complaints about spam are no failures."""
    if bounce.action:
        return bounce.action == "failed"
    return (bounce.status or "5").startswith("5")


def reason(bounce: Bounce) -> str:
    """The words of the mail system that gave up."""
    words = " ".join(filter(None, [bounce.status, bounce.diagnostic]))
    return (words or "The mail came back without a reason.")[:500]


def status_in(words: str) -> str:
    """The first status code of RFC 3463 in a server's answer; '' when there is none."""
    found = _STATUS.search(words)
    return found.group(0) if found else ""


def _names(bounce: Bounce, mail: OutboundMail) -> bool:
    return bounce.original_message_id.strip("<> ").lower() == mail.header_id.strip("<> ").lower()


def _learn_of_address(mail: OutboundMail, bounce: Bounce, at: datetime) -> None:
    status = bounce.status or status_in(bounce.diagnostic or "")
    if is_final(bounce) and not status.startswith("4"):
        customers.mail_comes_back(mail.recipient, reason(bounce), at=at, status=status or "5.0.0")
    elif bounce.action in ("failed", "delayed") or (not bounce.action and status.startswith("4")):
        customers.mail_is_put_off(mail.recipient, reason(bounce), at=at)
