"""The card beside a conversation: who this is, and how we did."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.channels.email import queries as mail
from rapport.conversations import queries
from rapport.conversations.models import Conversation, Message, Participant
from rapport.customers import queries as customers
from rapport.customers.models import Identity
from rapport.feedback.models import Rating
from rapport.language.contacts import number
from rapport.platform.models import Event
from rapport.platform.said import said
from rapport.promises.models import Promise
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web.addresses import reverse

MOST_NAMED = 6


def shown_customer(
    user: User,
    conversation: Conversation,
    ratings: Iterable[Rating],
    promises: Iterable[Promise],
    others: Iterable[Conversation],
) -> dict[str, Any]:
    """What `web/_customer_card.html` expects."""
    customer = conversation.customer
    faces = [rating.score for rating in sorted(ratings, key=lambda one: one.changed_at) if rating.counts]
    facts = [(_("Customer since"), date_format(timezone.localtime(customer.created_at), "F Y"))]
    if customer.phone:
        facts.append((_("Telephone"), customer.phone if user.may(May.CONTACT) else number(customer.phone)))
    if conversation.nth_contact > 1:
        facts.append((_("Contacts in a week"), str(conversation.nth_contact)))
    if conversation.is_complaint and conversation.complaint_words:
        facts.append((_("Complaint words"), f"“{conversation.complaint_words}”"))
    return {
        "id": f"customer-{customer.pk}",
        "name": str(customer) if customer.name else conversation.identity.address or _("Unknown sender"),
        "email": conversation.identity.address,
        "url": reverse("desk:customer", args=[customer.public_id]),
        "organization": str(customer.organization) if customer.organization else "",
        "organization_url": reverse("desk:organization", args=[customer.organization_id])
        if customer.organization_id
        else "",
        "faces": faces[-6:],
        "facts": facts,
        "others": [
            {
                "reference": other.reference,
                "subject": other.subject,
                "url": reverse("desk:conversation", args=[other.reference]),
                "status": _(other.get_status_display()),
            }
            for other in others
        ],
        "promises": [_promise(promise) for promise in promises],
    }


def whose(user: User, conversation: Conversation, events: Sequence[Event]) -> dict[str, Any] | None:
    """What `desk/customers/_whose.html` expects: where to say who it is, and who it was before. None for who may not
    change it."""
    if not user.may(May.KNOW):
        return None
    return {
        "url": reverse("desk:conversation-customer", args=[conversation.reference]),
        "before": _before(conversation, events),
    }


def _before(conversation: Conversation, events: Sequence[Event]) -> dict[str, str] | None:
    """Whose it was until somebody changed it."""
    change = next((event for event in events if event.name == "conversations.customer_set"), None)
    if change is None or change.data.get("to") != conversation.identity_id:
        return None
    identity = customers.identity_of(change.data.get("from"))
    return {"name": called(identity), "handle": customers.handle_of(identity)} if identity else None


def called(identity: Identity) -> str:
    """The person behind an address, as people say it."""
    return identity.customer.name or identity.address or _("Unknown sender")


def participants(user: User, conversation: Conversation) -> dict[str, str]:
    """The names of who else is part of it, by address; partners see no more than the address."""
    return on_copy(user, queries.participants_of(conversation))


def on_copy(user: User, rows: Iterable[Participant]) -> dict[str, str]:
    """The same of rows that are known."""
    return {one.identity.value: one.identity.value if user.is_partner else called(one.identity) for one in rows}


def people(
    conversation: Conversation, known: Mapping[str, str], messages: Sequence[Message], own: Collection[str]
) -> dict[str, Any]:
    """What `desk/customers/_people.html` expects: who is part of it, and who only stood on a mail. `own`: the
    customer's addresses."""
    return {
        "url": reverse("desk:participants", args=[conversation.reference]),
        "remove_url": reverse("desk:participants-removal", args=[conversation.reference]),
        "here": [{"name": name, "address": address} for address, name in known.items()],
        "named": _named(conversation, known, messages, own),
    }


def _named(
    conversation: Conversation, known: Mapping[str, str], messages: Sequence[Message], own: Collection[str]
) -> list[dict[str, str]]:
    """Who stood on a mail that counts, is neither the customer nor one of us, and is not part of it yet."""
    passed = {*known, *own, conversation.identity.value}
    rows = [row for row in queries.named_in(messages) if row["address"] not in passed]
    places = mail.places() if rows else mail.Places()
    return [row for row in rows if not places.takes(row["address"])][:MOST_NAMED]


def _promise(promise: Promise) -> dict[str, Any]:
    if promise.kept_at:
        state = _("Kept late") if promise.broken_at else _("Kept")
    elif promise.withdrawn_at:
        state = _("Withdrawn")
    else:
        state = _("Broken") if promise.broken_at else _("Open")
    return {"text": said(promise.text), "due": promise.due_at, "state": state, "is_open": promise.is_open}
