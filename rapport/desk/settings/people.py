"""People and teams: who may come in, as what, and what they see."""

from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.channels.email import servers
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.queries import newest_mails
from rapport.conversations import actions as conversations
from rapport.conversations import queries as record
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.audit import wrote
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.people_forms import MemberForm, TeamForm, roles_for
from rapport.flows import invite as inviting
from rapport.flows.member_leaves import member_leaves
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team import actions, queries
from rapport.team.actions import INVITATION_LIVES, TeamError
from rapport.team.models import Invitation, Team, User
from rapport.team.rules import May


def _page(request: StaffRequest, template: str, title: str, view: str = "people", **context: Any) -> HttpResponse:
    status = context.pop("status", 200)
    frame = settings_frame(request, view) | {"page_title": title} | context
    return render(request, f"desk/settings/{template}.html", frame, status=status)


@staff_with(May.LEAD)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Everybody, those who left last."""
    invitations, sends = _open_invitations(request), servers.takes_mail_of_no_inbox()
    return _page(request, "people", _("People"), people=queries.everybody(), invitations=invitations, sends_mail=sends)


def _open_invitations(request: StaffRequest) -> list[dict[str, Any]]:
    """With what became of the mail, and whether this user may send it again or withdraw it."""
    found, at = queries.open_invitations(), now()
    mails = newest_mails(OutboundMail.Kind.INVITATION, [one.email for one in found])
    may = set(roles_for(request.user))
    return [
        {"row": one, "works": one.is_usable(at), "mail": mails.get(one.email), "is_mine": one.role in may}
        for one in found
    ]


@staff_with(May.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest) -> HttpResponse:
    """Ask somebody to join. Where no mail leaves, the link is shown, once."""
    form = MemberForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made, link = _invite(request, form)
        except TeamError as problem:
            form.add_error("email", said(str(problem)))
        else:
            return _sent(request, made, link)
    status = 422 if request.method == "POST" else 200
    return _page(request, "person", _("Invite somebody"), form=form, status=status)


@transaction.atomic
def _invite(request: StaffRequest, form: MemberForm) -> tuple[Invitation, str]:
    data = form.cleaned_data
    said = actions.Invited(data["email"], data["name"], data["role"], list(data["teams"]), data["capacity"])
    made, link = inviting.invite(said, actor=request.user, at=now())
    wrote(request, "user.invited", made.email, role=made.role, teams=[team.name for team in said.teams])
    return made, link


def _sent(request: StaffRequest, made: Invitation, link: str) -> HttpResponse:
    """The link is on its way, or it is for the inviter to send."""
    if link:
        return _page(request, "invited", _("Invited"), person=made, link=link)
    flash.success(request, _("%(name)s is invited: a mail is on its way to %(email)s.") % vars(made))
    return redirect("desk:people")


@staff_with(May.LEAD)
@require_POST
def invitation_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Another link for the same; the old one ends."""
    found = _invitation(request, pk)
    try:
        with transaction.atomic():
            link = inviting.invite_again(found, actor=request.user, at=now())
            wrote(request, "user.invited", found.email, role=found.role, again=True)
    except TeamError as problem:
        flash.error(request, said(str(problem)))
        return redirect("desk:people")
    return _sent(request, found, link)


@staff_with(May.LEAD)
@require_POST
def invitation_withdrawal(request: StaffRequest, pk: int) -> HttpResponse:
    """The link ends now."""
    found = _invitation(request, pk)
    try:
        with transaction.atomic():
            actions.withdraw(found, actor=request.user, at=now())
            wrote(request, "user.invitation_withdrawn", found.email, role=found.role)
    except TeamError as problem:
        flash.error(request, said(str(problem)))
    else:
        flash.success(request, _("Withdrawn. The link to %(email)s no longer works.") % vars(found))
    return redirect("desk:people")


def _invitation(request: StaffRequest, pk: int) -> Invitation:
    found = get_object_or_404(Invitation, pk=pk)
    if found.role not in roles_for(request.user):
        raise PermissionDenied
    return found


def _link(request: StaffRequest, user: User) -> str:
    token = actions.create_login_link(user, at=now(), lives=INVITATION_LIVES)
    wrote(request, "user.invited", user.email, role=user.role)
    return settings.RAPPORT_URL + reverse("desk:sign_in", args=[token])


def _change(request: StaffRequest, user: User, data: dict[str, Any]) -> None:
    before = user.role
    actions.change_member(
        user, role=data["role"], teams=data["teams"], capacity=data["capacity"], actor=request.user, at=now()
    )
    teams = [team.name for team in data["teams"]]
    wrote(request, "user.changed", user.email, **{"from": before, "to": data["role"], "teams": teams})


@staff_with(May.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Role, teams and capacity of one person. Owners and leads are an owner's matter, and nobody changes themselves."""
    found = _changeable(request, pk)
    start = {"role": found.role, "teams": found.teams.all(), "capacity": found.capacity}
    form = MemberForm(request.POST or None, initial=start, by=request.user, of=found)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _change(request, found, form.cleaned_data)
        except TeamError as problem:
            form.add_error(None, said(str(problem)))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:people")
    status = 422 if request.method == "POST" else 200
    is_tied = queries.is_tied(found)
    return _page(request, "person", found.name, form=form, person=found, is_tied=is_tied, status=status)


def _changeable(request: StaffRequest, pk: int) -> User:
    found = get_object_or_404(User, pk=pk)
    if found == request.user or found.role not in roles_for(request.user):
        raise PermissionDenied
    return found


@staff_with(May.LEAD)
@require_POST
def deactivation(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the account: sessions, links and tokens end now, conversations go back."""
    found = _changeable(request, pk)
    try:
        with transaction.atomic():
            count = member_leaves(found, actor=request.user, at=now())
            wrote(request, "user.deactivated", found.email, conversations=count)
    except TeamError as problem:
        flash.error(request, said(str(problem)))
    else:
        text = ngettext(
            "%(name)s can no longer sign in. %(count)d conversation is free again.",
            "%(name)s can no longer sign in. %(count)d conversations are free again.",
            count,
        )
        flash.success(request, text % {"name": found.name, "count": count})
    return redirect("desk:people")


@staff_with(May.LEAD)
@require_POST
def activation(request: StaffRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    with transaction.atomic():
        actions.reactivate(found, actor=request.user, at=now())
        wrote(request, "user.reactivated", found.email)
    flash.success(request, _("%(name)s can sign in again.") % {"name": found.name})
    return redirect("desk:person", pk=found.pk)


@staff_with(May.LEAD)
@require_POST
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """A new one-time link, for who lost theirs."""
    found = _changeable(request, pk)
    if not found.is_active:
        raise Http404
    with transaction.atomic():
        made = _link(request, found)
    return _page(request, "invited", _("A new link"), person=found, link=made)


@staff_with(May.OWN)
@require_POST
def untying(request: StaffRequest, pk: int) -> HttpResponse:
    """Another account of the company's provider may come in as this person."""
    found = get_object_or_404(User, pk=pk)
    with transaction.atomic():
        if not actions.untie(found, actor=request.user, at=now()):
            raise Http404
        wrote(request, "user.untied", found.email)
    flash.success(request, _("Untied. The next account with this address comes in as %(name)s.") % {"name": found.name})
    return redirect("desk:person", pk=found.pk)


@staff_with(May.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: StaffRequest) -> HttpResponse:
    """All teams, and a form for one more."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _save_team(request, None, form):
        return redirect("desk:teams")
    shown = [{"team": one, "inboxes": record.inboxes_of_teams().get(one.pk, [])} for one in queries.teams()]
    status = 422 if request.method == "POST" else 200
    return _page(request, "teams", _("Teams"), "teams", teams=shown, form=form, status=status)


@staff_with(May.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    inboxes = Inbox.objects.filter(teams=found)
    start = {"name": found.name, "members": User.objects.filter(teams=found), "inboxes": inboxes}
    form = TeamForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _save_team(request, found, form):
        return redirect("desk:teams")
    status = 422 if request.method == "POST" else 200
    return _page(request, "team", found.name, "teams", form=form, team=found, status=status)


def _save_team(request: StaffRequest, found: Team | None, form: TeamForm) -> bool:
    data, at = form.cleaned_data, now()
    try:
        with transaction.atomic():
            saved = actions.save_team(found, name=data["name"], members=data["members"], actor=request.user, at=at)
            conversations.give_inboxes(saved, data["inboxes"], actor=request.user, at=at)
            told = {
                "members": [one.email for one in data["members"]],
                "inboxes": [one.address for one in data["inboxes"]],
            }
            wrote(request, "team.saved", data["name"], **told)
    except TeamError as problem:
        form.add_error("name", said(str(problem)))
        return False
    flash.success(request, _("Saved."))
    return True
