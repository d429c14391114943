"""Parts that several answers share."""

from uuid import UUID

from django.conf import settings
from ninja import Schema

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.team.models import User


class Person(Schema):
    """Somebody of the company."""

    name: str
    email: str


class CustomerBrief(Schema):
    id: UUID
    name: str


class ConversationRef(Schema):
    """Which conversation something is about."""

    reference: str
    subject: str
    customer: CustomerBrief
    url: str


def person(user: User | None) -> Person | None:
    return Person(name=user.name, email=user.email) if user else None


def customer_brief(customer: Customer) -> CustomerBrief:
    return CustomerBrief(id=customer.public_id, name=customer.name)


def desk_url(path: str) -> str:
    """Where people see it."""
    return settings.RAPPORT_URL + path


def conversation_url(conversation: Conversation) -> str:
    return desk_url(f"/conversations/{conversation.reference}")


def conversation_ref(conversation: Conversation) -> ConversationRef:
    return ConversationRef(
        reference=conversation.reference,
        subject=conversation.subject,
        customer=customer_brief(conversation.customer),
        url=conversation_url(conversation),
    )
