"""The page of an organization: what we know of it, its people, everything they wrote, and whether it is two."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations import queries as conversations
from rapport.customers import actions, queries
from rapport.customers.actions import CustomerError
from rapport.customers.models import Customer, Organization
from rapport.customers.rules import AddressProblem, addressee, own_domain
from rapport.desk.access import StaffRequest, organization_of, staff
from rapport.desk.frame import frame
from rapport.desk.present.names import name_of
from rapport.desk.present.organization import proposed, shown_organization
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May

PROBLEMS = (AddressProblem, CustomerError)


@staff
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """A record that became part of another one is shown there."""
    found = organization_of(request, pk)
    if found.pk != pk:
        return redirect("desk:organization", pk=found.pk)
    return render(request, "desk/organizations/page.html", frame(request) | shown_organization(request, found))


def changing(change: Callable[..., str]) -> Any:
    """A view around a change that answers what it did in words, and raises what is wrong in words."""

    @staff(may=May.KNOW)
    @require_POST
    def view(request: StaffRequest, pk: int, **named: int) -> HttpResponse:
        found = organization_of(request, pk)
        try:
            flash.success(request, change(request, found, **named))
        except PROBLEMS as problem:
            flash.error(request, said(str(problem)))
        return redirect("desk:organization", pk=found.pk)

    return view


@changing
def details(request: StaffRequest, found: Organization) -> str:
    sent = request.POST
    actions.change_organization(
        found, name=sent.get("name", ""), notes=sent.get("notes", ""), actor=request.user, at=now()
    )
    return _("Saved.")


@changing
def domains(request: StaffRequest, found: Organization) -> str:
    name = own_domain(request.POST.get("domain", "")[:400])
    if conversations.is_our_domain(name):
        raise CustomerError(_("%(domain)s is ours: customers write to us there.") % {"domain": name})
    actions.add_domain(found, name, actor=request.user, at=now())
    return _("Whoever provably writes from %(domain)s for the first time belongs here from now on.") % {"domain": name}


@changing
def domain_removal(request: StaffRequest, found: Organization) -> str:
    actions.remove_domain(found, _number(request, "domain"), actor=request.user, at=now())
    return _("Removed. Whoever belongs here stays.")


@changing
def people(request: StaffRequest, found: Organization) -> str:
    """Somebody by an address, or everybody who was proposed."""
    if request.POST.get("do") == "proposed":
        chosen = proposed(request.user, queries.domains_of(found))
    else:
        chosen = [_somebody(request)]
        belongs = chosen[0].organization
        if belongs is not None and belongs != found:
            raise CustomerError(
                _("%(name)s belongs to %(organization)s. Change that on their page.")
                % {"name": name_of(chosen[0]), "organization": belongs}
            )
    number = actions.take_in(found, chosen, actor=request.user, at=now())
    return ngettext("%(number)s person more belongs here.", "%(number)s people more belong here.", number) % {
        "number": number
    }


def _somebody(request: StaffRequest) -> Customer:
    """Of nobody whom the user does not know anyway is anything said."""
    found = queries.by_address(addressee(request.POST.get("address", "")[:500]).address)
    found = queries.by_public_id(found.public_id) if found else None
    if found is None or not conversations.customers_seen(request.user, [found.pk]):
        raise CustomerError(_("There is no customer with this address."))
    return found


@changing
def people_removal(request: StaffRequest, found: Organization) -> str:
    customer = queries.people_of(found).filter(pk=_number(request, "customer")).first()
    if customer is None or not conversations.customers_seen(request.user, [customer.pk]):
        raise Http404
    actions.take_out(found, customer, actor=request.user, at=now())
    return _("%(name)s does not belong here any more.") % {"name": name_of(customer)}


@changing
def mergers(request: StaffRequest, found: Organization) -> str:
    """Another organization becomes part of this one."""
    other = queries.organization_called(request.POST.get("name", "")[:160])
    if other is None or not conversations.organization_seen(request.user, other.pk):
        raise CustomerError(_("There is no organisation of this name. Write it as it stands on its page."))
    actions.merge_organizations(found, other, actor=request.user, at=now())
    return _("%(name)s is part of this record now. You can undo it below.") % {"name": other.name}


@changing
def undoing(request: StaffRequest, found: Organization, merge: int) -> str:
    done = next((one for one in queries.ORGANIZATION_MERGES.rows(organization=found.pk) if one.pk == merge), None)
    if done is None:
        raise Http404
    actions.unmerge_organizations(done, actor=request.user, at=now())
    return _("%(name)s is a record of its own again.") % {"name": done.gone.name}


def _number(request: StaffRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)
