"""What we write: to the customer, and among ourselves."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.conversations import queries
from rapport.conversations.actions.errors import ConversationError, SomethingNewer
from rapport.conversations.actions.files import attach
from rapport.conversations.letters import Reply
from rapport.conversations.models import STANDING, Conversation, Message, Status
from rapport.conversations.rules import forward_subject, reply_subject, snippet
from rapport.customers.rules import MOST_PEOPLE, Addressee
from rapport.platform import events
from rapport.team.models import User


def reply(conversation: Conversation, author: User, draft: Reply, *, at: datetime) -> tuple[Message, bool]:
    """Store a reply; False beside it when this very draft was stored before.

    Raises ConversationError for an empty text or nobody to write to, and SomethingNewer when the agent has not seen the
    newest message.
    """
    if draft.compose_key:
        before = conversation.messages.filter(compose_key=draft.compose_key).first()
        if before is not None:
            return before, False
    to, cc, bcc = check_reply(conversation, author, draft)
    message = Message.objects.create(
        conversation=conversation,
        kind=Message.Kind.REPLY,
        author=author,
        from_name=author.name,
        from_address=conversation.inbox.address,
        to=to,
        cc=cc,
        bcc=bcc,
        subject=_subject(conversation, draft),
        text=draft.text,
        reply_text=draft.text,
        html=draft.html,
        signature=draft.signature,
        forwards=draft.forwards,
        at=at,
        compose_key=draft.compose_key or None,
    )
    attach(message, draft.files)
    data = {"message": message.pk, "to": len(to), "cc": len(cc), "bcc": len(bcc)}
    events.record("conversations.replied", at=at, actor_id=author.pk, conversation_id=conversation.pk, data=data)
    return message, True


Rows = list[dict[str, str]]


def check_reply(conversation: Conversation, author: User, draft: Reply) -> tuple[Rows, Rows, Rows]:
    """To, Cc and Bcc of a reply that may be sent. Raises ConversationError or SomethingNewer for another."""
    people = _recipients(conversation, draft)
    if not draft.text.strip() and not draft.files and draft.forwards is None:
        raise ConversationError(gettext("The reply is empty. Write something, then send."))
    if draft.seen_id:
        newer = queries.newer_than(conversation, draft.seen_id, than_by=author)
        if newer is not None:
            raise SomethingNewer(newer)
    return people


def _subject(conversation: Conversation, draft: Reply) -> str:
    if draft.forwards is None:
        return reply_subject(conversation.subject)
    return forward_subject(draft.forwards.subject or conversation.subject)


def _recipients(conversation: Conversation, draft: Reply) -> tuple[Rows, Rows, Rows]:
    """To, Cc and Bcc, everybody in the first of them that names them. Raises ConversationError."""
    own = conversation.identity.address
    if draft.to is None and not own:
        raise ConversationError(
            gettext("This mail names no sender who could be answered. Write what you know into a note.")
        )
    to = [Addressee(conversation.customer.name, own)] if draft.to is None else draft.to
    if not to:
        raise ConversationError(gettext("Say who gets the reply: write an address into To."))
    if len(to) + len(draft.cc) + len(draft.bcc) > MOST_PEOPLE:
        raise ConversationError(gettext("A reply goes to %(most)s people at most.") % {"most": MOST_PEOPLE})
    known: set[str] = set()
    rows = []
    for people in (to, draft.cc, draft.bcc):
        rows.append([one.as_row for one in people if one.address not in known])
        known.update(one.address for one in people)
    return rows[0], rows[1], rows[2]


def customer_was_answered(conversation: Conversation, message: Message) -> None:
    """The clock stops: it is the customer's turn. Not called for a reply that only goes to others."""
    conversation.stand(Status.WAITING)
    conversation.closed_at = None
    conversation.waiting_since = None
    conversation.reopened_at = None
    conversation.snoozed_until = conversation.snoozed_by = conversation.woke_at = None
    conversation.assignee = conversation.assignee or message.author
    conversation.last_message_at = max(conversation.last_message_at, message.at)
    conversation.snippet = snippet(message.text)
    conversation.save(
        update_fields=[
            *STANDING,
            "closed_at",
            "waiting_since",
            "reopened_at",
            "snoozed_until",
            "snoozed_by",
            "woke_at",
            "assignee",
            "last_message_at",
            "snippet",
        ]
    )


def keep_open(conversation: Conversation, *, at: datetime) -> None:
    """We answered, and still owe the customer something: it is our turn again from now on."""
    conversation.stand(Status.OPEN)
    conversation.waiting_since = at
    conversation.save(update_fields=[*STANDING, "waiting_since"])


def note(conversation: Conversation, author: User, text: str, *, at: datetime, compose_key: str = "") -> Message:
    """Write an internal note, which no customer ever sees."""
    if not text.strip():
        raise ConversationError(gettext("The note is empty. Write something, then save it."))
    if compose_key:
        before = conversation.messages.filter(compose_key=compose_key).first()
        if before is not None:
            return before
    message = Message.objects.create(
        conversation=conversation,
        kind=Message.Kind.NOTE,
        author=author,
        from_name=author.name,
        text=text,
        reply_text=text,
        at=at,
        compose_key=compose_key or None,
    )
    data = {"message": message.pk}
    events.record("conversations.noted", at=at, actor_id=author.pk, conversation_id=conversation.pk, data=data)
    return message


def acknowledge(conversation: Conversation, text: str, *, at: datetime) -> Message:
    """Store the automatic receipt of a new conversation; it stops no clock.

    It names nobody: the name beside an address that nothing proves may be somebody else's words (S31).
    """
    return automatic(conversation, text, event="conversations.acknowledged", at=at)


def automatic(conversation: Conversation, text: str, *, event: str, at: datetime, subject: str = "") -> Message:
    """A message of the inbox itself to the customer; `event` tells of it. It stops no clock."""
    message = Message.objects.create(
        conversation=conversation,
        kind=Message.Kind.AUTOMATIC,
        origin=Message.Origin.AUTO_REPLY,
        from_name=conversation.inbox.name,
        from_address=conversation.inbox.address,
        to=[{"name": "", "address": conversation.identity.address}],
        subject=subject or reply_subject(conversation.subject),
        text=text,
        reply_text=text,
        at=at,
    )
    data = {"message": message.pk}
    events.record(event, at=at, conversation_id=conversation.pk, data=data)
    return message
