"""Organizations, on the wire."""

from ninja import Schema
from pydantic import Field

from rapport.api.paging import ListQuery
from rapport.api.schemas.common import desk_url
from rapport.api.schemas.messages import Text
from rapport.customers.models import Organization


class OrganizationQuery(ListQuery):
    name: Text | None = Field(None, max_length=160, description="Words of its name, or of one it was merged with.")


class OrganizationOut(Schema):
    id: int
    name: str
    domains: list[str] = Field(description="Whoever provably writes from there belongs to it. Empty for partners.")
    notes: str = Field(description="What we know of it. Empty for partners.")
    url: str


def organization_out(found: Organization, *, knows: bool) -> OrganizationOut:
    """`knows`: whether the user may see addresses and what we wrote down."""
    return OrganizationOut(
        id=found.pk,
        name=found.name,
        domains=sorted(one.name for one in found.domains.all()) if knows else [],
        notes=found.notes if knows else "",
        url=desk_url(f"/organizations/{found.pk}/"),
    )
