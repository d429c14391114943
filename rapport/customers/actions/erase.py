"""A person is forgotten: the record stays as an empty shell, so that counts of the past stay true."""

from collections.abc import Collection
from datetime import datetime

from rapport.customers.models import Customer, Identity, Merge
from rapport.platform import events
from rapport.team.models import User


def erase(people: Collection[Customer], *, actor: User, at: datetime) -> set[str]:
    """Names, numbers and addresses go; answers the addresses. The caller has locked these people."""
    ids = [one.pk for one in people]
    addresses = set(Identity.objects.filter(customer__in=ids, kind=Identity.Kind.EMAIL).values_list("value", flat=True))
    for identity in Identity.objects.filter(customer__in=ids):
        identity.kind, identity.value = Identity.Kind.UNKNOWN, f"erased-{identity.pk}"
        identity.undeliverable_why = ""
        identity.save(update_fields=["kind", "value", "undeliverable_why"])
    Merge.objects.filter(kept__in=ids).update(evidence="")
    Customer.objects.filter(pk__in=ids).update(name="", first_address="", phone="", organization=None, erased_at=at)
    for pk in ids:
        events.record("customers.erased", at=at, actor_id=actor.pk, data={"customer": pk})
    return addresses
