"""Organizations over the API: of whom one may know, with what one may know."""

import pytest

from rapport.customers.models import Customer, Domain, Organization
from tests import cast
from tests.api.machine import Machine

pytestmark = pytest.mark.django_db


def test_a_role_gets_those_of_whom_it_may_know() -> None:
    acme, moss, gone = (Organization.objects.create(name=name, notes="Ours") for name in ("Acme Ltd", "Moss", "Moos"))
    Organization.objects.filter(pk=gone.pk).update(merged_into=moss)
    Domain.objects.create(organization=acme, name="acme.example")
    partners = cast.inbox("partners@desk.example", name="Partners")
    partners.teams.add(cast.team("Partners", cast.pat()))
    found = cast.conversation(inbox=partners)
    Customer.objects.filter(pk=found.customer_id).update(organization=acme)
    lead = Machine(cast.mo())
    assert [one["name"] for one in lead.all("/organizations", limit=1)] == ["Acme Ltd", "Moss"]
    [told] = lead.all("/organizations", name="ACME")
    assert (told["domains"], told["notes"]) == (["acme.example"], "Ours")
    assert told["url"].endswith(f"/organizations/{acme.pk}/")
    assert [one["name"] for one in lead.all("/organizations", name="moos")] == ["Moss"]
    assert Machine(cast.ada()).all("/organizations") == []
    [told] = Machine(cast.pat()).all("/organizations")
    assert (told["name"], told["domains"], told["notes"]) == ("Acme Ltd", [], "")
