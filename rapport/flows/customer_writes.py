"""A customer adds something on their own page: a message like one by mail, proven by the link they came with."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from rapport.conversations import queries
from rapport.conversations.letters import Letter
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Visit
from rapport.flows.message_arrives import message_arrives
from rapport.platform import limits, signing

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
AN_HOURS_SHARE = 20


class WroteTooOften(Exception):
    """The visit has written its share."""


@transaction.atomic
def customer_writes(visit: Visit, conversation: Conversation, text: str, *, page: str, at: datetime) -> Message:
    """The message it became; the same one when this page was sent before. Raises WroteTooOften."""
    name = signing.base32(signing.mac("portal-message", f"{visit.pk}.{page}"))
    limits.tried(f"portal-page:{name}", window=A_DAY, at=at)  # a second click waits here for the first
    message_id = f"<portal-{name}@{settings.RAPPORT_MAIL_DOMAIN}>"
    known = queries.by_message_id(conversation, message_id)
    if known is not None:
        return known
    if not limits.allow(f"portal-words:{visit.identity_id}", limit=AN_HOURS_SHARE, window=AN_HOUR, at=at):
        raise WroteTooOften
    words = text.replace("\r\n", "\n").replace("\r", "\n")
    letter = Letter(
        inbox=conversation.inbox,
        from_name=visit.identity.customer.name,
        from_address=visit.identity.value,
        subject=conversation.subject,
        text=words,
        reply_text=words,
        received_at=at,
        trust=Message.Trust.SECRET,
        conversation_id=conversation.pk,
        message_id=message_id,
    )
    return message_arrives(letter, at=at)
