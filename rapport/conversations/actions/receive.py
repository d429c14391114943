"""A letter becomes a message in a conversation."""

from datetime import datetime

from rapport.conversations import queries
from rapport.conversations.actions.files import attach
from rapport.conversations.letters import Letter
from rapport.conversations.models import STANDING, Conversation, Message, Status
from rapport.conversations.rules import clean_subject, snippet
from rapport.customers.models import Identity
from rapport.platform import events

TURN_FIELDS = (
    *STANDING,
    "reopened_at",
    "closed_at",
    "waiting_since",
    "last_message_at",
    "snippet",
    "nth_contact",
    "is_complaint",
    "complaint_words",
    "snoozed_until",
    "snoozed_by",
    "woke_at",
)


def open_for(letter: Letter, identity: Identity, *, is_new_customer: bool) -> Conversation:
    """A new conversation for a letter that belongs to none. `receive` saves it with what the letter changes."""
    before = 0 if is_new_customer else queries.contacts_in_a_week(identity.customer, letter.received_at)
    return Conversation(
        inbox=letter.inbox,
        customer=identity.customer,
        identity=identity,
        subject=clean_subject(letter.subject),
        status=Status.OPEN if letter.is_human or letter.unreadable else Status.DONE,
        created_at=letter.received_at,
        last_message_at=letter.received_at,
        nth_contact=min(before + 1, 999),
    )


def receive(conversation: Conversation, letter: Letter) -> Message:
    """Store the letter in the conversation. A held one, and one that no person wrote, changes nothing else."""
    is_our_turn = not letter.is_held and (letter.is_human or bool(letter.unreadable))
    if is_our_turn:
        _take_turn(conversation, letter.received_at, letter.words)
    if conversation._state.adding:
        conversation.save(force_insert=True)
        events.record("conversations.opened", at=letter.received_at, conversation_id=conversation.pk)
    elif is_our_turn:
        conversation.save(update_fields=TURN_FIELDS)
    message = Message.objects.create(
        conversation=conversation,
        kind=Message.Kind.INBOUND,
        origin=letter.origin,
        trust=letter.trust,
        proof=letter.proof[:300],
        held=letter.is_held,
        from_name=letter.from_name[:160],
        from_address=letter.from_address[:320],
        to=letter.to,
        cc=letter.cc,
        reply_to=letter.reply_to,
        forwarded_from=letter.forwarded_from,
        nature=letter.nature,
        invite=letter.invite,
        subject=letter.subject[:500],
        text=letter.text,
        reply_text=letter.reply_text,
        html=letter.html,
        message_id=letter.message_id[:500],
        in_reply_to=letter.in_reply_to[:500],
        at=letter.received_at,
        unreadable=letter.unreadable[:300],
        hint=letter.hint[:200],
    )
    attach(message, letter.files)
    data = {"message": message.pk, "origin": letter.origin, "trust": letter.trust, "held": message.held}
    events.record("conversations.message_received", at=letter.received_at, conversation_id=conversation.pk, data=data)
    return message


def customer_wrote(conversation: Conversation, message: Message) -> None:
    """It is our turn: the clock of the oldest unanswered message runs, and a done conversation opens again."""
    _take_turn(conversation, message.at, message.shown_text or message.unreadable)
    conversation.save(update_fields=TURN_FIELDS)


def _take_turn(conversation: Conversation, at: datetime, words: str) -> None:
    if conversation.is_done:
        conversation.reopened_at = at
        conversation.closed_at = None
    elif conversation.waiting_since is not None:
        conversation.nth_contact = min(conversation.nth_contact + 1, 999)
    conversation.stand(Status.OPEN)
    conversation.snoozed_until = conversation.snoozed_by = conversation.woke_at = None
    conversation.waiting_since = conversation.waiting_since or at
    conversation.last_message_at = max(conversation.last_message_at, at)
    conversation.snippet = snippet(words)
