"""What speaks against asking a customer something apart from a reply. Surveys and campaigns ask here, nobody else."""

from datetime import datetime

from django.db.models import QuerySet

from rapport.channels.email import queries as mail
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Customer, Identity
from rapport.recovery.models import Recovery
from rapport.surveys import queries as surveys
from rapport.surveys.rules import Case
from rapport.team import queries as team


def known_of(customer: Customer, identity: Identity | None, *, needs_mail: bool = True) -> Case:
    """What is known of somebody who may be asked. The caller holds the lock of the customer, so that two who ask at
    the same moment see each other, and adds what the occasion is about before `surveys.rules.why_not` decides."""
    address = identity.address if identity is not None else ""
    return Case(
        has_address=customer.erased_at is None and bool(address if needs_mail else customer.phone),
        is_staff=bool(address) and (team.by_email(address) is not None or mail.places().takes(address)),
        comes_back=needs_mail and identity is not None and identity.undeliverable_since is not None,
        is_opted_out=surveys.is_opted_out(customer),
        is_in_recovery=Recovery.objects.filter(conversation__customer=customer, closed_at=None).exists(),
        asked_at=surveys.last_asked(customer),
        throttle_days=surveys.throttle_days(),
    )


def is_automated(conversation: Conversation, at: datetime) -> bool:
    """Whether no person ever wrote in it, or mails fly so fast that nothing automatic may join in."""
    return conversation.is_automatic_paused(at) or not _by_people(conversation).exists()


def is_doubtful(conversation: Conversation) -> bool:
    """Whether all of it failed the check of its domain: whoever the sender line names would get our question."""
    return not _by_people(conversation).exclude(trust=Message.Trust.FAILED).exists()


def _by_people(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.filter(kind=Message.Kind.INBOUND, origin=Message.Origin.HUMAN, held=False)
