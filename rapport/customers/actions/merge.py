"""Two records turn out to be one person, and back. What moves is written down, so that exactly it can go back."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext

from rapport.customers.actions.errors import CustomerError
from rapport.customers.models import Customer, Identity, Merge
from rapport.platform import events
from rapport.team.models import User

EVIDENCE_CHARS = 300


def lock_people(pks: Collection[int]) -> dict[int, Customer]:
    """These customers and their addresses, locked until the transaction ends; whoever recognises one of them waits."""
    found = Customer.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("id")
    people = {customer.pk: customer for customer in found}
    list(Identity.objects.select_for_update().filter(customer__in=pks).order_by("id"))
    return people


def merge(
    kept: Customer, gone: Customer, conversations: Collection[int], *, evidence: str, actor: User, at: datetime
) -> Merge:
    """`gone` and its addresses become part of `kept`; the caller moves the conversations. Both must be locked.

    Raises CustomerError when one of them is part of somebody else already, or they are the same.
    """
    if kept.pk == gone.pk:
        raise CustomerError(gettext("This is the same record already."))
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise CustomerError(gettext("One of them was merged a moment ago. Reload the page to see what became of it."))
    theirs = Identity.objects.filter(customer=gone)
    made = Merge.objects.create(
        kept=kept,
        gone=gone,
        identities=sorted(theirs.values_list("pk", flat=True)),
        conversations=sorted(conversations),
        evidence=evidence[:EVIDENCE_CHARS],
        merged_by=actor,
        merged_at=at,
    )
    theirs.update(customer=kept)
    _part_of(gone, kept)
    data = {"merge": made.pk, "kept": kept.pk, "gone": gone.pk}
    events.record("customers.merged", at=at, actor_id=actor.pk, data=data)
    return made


def unmerge(done: Merge, *, actor: User, at: datetime) -> None:
    """The addresses that moved and are still there go back; the caller moves the conversations.

    Raises CustomerError while the kept one is itself part of somebody else.
    """
    if done.kept.merged_into_id is not None:
        raise CustomerError(gettext("This record was merged into another since. Undo that first."))
    Identity.objects.filter(pk__in=done.identities, customer=done.kept).update(customer=done.gone)
    done.undone_by, done.undone_at = actor, at
    done.save(update_fields=["undone_by", "undone_at"])
    _part_of(done.gone, None)
    data = {"merge": done.pk, "kept": done.kept_id, "gone": done.gone_id}
    events.record("customers.unmerged", at=at, actor_id=actor.pk, data=data)


def _part_of(customer: Customer, other: Customer | None) -> None:
    customer.merged_into = other
    customer.save(update_fields=["merged_into"])
