"""Where people belong: what an organization is called, its domains, its people, and that two are one."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from rapport.customers import queries
from rapport.customers.actions.errors import CustomerError
from rapport.customers.models import Customer, Domain, Identity, Organization, OrganizationMerge
from rapport.customers.rules import clean_name, own_domain
from rapport.platform import events
from rapport.team.models import User

LONGEST_NOTES = 10_000
MOST_DOMAINS = 50
AT_ONCE = 200


@transaction.atomic
def change_organization(found: Organization, *, name: str, notes: str, actor: User, at: datetime) -> None:
    """Raises CustomerError for no name, and for that of another one."""
    called = clean_name(name)
    if not called:
        raise CustomerError(gettext("Say what the organisation is called."))
    other = queries.organization_called(called)
    if other is not None and other.pk != found.pk:
        raise CustomerError(gettext("Another organisation is called so. If both are one, merge them below."))
    is_renamed = found.name != called
    found.name, found.notes = called, notes.strip()[:LONGEST_NOTES]
    try:
        with transaction.atomic():
            found.save(update_fields=["name", "notes"])
    except IntegrityError:  # one of before, that became part of it
        raise CustomerError(
            gettext("A record that became part of this one is called so. Undo that merge first.")
        ) from None
    _tell("customers.organization_changed", found, {}, actor, at)
    if is_renamed:
        _tell_of(queries.people_of(found).values_list("pk", flat=True), actor, at)


@transaction.atomic
def add_domain(found: Organization, text: str, *, actor: User, at: datetime) -> str:
    """Raises CustomerError when it is another one's, AddressProblem for none and a public one."""
    name = own_domain(text)
    if found.domains.count() >= MOST_DOMAINS:
        raise CustomerError(gettext("An organisation has %(most)s domains at most.") % {"most": MOST_DOMAINS})
    made, _ = Domain.objects.get_or_create(name=name, defaults={"organization": found})
    if made.organization_id != found.pk:
        raise CustomerError(
            gettext("%(domain)s belongs to %(name)s. If both are one, merge them below.")
            % {"domain": name, "name": made.organization.name}
        )
    _tell("customers.organization_domain_added", found, {"domain": made.pk}, actor, at)
    return name


def remove_domain(found: Organization, pk: int, *, actor: User, at: datetime) -> None:
    """Whoever belongs to it stays."""
    if Domain.objects.filter(organization=found, pk=pk).delete()[0]:
        _tell("customers.organization_domain_removed", found, {"domain": pk}, actor, at)


@transaction.atomic
def take_in(found: Organization, people: Collection[Customer], *, actor: User, at: datetime) -> int:
    """Those who belong nowhere; answers how many."""
    ids = [one.pk for one in people][:AT_ONCE]
    number = Customer.objects.filter(pk__in=ids, organization=None, erased_at=None).update(organization=found)
    for pk in ids:
        events.record("customers.changed", at=at, actor_id=actor.pk, data={"customer": pk})
    return number


def take_out(found: Organization, customer: Customer, *, actor: User, at: datetime) -> None:
    if Customer.objects.filter(pk=customer.pk, organization=found).update(organization=None):
        events.record("customers.changed", at=at, actor_id=actor.pk, data={"customer": customer.pk})


def join_by_domain(identity: Identity, *, at: datetime) -> None:
    """Somebody new whose address is proven belongs where its domain does."""
    domain = Domain.objects.filter(name=identity.address.rpartition("@")[2]).first()
    if domain is None:
        return
    Customer.objects.filter(pk=identity.customer_id, organization=None).update(organization=domain.organization_id)
    data = {"customer": identity.customer_id, "organization": domain.organization_id}
    events.record("customers.joined_organization", at=at, data=data)


@transaction.atomic
def merge_organizations(kept: Organization, gone: Organization, *, actor: User, at: datetime) -> OrganizationMerge:
    """The people and domains of `gone` are those of `kept`. Raises CustomerError."""
    both = {one.pk: one for one in _locked([kept.pk, gone.pk])}
    if kept.pk == gone.pk:
        raise CustomerError(gettext("This is the same organisation already."))
    if any(one.merged_into_id is not None for one in both.values()):
        raise CustomerError(gettext("One of them was merged a moment ago. Reload the page to see what became of it."))
    people = Customer.objects.filter(organization=gone)
    domains = Domain.objects.filter(organization=gone)
    made = OrganizationMerge.objects.create(
        kept=kept,
        gone=gone,
        people=sorted(people.values_list("pk", flat=True)),
        domains=sorted(domains.values_list("pk", flat=True)),
        merged_by=actor,
        merged_at=at,
    )
    people.update(organization=kept)
    domains.update(organization=kept)
    Organization.objects.filter(pk=gone.pk).update(merged_into=kept)
    both[kept.pk].notes = "\n\n".join(filter(None, [both[kept.pk].notes, both[gone.pk].notes]))[:LONGEST_NOTES]
    both[kept.pk].save(update_fields=["notes"])
    _tell("customers.organization_merged", kept, {"other": gone.pk}, actor, at)
    _tell_of(made.people, actor, at)
    return made


@transaction.atomic
def unmerge_organizations(done: OrganizationMerge, *, actor: User, at: datetime) -> None:
    """What moved and is still there goes back; notes stay in both. Raises CustomerError."""
    list(_locked([done.kept_id, done.gone_id]))
    current = OrganizationMerge.objects.select_related("kept", "gone").get(pk=done.pk)
    if current.undone_at is not None or current.kept.merged_into_id is not None:
        raise CustomerError(gettext("This record was merged into another since. Undo that first."))
    Customer.objects.filter(pk__in=current.people, organization=current.kept).update(organization=current.gone)
    Domain.objects.filter(pk__in=current.domains, organization=current.kept).update(organization=current.gone)
    Organization.objects.filter(pk=current.gone_id).update(merged_into=None)
    current.undone_at = at
    current.save(update_fields=["undone_at"])
    _tell("customers.organization_unmerged", current.kept, {"other": current.gone_id}, actor, at)
    _tell_of(current.people, actor, at)


def _locked(pks: Collection[int]) -> Collection[Organization]:
    return Organization.objects.select_for_update().filter(pk__in=pks).order_by("pk")


def _tell(what: str, found: Organization, more: dict[str, int], actor: User, at: datetime) -> None:
    events.record(what, at=at, actor_id=actor.pk, data={"organization": found.pk} | more)


def _tell_of(people: Iterable[int], actor: User, at: datetime) -> None:
    """Each is found by the name of where they belong now."""
    for pk in people:
        events.record("customers.changed", at=at, actor_id=actor.pk, data={"customer": pk})
