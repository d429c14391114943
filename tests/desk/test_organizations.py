"""An organization has a page: who belongs there, what they wrote, what we know of it, and whether it is two."""

import pytest

from rapport.conversations.models import Message
from rapport.customers.models import Customer, Domain, Organization
from rapport.platform.models import Event
from rapport.search import actions as search
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
MIA, NOR = ("Mia <b>Moss</b>", "mia@acme.example"), ("Nor Vik", "nor@gmail.com")


def made(name: str = "Acme Ltd", **fields: str) -> Organization:
    return Organization.objects.create(name=name, **fields)


def url(found: Organization, way: str = "") -> str:
    return f"/organizations/{found.pk}/{way}"


def organization_of(sender: tuple[str, str]) -> str:
    found = Customer.objects.select_related("organization").get(identities__value=sender[1]).organization
    return str(found or "")


def test_domains_bring_their_people_in_once_proven() -> None:
    acme, desk = made(), client_of(cast.ada())
    cast.conversation(MIA)
    assert desk.get(url(acme)).status_code == 404, "nobody is known there"
    lead = client_of(cast.mo())
    for wrong in ("gmail.com", "https://www.gmail.com/x", "no domain", "me@desk.example", ""):
        lead.post(url(acme, "domains/"), {"domain": wrong})
    assert not Domain.objects.exists(), "neither public ones nor ours"
    lead.post(url(acme, "domains/"), {"domain": "https://www.Acme.example/about"})
    assert Domain.objects.get().name == "acme.example"
    other = made("Other")
    lead.post(url(other, "domains/"), {"domain": "acme.example"})
    assert Domain.objects.get().organization == acme
    page = lead.get(url(acme)).content.decode()
    assert "Mia &lt;b&gt;Moss" in page and "belongs nowhere yet" in page
    lead.post(url(acme, "people/"), {"do": "proposed"})
    assert organization_of(MIA) == "Acme Ltd"
    forged, proven = ("Fay", "fay@acme.example"), ("Pia", "pia@acme.example")
    cast.conversation(forged)
    cast.conversation(proven, trust=Message.Trust.PROVEN)
    assert (organization_of(forged), organization_of(proven)) == ("", "Acme Ltd")
    assert Event.objects.get(name="customers.joined_organization").data["organization"] == acme.pk
    lead.post(url(acme, "people/removal/"), {"customer": Customer.objects.get(identities__value=proven[1]).pk})
    assert organization_of(proven) == ""


def test_two_become_one_and_two_again() -> None:
    acme, twin, lead = made(notes="Pays late."), made("ACME Limited", notes="Nice people."), client_of(cast.mo())
    Domain.objects.create(organization=twin, name="acme.example")
    mia = cast.conversation(MIA).customer
    Customer.objects.filter(pk=mia.pk).update(organization=twin)
    lead.post(url(acme, "mergers/"), {"name": "acme limited"})
    assert organization_of(MIA) == "Acme Ltd"
    assert [one.name for one in acme.domains.all()] == ["acme.example"]
    assert lead.get(url(twin)).headers["Location"] == url(acme)
    acme.refresh_from_db()
    assert acme.notes == "Pays late.\n\nNice people."
    lead.post(f"/customers/{mia.public_id}/details/", {"name": "Mia", "organization": "ACME LIMITED"})
    assert organization_of(MIA) == "Acme Ltd", "the old name leads to what it became"
    lead.post(url(acme, f"mergers/{acme.merges.get().pk}/undoing/"))
    assert organization_of(MIA) == "ACME Limited"
    assert lead.get(url(twin)).status_code == 200
    lead.post(url(acme, "details/"), {"name": "acme limited", "notes": ""})
    lead.post(url(acme, "details/"), {"name": " ", "notes": ""})
    acme.refresh_from_db()
    assert acme.name == "Acme Ltd", "neither another's name nor none"


def test_only_what_one_may_see_is_there(django_assert_max_num_queries: object) -> None:
    closed = cast.inbox("board@desk.example", name="Board")
    closed.teams.add(cast.team("Board"))
    acme = made(notes="Secret notes")
    Domain.objects.create(organization=acme, name="acme.example")
    seen, hidden = cast.conversation(NOR), cast.conversation(MIA, inbox=closed, subject="Takeover")
    Customer.objects.filter(pk__in=[seen.customer_id, hidden.customer_id]).update(organization=acme)
    ada, pat = client_of(cast.ada()), client_of(cast.pat())
    ada.get(url(acme))
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        page = ada.get(url(acme)).content.decode()
    assert "Nor Vik" in page and "Secret notes" in page
    assert "Takeover" not in page and "Moss" not in page
    ada.post(url(acme, "people/removal/"), {"customer": hidden.customer_id})
    assert organization_of(MIA) == "Acme Ltd"
    assert pat.get(url(acme)).status_code == 404
    cast.inbox().teams.add(cast.team("Partners", cast.pat(), cast.ada()))
    page = pat.get(url(acme)).content.decode()
    assert "Nor Vik" in page and "Secret notes" not in page and "acme.example" not in page
    assert pat.post(url(acme, "details/"), {"name": "Mine"}).status_code == 403
    assert "Acme Ltd" in pat.get("/palette/?q=acm").content.decode()
    Customer.objects.filter(pk=seen.customer_id).update(organization=None)
    assert "Acme Ltd" not in pat.get("/palette/?q=acm").content.decode()


def test_it_is_found_by_its_people() -> None:
    acme, lead = made(), client_of(cast.mo())
    found = cast.conversation(MIA, subject="Our chain")
    other = cast.conversation(NOR, subject="Another chain")
    Customer.objects.filter(pk=found.customer_id).update(organization=acme)
    search.index([found.pk, other.pk])
    for asked in ("organization:acme", "org:acme chain", "ORG:ltd", '-org:"no such" org:acme'):
        page = lead.get("/search/", {"q": asked}).content.decode()
        assert found.reference in page and other.reference not in page, asked
    assert found.reference not in lead.get("/search/", {"q": "-org:acme chain"}).content.decode()
    more = [cast.conversation(MIA, received_at=later(minutes=number)) for number in range(35)]
    page = lead.get(url(acme)).content.decode()
    assert more[-1].reference in page and more[0].reference not in page
    following = page.split('href="' + url(acme) + "?after=")[1].split('"')[0]
    assert more[0].reference in lead.get(f"{url(acme)}?after={following}").content.decode()
