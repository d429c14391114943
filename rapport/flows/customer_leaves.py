"""A customer left us: it is noted, and they are asked once what we should have done differently."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import linebreaks
from django.utils.translation import gettext, override

from rapport.conversations import actions as conversations
from rapport.conversations import queries as conversation_queries
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.customers.models import Customer
from rapport.language.tone import language_of
from rapport.relationships import actions, queries
from rapport.relationships.actions import RelationshipError, Told
from rapport.relationships.models import Loss
from rapport.team.models import User
from rapport.team.rules import May
from rapport.writing import actions as writing
from rapport.writing.models import Draft

Known = QuerySet[Conversation] | None


@transaction.atomic
def note(customer: Customer, told: Told, *, known: Known, actor: User, at: datetime) -> Loss:
    """`known`: the conversations that the actor may know of, None for all. Raises RelationshipError."""
    _must_be_ours(actor)
    customers.lock_people([customer.pk])
    newest = queries.newest_conversation(customer.pk, known)
    if newest is None:
        raise RelationshipError(gettext("Nothing was said with this customer that you may see."))
    return actions.note_loss(customer, newest, told, actor=actor, at=at)


@transaction.atomic
def correct(loss: Loss, told: Told, *, actor: User, at: datetime) -> bool:
    _must_be_ours(actor)
    return actions.correct(actions.locked(loss), told, actor=actor, at=at)


@transaction.atomic
def end(loss: Loss, how: str, *, actor: User, at: datetime) -> None:
    _must_be_ours(actor)
    actions.end(actions.locked(loss), how, actor=actor, at=at)


@transaction.atomic
def ask(loss: Loss, *, known: Known, actor: User, at: datetime) -> Conversation:
    """The one question is begun as a draft of whoever asks, who reads it, makes it theirs and sends it.

    Once for a loss: again only if the draft was thrown away. Raises RelationshipError.
    """
    _must_be_ours(actor)
    if not actor.may(May.WRITE):
        raise RelationshipError(gettext("You read here and write notes; only agents write to customers."))
    newest = queries.newest_conversation(loss.customer_id, known)
    if newest is None:
        raise RelationshipError(gettext("Nothing was said with this customer that you may see."))
    conversation = conversations.locked(newest.pk)
    one = actions.locked(loss)
    _must_be_unasked(one)
    if not newest.identity.address:
        raise RelationshipError(gettext("Nobody knows an address of this customer. Call them instead."))
    if writing.take(conversation, actor, Draft.Kind.REPLY) is not None:
        words = gettext("You have a draft in %(reference)s. Send it or throw it away, then ask again.")
        raise RelationshipError(words % {"reference": conversation.reference})
    said = conversation_queries.last_from_customer(conversation)
    with override(language_of(said.shown_text) if said else "en"):
        text = question(newest.customer, actor)
    words_of = writing.Words(html=linebreaks(text, autoescape=True), text=text)
    writing.begin(conversation, actor, Draft.Kind.REPLY, words_of, at)
    actions.asked(one, conversation, actor=actor, at=at)
    return conversation


def _must_be_unasked(one: Loss) -> None:
    if one.ended_at is not None:
        raise RelationshipError(gettext("They are not noted as lost any more, so there is nothing to ask."))
    if one.asked_at is None:
        return
    if queries.asking(one).sent is not None:
        raise RelationshipError(gettext("They were asked already. Nobody is asked twice why they left."))
    drafts = Draft.objects.filter(conversation=one.asked_in_id, author=one.asked_by_id, kind=Draft.Kind.REPLY)
    if drafts.exists():
        raise RelationshipError(gettext("The question is begun: it waits as a draft for whoever asks."))


def question(customer: Customer, writer: User) -> str:
    """In the customer's language; a beginning that its writer makes their own."""
    name = next(iter(customer.name.split()), "")
    greeting = gettext("Dear %(name)s,") % {"name": name} if name else gettext("Hello,")
    return "\n\n".join(
        [
            greeting,
            gettext("you have left us, and I respect that. I have one question, so that we learn from it:"),
            gettext("What should we have done differently?"),
            gettext("A line in answer to this mail is enough. If you would rather talk, tell me when, and I call you."),
            writer.name,
        ]
    )


def _must_be_ours(actor: User) -> None:
    """Raises RelationshipError for people of other companies, and for those who only read."""
    if not actor.may(May.KNOW):
        raise RelationshipError(gettext("Only our own agents may note who left us. Ask one of them."))
