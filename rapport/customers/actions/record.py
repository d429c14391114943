"""What people say about a customer: name, telephone, where they belong, and their addresses."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext

from rapport.customers import queries
from rapport.customers.actions.errors import CustomerError
from rapport.customers.models import Customer, Identity, Organization
from rapport.customers.rules import clean_name
from rapport.platform import events
from rapport.team.models import User


@transaction.atomic
def change(customer: Customer, *, name: str, phone: str, organization: str, actor: User, at: datetime) -> None:
    """An empty organisation is none; one of this name is found, whatever its case, or made."""
    customer.name = clean_name(name)
    customer.phone = clean_name(phone)[:40]
    customer.organization = _organization(clean_name(organization))
    customer.save(update_fields=["name", "phone", "organization"])
    events.record("customers.changed", at=at, actor_id=actor.pk, data={"customer": customer.pk})


def _organization(name: str) -> Organization | None:
    if not name:
        return None
    return queries.organization_called(name) or Organization.objects.get_or_create(name=name)[0]


@transaction.atomic
def add_address(customer: Customer, address: str, *, actor: User, at: datetime) -> Identity:
    """One more address of this person. Raises CustomerError when it is somebody else's."""
    identity = Identity.objects.filter(kind=Identity.Kind.EMAIL, value=address).first()
    if identity is None:
        identity, _ = Identity.objects.get_or_create(
            kind=Identity.Kind.EMAIL, value=address, defaults={"customer": customer, "created_at": at}
        )
    if identity.customer_id != customer.pk:
        raise CustomerError(
            gettext("%(address)s is another customer’s address. If both are one person, merge them.")
            % {"address": address}
        )
    data = {"customer": customer.pk, "identity": identity.pk}
    events.record("customers.address_added", at=at, actor_id=actor.pk, data=data)
    return identity


@transaction.atomic
def remove_address(customer: Customer, address: str, *, actor: User, at: datetime) -> None:
    """Raises CustomerError for the last one, and for one that a conversation needs."""
    theirs = Identity.objects.filter(customer=customer)
    identity = theirs.filter(kind=Identity.Kind.EMAIL, value=address).first()
    if identity is None:
        return
    if theirs.count() == 1:
        raise CustomerError(gettext("This is the only address. Add another one first."))
    pk = identity.pk
    try:
        identity.delete()
    except ProtectedError:
        raise CustomerError(
            gettext("%(address)s is part of conversations, so it stays.") % {"address": address}
        ) from None
    if customer.first_address == address:
        left = Identity.objects.filter(customer=customer, kind=Identity.Kind.EMAIL).order_by("id").first()
        customer.first_address = left.value if left else ""
        customer.save(update_fields=["first_address"])
    data = {"customer": customer.pk, "identity": pk}
    events.record("customers.address_removed", at=at, actor_id=actor.pk, data=data)


def note_export(customer: Customer, *, actor: User, at: datetime) -> None:
    """Somebody took home what is known of this customer."""
    events.record("customers.exported", at=at, actor_id=actor.pk, data={"customer": customer.pk})
