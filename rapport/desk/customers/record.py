"""The page of a customer: who it is, where they write from, everything they wrote, and whether they are two."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations import queries as conversations
from rapport.conversations.actions import ConversationError
from rapport.customers import actions as customers
from rapport.customers import queries
from rapport.customers.actions import CustomerError
from rapport.customers.models import Customer
from rapport.customers.rules import AddressProblem, addressee
from rapport.desk.access import StaffRequest, customer_of, staff, staff_with
from rapport.desk.audit import wrote
from rapport.desk.customers import likely
from rapport.desk.customers.forms import DetailsForm, MergeForm, PersonForm
from rapport.desk.frame import frame
from rapport.desk.present.names import name_of
from rapport.desk.present.record import shown_likeness, shown_record
from rapport.flows import ask_again, merge_customers, set_customer
from rapport.flows.participate import must_be_foreign
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.surveys.actions import SurveyError
from rapport.team.rules import May
from rapport.web.addresses import reverse

PROBLEMS = (AddressProblem, ConversationError, CustomerError, SurveyError)
Change = Callable[..., str]


@staff
@require_safe
def page(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A record that became part of another one is shown there."""
    found = customer_of(request, public_id)
    if found.public_id != public_id:
        return redirect("desk:customer", public_id=found.public_id)
    if request.user.is_partner:
        wrote(request, "customer.seen", name_of(found), customer=found.pk)
    return render(request, "desk/customers/page.html", frame(request) | shown_record(request, found))


@staff_with(May.KNOW)
@require_safe
def likeness(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Who may be the same person: looked for when the page is there, for it reads what the customer wrote."""
    found = customer_of(request, public_id)
    people = [shown_likeness(one) for one in likely.suggestions(request.user, found)]
    context = {"likeness": people, "record_url": reverse("desk:customer", args=[found.public_id])}
    return render(request, "desk/customers/_likeness.html", context)


def changing(change: Change) -> Any:
    """A view around a change that answers what it did in words, and raises what is wrong in words."""

    @staff
    @require_POST
    def view(request: StaffRequest, public_id: UUID, **named: int) -> HttpResponse:
        found = customer_of(request, public_id)
        if not request.user.may(May.KNOW):
            raise PermissionDenied
        try:
            if found.public_id != public_id:
                raise CustomerError(
                    _("This record is part of %(name_of)s’s now. Nothing was changed.") % {"name_of": name_of(found)}
                )
            flash.success(request, change(request, found, **named))
        except PROBLEMS as problem:
            flash.error(request, said(str(problem)))
        return redirect("desk:customer", public_id=found.public_id)

    return view


@changing
def details(request: StaffRequest, found: Customer) -> str:
    customers.change(found, **DetailsForm(request.POST).checked(), actor=request.user, at=now())
    return _("Saved.")


@changing
def addresses(request: StaffRequest, found: Customer) -> str:
    """One more address of this person."""
    person = PersonForm(request.POST).somebody()
    must_be_foreign([person.address])
    customers.add_address(found, person.address, actor=request.user, at=now())
    return _("%(address)s is %(name_of)s’s now.") % {"address": person.address, "name_of": name_of(found)}


@changing
def removal(request: StaffRequest, found: Customer) -> str:
    address = request.POST.get("address", "")[:320]
    customers.remove_address(found, address, actor=request.user, at=now())
    return _("%(address)s was removed.") % {"address": address}


@changing
def choice(request: StaffRequest, found: Customer) -> str:
    """Which address open conversations are answered at."""
    address = request.POST.get("address", "")[:320]
    count = set_customer.answer_at(found, address, actor=request.user, at=now())
    words = ngettext(
        "%(number)s open conversation will be answered at %(address)s.",
        "%(number)s open conversations will be answered at %(address)s.",
        count,
    )
    return words % {"number": count, "address": address}


@changing
def asking(request: StaffRequest, found: Customer) -> str:
    """Whether they are asked apart from replies; both are in the audit log."""
    name, wants = name_of(found), request.POST.get("do", "")
    with transaction.atomic():
        if wants == "in":
            ended = ask_again.let_in(found, request.POST.get("why", ""), actor=request.user, at=now())
            if ended:
                wrote(request, "customer.let_in", f"customer {found.pk}", opt_outs=ended)
            return _("%(name)s may be asked again.") % {"name": name}
        if wants != "out":
            raise SurveyError(_("Choose whether they are asked."))
        if ask_again.leave_out(found, actor=request.user, at=now()):
            wrote(request, "customer.left_out", f"customer {found.pk}")
    return _("%(name)s is not asked any more, apart from below replies.") % {"name": name}


@changing
def mergers(request: StaffRequest, found: Customer) -> str:
    """Somebody else's record becomes part of this one."""
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise CustomerError(
            _("Write the reason in fewer than 200 characters, and an address like uma@customer.example.")
        )
    other, evidence = _other(request, found, form)
    merge_customers.merge(found, other, evidence=evidence, actor=request.user, at=now())
    return _("%(name_of)s is part of this record now. You can undo it below.") % {"name_of": name_of(other)}


def _other(request: StaffRequest, found: Customer, form: MergeForm) -> tuple[Customer, str]:
    """Who was chosen, and what speaks for it; of nobody whom the user does not know anyway is anything said."""
    why, public_id, written = (form.cleaned_data[name] for name in ("why", "other", "address"))
    other = queries.by_public_id(public_id) if public_id else queries.by_address(addressee(written).address)
    if other is None or not conversations.customers_seen(request.user, [other.pk]):
        raise CustomerError(_("There is no customer with this address. Add the address to this record instead."))
    like = next((one for one in likely.suggestions(request.user, found) if one.customer.pk == other.pk), None)
    return other, "; ".join(part for part in (like.evidence if like else "", why.strip()) if part)


@changing
def undoing(request: StaffRequest, found: Customer, pk: int) -> str:
    """Two again: exactly what moved goes back."""
    done = queries.merge_of(found, pk)
    if done is None:
        raise Http404
    stay = merge_customers.undo(done, actor=request.user, at=now())
    words = _("%(name)s is a record of their own again.") % {"name": name_of(done.gone)}
    return f"{words} " + _("%(number)s that came since stay here.") % {"number": len(stay)} if stay else words
