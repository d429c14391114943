"""We write first."""

from datetime import datetime

from rapport.conversations.models import Conversation, Inbox, Message, Status
from rapport.conversations.rules import snippet
from rapport.customers.models import Identity
from rapport.platform import events
from rapport.team.models import User


def reach_out(
    inbox: Inbox, identity: Identity, author: User, *, subject: str, text: str, at: datetime, signature: str = ""
) -> tuple[Conversation, Message]:
    """A conversation that begins with what we write to a customer: done, until they answer."""
    conversation = Conversation.objects.create(
        inbox=inbox,
        customer=identity.customer,
        identity=identity,
        subject=subject,
        snippet=snippet(text),
        status=Status.DONE,
        assignee=author,
        created_at=at,
        last_message_at=at,
        closed_at=at,
    )
    message = Message.objects.create(
        conversation=conversation,
        kind=Message.Kind.AUTOMATIC,
        author=author,
        from_name=author.name,
        from_address=inbox.address,
        to=[{"name": identity.customer.name, "address": identity.address}],
        subject=subject,
        text=text,
        reply_text=text,
        signature=signature,
        at=at,
    )
    data = {"message": message.pk}
    events.record("conversations.reached_out", at=at, actor_id=author.pk, conversation_id=conversation.pk, data=data)
    return conversation, message


def was_reached(conversation: Conversation) -> None:
    """The customer answered what we began: nothing failed before, so nothing was opened again."""
    conversation.reopened_at = None
    conversation.save(update_fields=["reopened_at"])
