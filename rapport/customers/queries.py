"""Reads of the customers room."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from rapport.customers import rules
from rapport.customers.models import (
    DOMAIN_OF,
    Customer,
    Domain,
    Identity,
    Merge,
    Organization,
    OrganizationMerge,
    Visit,
)
from rapport.platform import signing
from rapport.platform.gathered import Asked

MOST_NAMESAKES = 50
_ALL_OF = """
WITH RECURSIVE known (id) AS (
  SELECT %s::bigint UNION SELECT c.id FROM customers_customer c JOIN known k ON c.merged_into_id = k.id
) SELECT id FROM known
"""
MOST_WORDS = 8
_SHORTEST_TOKEN = 16


def handle_of(identity: Identity) -> str:
    """What a page may carry to name an address: itself, or the secret under which a nameless sender is kept."""
    return f"{identity.kind}:{identity.value}"


def by_handle(handle: str) -> Identity | None:
    """The identity with its customer."""
    kind, _, value = handle.partition(":")
    return Identity.objects.select_related("customer").filter(kind=kind[:10], value=value[:320]).first()


def identity_of(pk: int | None) -> Identity | None:
    """The identity with its customer."""
    return Identity.objects.select_related("customer").filter(pk=pk).first() if pk is not None else None


def by_public_id(public_id: UUID) -> Customer | None:
    """The record, or the one that it became part of."""
    found = Customer.objects.select_related("organization").filter(public_id=public_id).first()
    while found is not None and found.merged_into_id is not None:
        found = Customer.objects.select_related("organization").get(pk=found.merged_into_id)
    return found


def by_address(address: str) -> Customer | None:
    found = by_handle(f"{Identity.Kind.EMAIL}:{address}")
    return found.customer if found else None


# Every address, the oldest first; what became part of a record and still is, the newest first. Gathered by pages.
ADDRESSES = Asked(lambda customer: Identity.objects.filter(customer=customer).order_by("created_at", "id"))
MERGES = Asked(lambda customer: _merges(customer).filter(undone_at=None).order_by("-merged_at", "-id"))
DOMAINS = Asked(lambda organization: Domain.objects.filter(organization=organization).order_by("name"))
ORGANIZATION_MERGES = Asked(
    lambda organization: (
        OrganizationMerge.objects.filter(kept=organization, undone_at=None)
        .select_related("gone", "merged_by")
        .order_by("-merged_at", "-pk")
    )
)


def addresses_of(customer: Customer) -> list[Identity]:
    """Every address, the oldest first."""
    return ADDRESSES.rows(customer=customer.pk)


def all_of(customer: int) -> RawSQL:
    """This record and all that became part of it, at any depth, to be asked for within another question."""
    return RawSQL(_ALL_OF, [customer])  # noqa: S611  # a constant


def with_merged(customer: Customer) -> list[int]:
    """This record and all that became part of it, at any depth."""
    found, edge = [customer.pk], [customer.pk]
    while edge:
        edge = list(Customer.objects.filter(merged_into__in=edge).values_list("pk", flat=True))
        found += edge
    return found


def merge_of(customer: Customer, pk: int) -> Merge | None:
    return _merges(customer).filter(pk=pk).first()


def _merges(customer: Customer | int) -> QuerySet[Merge]:
    return Merge.objects.filter(kept=customer).select_related("kept", "gone", "merged_by")


def alike(customer: Customer) -> list[tuple[Customer, str]]:
    """Records that may be the same person by what we know of them, each with the reason in words."""
    return [*_namesakes(customer), *_same_phone(customer)]


def _namesakes(customer: Customer) -> list[tuple[Customer, str]]:
    """Of the same name, and of the same organisation or the same domain of one."""
    if not customer.name:
        return []
    found = _others(customer).filter(name__iexact=customer.name).prefetch_related("identities")
    domains = rules.own_domains(one.address for one in customer.identities.all())
    said = []
    for other in found[:MOST_NAMESAKES]:
        shared = domains & rules.own_domains(one.address for one in other.identities.all())
        if shared:
            said.append((other, f"Same name, and both write from {min(shared)}"))
        elif other.organization_id is not None and other.organization_id == customer.organization_id:
            said.append((other, f"Same name, and both belong to {customer.organization}"))
    return said


def _same_phone(customer: Customer) -> list[tuple[Customer, str]]:
    number = rules.phone_key(customer.phone)
    if not number:
        return []
    digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField())
    found = _others(customer).exclude(phone="").annotate(digits=digits).filter(digits__endswith=number)
    return [(other, f"Same telephone number, {other.phone}") for other in found[:MOST_NAMESAKES]]


def named(customer: Customer, reasons: Mapping[str, str]) -> list[tuple[Customer, str]]:
    """Records behind addresses that came up in this customer's mail: `reasons` by address."""
    if not reasons:
        return []
    found = Identity.objects.filter(kind=Identity.Kind.EMAIL, value__in=list(reasons), customer__merged_into=None)
    rows = found.exclude(customer=customer).select_related("customer").order_by("id")
    return [(row.customer, reasons[row.value]) for row in rows]


def _others(customer: Customer) -> QuerySet[Customer]:
    return Customer.objects.filter(merged_into=None).exclude(pk=customer.pk).order_by("id")


def by_person(found: Iterable[tuple[Customer, str]]) -> list[tuple[Customer, list[str]]]:
    """The reasons of each person together, most reasons first."""
    people: dict[int, tuple[Customer, list[str]]] = {}
    for customer, reason in found:
        known = people.setdefault(customer.pk, (customer, []))[1]
        if reason not in known:
            known.append(reason)
    return sorted(people.values(), key=lambda one: -len(one[1]))


def visit_by_link(token: str, at: datetime) -> Visit | None:
    """The visit that this link may begin; None for unknown, used and old ones alike."""
    if len(token) < _SHORTEST_TOKEN:
        return None
    return _visits().filter(link_digest=signing.digest(token), began_at=None, link_ends_at__gt=at).first()


def visit_by_cookie(cookie: str, at: datetime) -> Visit | None:
    """The visit that this browser is on, with the address it is about."""
    if len(cookie) < _SHORTEST_TOKEN:
        return None
    return _visits().filter(cookie_digest=signing.digest(cookie), ends_at__gt=at).first()


def _visits() -> QuerySet[Visit]:
    """Of addresses that are known still: whoever was forgotten is nobody."""
    return Visit.objects.filter(identity__kind=Identity.Kind.EMAIL).select_related("identity__customer")


def organization(pk: int) -> Organization | None:
    """The record, or the one that it became part of."""
    found = Organization.objects.filter(pk=pk).first()
    while found is not None and found.merged_into_id is not None:
        found = Organization.objects.get(pk=found.merged_into_id)
    return found


def organization_called(name: str) -> Organization | None:
    """Whatever the case; the one that it became part of."""
    found = Organization.objects.filter(name__iexact=name.strip()).order_by("id").first() if name.strip() else None
    return organization(found.pk) if found else None


def organizations_like(text: str) -> QuerySet[Organization]:
    """With all these words in their names, or in that of one that became part of them."""
    found = Organization.objects.filter(merged_into=None)
    for word in text.split()[:MOST_WORDS]:
        found = found.filter(Q(name__icontains=word) | Q(merged__name__icontains=word))
    return found.distinct()


def people_of(organization: Organization) -> QuerySet[Customer]:
    return Customer.objects.filter(organization=organization, merged_into=None)


def page_of_people(people: QuerySet[Customer], *, after: int | None, size: int) -> list[Customer]:
    """By name; `after` is the last one of the page before."""
    if after is not None and (last := Customer.objects.filter(pk=after).first()):
        people = people.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    return list(people.order_by("name", "pk")[:size])


def domains_of(organization: Organization) -> list[Domain]:
    return DOMAINS.rows(organization=organization.pk)


def at_home_nowhere(domains: Iterable[str], limit: int) -> list[Customer]:
    """People of no organization who have an address of such a domain."""
    there = Identity.objects.annotate(domain=DOMAIN_OF).filter(kind=Identity.Kind.EMAIL, domain__in=list(domains))
    found = Customer.objects.filter(pk__in=there.values("customer"), organization=None, merged_into=None)
    return list(found.order_by("name", "pk")[:limit])
