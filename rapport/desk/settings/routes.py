"""Alert routes: which chats and systems are told of what, and how far an alert climbs. For leads."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.alerts import actions, lock_screen, queries, rules
from rapport.alerts.models import Route
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.flows import deliver_post
from rapport.platform import limits
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.webhooks.actions import new_secret

VIEW = "alert-routes"
AN_HOUR, TRIALS_AN_HOUR = timedelta(hours=1), 20
NAMES = {
    Route.Kind.SLACK: "Slack",
    Route.Kind.TEAMS: "Microsoft Teams",
    Route.Kind.DISCORD: "Discord",
    Route.Kind.WEBHOOK: gettext_lazy("Signed webhook"),
}
HOW = {
    Route.Kind.SLACK: gettext_lazy("In Slack, add “Incoming Webhooks” to a channel and copy its address."),
    Route.Kind.TEAMS: gettext_lazy(
        "In Teams, open the channel’s Workflows, choose “Post to a channel when a webhook request is received”, and "
        "copy its address."
    ),
    Route.Kind.DISCORD: gettext_lazy("In Discord, open the channel’s settings, Integrations, and make a webhook."),
    Route.Kind.WEBHOOK: gettext_lazy("An address of your own. What is sent is signed as Standard Webhooks say."),
}


class RouteForm(forms.Form):
    name = forms.CharField(max_length=80, required=False, label=gettext_lazy("Name"))
    address = forms.CharField(
        max_length=1000,
        label=gettext_lazy("Address"),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        choices=[(kind, kind) for kind in rules.ROUTED], required=False, label=gettext_lazy("What it is told")
    )
    inboxes = forms.ModelMultipleChoiceField(
        queryset=Inbox.objects.all(), required=False, label=gettext_lazy("Of which inboxes")
    )
    names_customers = forms.BooleanField(
        required=False,
        label=gettext_lazy("With the customer’s name and words"),
        help_text=gettext_lazy("Without it, a message says what happened and where, and names nobody."),
    )
    is_active = forms.BooleanField(required=False, label=gettext_lazy("Switched on"))

    def __init__(self, *args: Any, kind: str, route: Route | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        address = self.fields["address"]
        address.help_text = HOW[Route.Kind(kind)]
        if route is not None:
            address.required = False
            address.help_text = _("Kept: %(hint)s. Write a new one only to change it; the old one is never shown.") % {
                "hint": route.hint
            }

    @property
    def wanted(self) -> actions.Wanted:
        data = self.cleaned_data
        return actions.Wanted(data["kinds"], [one.pk for one in data["inboxes"]], data["names_customers"])


class ClimbingForm(forms.Form):
    minutes = forms.IntegerField(
        min_value=0,
        max_value=rules.LONGEST_CLIMB,
        label=gettext_lazy("Minutes until an alert climbs"),
        help_text=gettext_lazy("In opening hours, if the inbox has them. 0: alerts do not climb."),
    )


@leads
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    return _index(request, ClimbingForm(initial={"minutes": queries.climbs_after()}))


def _index(request: StaffRequest, form: ClimbingForm) -> HttpResponse:
    context = {
        "page_title": _("Alert routes"),
        "routes": [{"route": one, "kind": NAMES[Route.Kind(one.kind)]} for one in queries.every_route()],
        "kinds": [{"kind": kind.value, "name": NAMES[kind], "how": HOW[kind]} for kind in Route.Kind],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/routes/index.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_POST
def climbing(request: StaffRequest) -> HttpResponse:
    form = ClimbingForm(request.POST)
    if not form.is_valid():
        return _index(request, form)
    actions.set_climbing(form.cleaned_data["minutes"], actor_id=request.user.pk, at=now())
    flash.success(request, _("Saved."))
    return redirect("desk:alert-routes")


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """The secret of a webhook is shown with the answer, and never again."""
    if kind not in Route.Kind.values:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = RouteForm(posted, kind=kind, initial={"kinds": ["unhappy", "promise"]})
    if request.method == "POST" and form.is_valid():
        secret = new_secret() if kind == Route.Kind.WEBHOOK else ""
        data = form.cleaned_data
        given = {"name": data["name"], "address": data["address"], "secret": secret, "wanted": form.wanted}
        try:
            made = actions.add_route(kind, **given, actor=request.user, at=now())
        except actions.RouteError as error:
            form.add_error(None, said(str(error)))
        else:
            if secret:
                return _page(request, made, _form_of(made), secret=secret)
            flash.success(request, _("Saved. Send a trial to see whether it arrives."))
            return redirect("desk:alert-route", made.pk)
    context = {"page_title": NAMES[Route.Kind(kind)], "form": form, **_choices(form)}
    status = 422 if form.errors else 200
    return render(request, "desk/settings/routes/new.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: StaffRequest, pk: int) -> HttpResponse:
    found = _route(pk)
    if request.method != "POST":
        return _page(request, found, _form_of(found))
    form = RouteForm(request.POST, kind=found.kind, route=found)
    if form.is_valid():
        data = form.cleaned_data
        given = {"name": data["name"], "address": data["address"], "is_active": data["is_active"]}
        try:
            actions.change_route(found, **given, wanted=form.wanted, actor=request.user, at=now())
        except actions.RouteError as error:
            form.add_error(None, said(str(error)))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:alert-route", pk)
    return _page(request, found, form)


def _form_of(found: Route) -> RouteForm:
    names = ("name", "kinds", "inboxes", "names_customers", "is_active")
    return RouteForm(kind=found.kind, route=found, initial={name: getattr(found, name) for name in names})


def _page(request: StaffRequest, found: Route, form: RouteForm, *, secret: str = "") -> HttpResponse:
    context = {"page_title": found.name, "route": found, "form": form, "secret": secret, **_choices(form)}
    status = 422 if form.errors else 200
    return render(request, "desk/settings/routes/page.html", settings_frame(request, VIEW) | context, status=status)


def _choices(form: RouteForm) -> dict[str, list[dict[str, Any]]]:
    kinds = form["kinds"].value() or []
    inboxes = {str(one) for one in form["inboxes"].value() or []}
    return {
        "choices": [{"name": kind, "text": lock_screen.WORDS[kind], "on": kind in kinds} for kind in rules.ROUTED],
        "inboxes": [{"pk": one.pk, "name": one.name, "on": str(one.pk) in inboxes} for one in Inbox.objects.all()],
    }


@leads
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    found = _route(pk)
    actions.remove_route(found, actor=request.user, at=now())
    flash.success(request, _("“%(name)s” is told nothing any more.") % {"name": found.name})
    return redirect("desk:alert-routes")


@leads
@require_POST
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """Not left to the worker: somebody waits for the answer."""
    found = _route(pk)
    if not limits.allow(f"route-trial:{request.user.pk}", limit=TRIALS_AN_HOUR, window=AN_HOUR, at=now()):
        flash.error(request, _("Those were many trials. Try again in an hour."))
    elif not found.is_active:
        flash.error(request, _("This route is switched off. Switch it on, then try again."))
    elif deliver_post.deliver(actions.queue_trial_post(found, at=now()).pk, clock=now):
        flash.success(request, _("It arrived."))
    else:
        flash.error(request, _("It did not arrive. The page says why; it is tried again."))
    return redirect("desk:alert-route", pk)


def _route(pk: int) -> Route:
    found = queries.route(pk)
    if found is None:
        raise Http404
    return found
