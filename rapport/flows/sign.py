"""What stands under a reply: the closest signature, with its placeholders filled in."""

from rapport.conversations.models import Conversation, Inbox
from rapport.customers.models import Customer
from rapport.language.placeholders import fill
from rapport.team.models import User
from rapport.web import clean
from rapport.writing import queries as writing
from rapport.writing.models import Signature


def signature_for(conversation: Conversation, author: User) -> str:
    """As HTML; empty when there is none, and then the plain one of the author's own page stands there."""
    return filled(writing.signature_of(conversation, author), conversation, author)


def signature_of_first(customer: Customer, author: User, inbox: Inbox) -> str:
    """The same under what begins a conversation, so that there is no number to put in yet."""
    before = Conversation(customer=customer, inbox=inbox)
    found = writing.signature_of(before, author)
    if found is None or (found.user_id is None and author.signature.strip()):
        return ""
    return clean.reply(fill(found.html, names_for(customer, author, inbox)))


def filled(found: Signature | None, conversation: Conversation, author: User) -> str:
    """The same for the closest signature, which is known."""
    if found is None or (found.user_id is None and author.signature.strip()):
        return ""
    return clean.reply(fill(found.html, values_for(conversation, author)))  # a name may have become an address


def values_for(conversation: Conversation, author: User) -> dict[str, str]:
    """What the placeholders stand for here."""
    return {
        **names_for(conversation.customer, author, conversation.inbox),
        "conversation.reference": conversation.reference,
        "conversation.subject": conversation.subject,
    }


def names_for(customer: Customer, author: User, inbox: Inbox) -> dict[str, str]:
    """Those of them that are known before there is a conversation."""
    name = customer.name
    return {
        "customer.name": name,
        "customer.first_name": name.split()[0] if name.split() else name,
        "agent.name": author.name,
        "agent.first_name": author.first_name,
        "inbox.name": inbox.name,
    }
