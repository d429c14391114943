"""Inboxes: their addresses, mailboxes and servers, and whether all of it works. For leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.channels.email import actions as email
from rapport.channels.email.actions.accounts import AccountError, add_account, sign_in_again
from rapport.channels.email.models import MailAccount, MailServer
from rapport.conversations.actions import ConversationError
from rapport.conversations.actions.inboxes import add_inbox, change_inbox
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.models import BusinessHours, Team

VIEW = "inboxes"


class InboxForm(forms.Form):
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    address = forms.EmailField(label=gettext_lazy("Address"), help_text=gettext_lazy("What customers write to."))
    reply_target_minutes = forms.IntegerField(
        min_value=1,
        max_value=60 * 24 * 60,
        label=gettext_lazy("We answer within, in minutes"),
        help_text=gettext_lazy("240 are four hours, 1440 a day. Customers are told, and the pile is ordered by it."),
    )
    reply_domain = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Domain of reply addresses"),
        help_text=gettext_lazy("Only if all mail of that domain comes here. Empty: support+…@example.com"),
    )
    hours = forms.ModelChoiceField(
        queryset=BusinessHours.objects.all(),
        required=False,
        empty_label=gettext_lazy("Always open"),
        label=gettext_lazy("Opening hours"),
    )
    acknowledge = forms.BooleanField(required=False, label=gettext_lazy("Answer each new conversation with a receipt"))
    answers_by_mail = forms.BooleanField(
        required=False, label=gettext_lazy("Our people may answer customers by answering Rapport’s mails")
    )
    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Teams that see it"),
        help_text=gettext_lazy("None: everybody but people of other companies."),
    )


class LoginForm(forms.Form):
    """A mailbox or a mail server. What was typed as a password is never shown again."""

    host = forms.CharField(max_length=200, label=gettext_lazy("Server"))
    port = forms.IntegerField(min_value=1, max_value=65535, label=gettext_lazy("Port"))
    security = forms.ChoiceField(choices=MailAccount.Security.choices, label=gettext_lazy("Encryption"))
    username = forms.CharField(max_length=200, required=False, label=gettext_lazy("User name"))
    password = forms.CharField(
        required=False,
        strip=False,
        max_length=500,
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@leads
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    rows = Inbox.objects.prefetch_related("accounts", "teams").select_related("mail_server", "hours")
    context = {"page_title": _("Inboxes"), "inboxes": rows}
    return render(request, "desk/settings/inboxes/index.html", settings_frame(request, VIEW) | context)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = InboxForm(request.POST if request.method == "POST" else None, initial={"reply_target_minutes": 240})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = add_inbox(name=data["name"], address=data["address"], at=now())
            change_inbox(made, **data, actor=request.user, at=now())
        except ConversationError as error:
            form.add_error("address", said(str(error)))
        else:
            flash.success(request, _("The inbox is there. Now say where its mail is fetched, then test it."))
            return redirect("desk:inbox", made.pk)
    context = {"page_title": _("New inbox"), "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/settings/inboxes/new.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: StaffRequest, inbox: int) -> HttpResponse:
    found = inbox_of(inbox)
    if request.method != "POST":
        return _page(request, found)
    form = InboxForm(request.POST)
    if form.is_valid():
        try:
            change_inbox(found, **form.cleaned_data, actor=request.user, at=now())
        except ConversationError as error:
            form.add_error("address", said(str(error)))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:inbox", found.pk)
    return _page(request, inbox_of(inbox), form=form)


def _page(request: StaffRequest, found: Inbox, **forms_given: forms.Form) -> HttpResponse:
    start = {name: getattr(found, name) for name in InboxForm.base_fields if name != "teams"}
    account = found.accounts.filter(is_active=True).first()
    server = MailServer.objects.filter(inbox=found).first()
    context = {
        "page_title": found.name,
        "inbox": found,
        "account": account,
        "server": server,
        "form": InboxForm(initial=start | {"teams": found.teams.all()}),
        "mailbox_form": _login(account, 993, MailAccount.Security.TLS),
        "server_form": _login(server, 587, MailAccount.Security.STARTTLS),
    } | forms_given
    status = 422 if any(form.errors for form in forms_given.values()) else 200
    return render(request, "desk/settings/inboxes/page.html", settings_frame(request, VIEW) | context, status=status)


def _login(row: MailAccount | MailServer | None, port: int, security: str) -> LoginForm:
    start: dict[str, Any] = {"port": port, "security": security}
    if row is not None:
        start = {name: getattr(row, name) for name in ("host", "port", "security", "username")}
    return LoginForm(initial=start, auto_id=f"{port}-%s")


@leads
@require_POST
def mailbox(request: StaffRequest, inbox: int) -> HttpResponse:
    """Fetch its mail from there, if one can sign in; for the mailbox it has already, a new password."""
    found, form = inbox_of(inbox), LoginForm(request.POST, auto_id="993-%s")
    if form.is_valid():
        data = form.cleaned_data
        known = MailAccount.objects.filter(inbox=found, host=data["host"], username=data["username"]).first()
        try:
            if known is not None:
                sign_in_again(known, at=now(), password=data["password"])
            else:
                add_account(inbox=found, at=now(), **data)
        except AccountError as error:
            form.add_error(None, said(str(error)))
        else:
            flash.success(request, _("It lets us in. Mail is fetched from there now."))
            return redirect("desk:inbox", found.pk)
    return _page(request, found, mailbox_form=form)


@leads
@require_POST
def server(request: StaffRequest, inbox: int) -> HttpResponse:
    """Send its mail by this server, if one can sign in."""
    found, form = inbox_of(inbox), LoginForm(request.POST, auto_id="587-%s")
    if form.is_valid():
        try:
            email.add_server(inbox=found, at=now(), **form.cleaned_data)
        except email.ServerError as error:
            form.add_error(None, said(str(error)))
        else:
            flash.success(request, _("It lets us in. Mail of this inbox leaves by it now."))
            return redirect("desk:inbox", found.pk)
    return _page(request, found, server_form=form)


def inbox_of(pk: int) -> Inbox:
    """Raises Http404."""
    found = Inbox.objects.filter(pk=pk).select_related("hours").first()
    if found is None:
        raise Http404
    return found
