"""Webhooks: who is told, of what, and what became of it. For leads."""

import json
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.flows import deliver_webhook
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.webhooks import actions, payloads, queries, rules
from rapport.webhooks.models import Delivery, Endpoint

VIEW = "webhooks"
EVENT_WORDS = {
    "conversation.created": gettext_lazy("A customer writes about something new"),
    "message.received": gettext_lazy("A customer's message arrives, the first one included"),
    "reply.sent": gettext_lazy("One of us answers"),
    "conversation.assigned": gettext_lazy("It is given to somebody, or to nobody"),
    "conversation.closed": gettext_lazy("It is done"),
    "conversation.reopened": gettext_lazy("It is taken up again"),
    "rating.received": gettext_lazy("A customer rates a reply, or changes the rating"),
    "recovery.opened": gettext_lazy("An unhappy customer is to be won back"),
    "recovery.closed": gettext_lazy("That has ended, with its outcome"),
    "promise.due": gettext_lazy("Something promised is due within two hours"),
    "promise.broken": gettext_lazy("A promised time has passed and nobody wrote"),
}


class EndpointForm(forms.Form):
    name = forms.CharField(max_length=80, required=False, label=gettext_lazy("Name"))
    url = forms.CharField(
        max_length=500,
        label=gettext_lazy("Address"),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("Begins with https:// and is on the public internet."),
    )
    events = forms.MultipleChoiceField(
        choices=[(name, name) for name in rules.EVENTS], required=False, label=gettext_lazy("What it is told")
    )
    is_active = forms.BooleanField(required=False, label=gettext_lazy("Switched on"))


@leads
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    context = {"page_title": _("Webhooks"), "endpoints": queries.every()}
    return render(request, "desk/settings/webhooks/index.html", settings_frame(request, VIEW) | context)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The secret of a new one is shown with the answer, and never again."""
    posted = request.POST if request.method == "POST" else None
    form = EndpointForm(posted, initial={"is_active": True, "events": list(rules.EVENTS)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            endpoint, secret = actions.add_endpoint(
                request.user, name=data["name"], url=data["url"], wanted=data["events"], at=now()
            )
        except actions.WebhookError as error:
            form.add_error(None, said(str(error)))
        else:
            return _page(request, endpoint, _form_of(endpoint), secret=secret)
    return _form_page(request, form)


def _form_page(request: StaffRequest, form: EndpointForm) -> HttpResponse:
    context = {"page_title": _("New webhook"), "form": form, "choices": _choices(form)}
    status = 422 if form.errors else 200
    return render(request, "desk/settings/webhooks/new.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: StaffRequest, webhook: int) -> HttpResponse:
    found = _endpoint(webhook)
    if request.method != "POST":
        return _page(request, found, _form_of(found))
    form = EndpointForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        given = {"name": data["name"], "url": data["url"], "wanted": data["events"], "is_active": data["is_active"]}
        try:
            actions.change_endpoint(found, **given, actor=request.user, at=now())
        except actions.WebhookError as error:
            form.add_error(None, said(str(error)))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:webhook", webhook)
    return _page(request, _endpoint(webhook), form)


def _form_of(found: Endpoint) -> EndpointForm:
    return EndpointForm(
        initial={"name": found.name, "url": found.url, "events": found.events, "is_active": found.is_active}
    )


def _page(request: StaffRequest, found: Endpoint, form: EndpointForm, *, secret: str = "") -> HttpResponse:
    before = request.GET.get("before", "")
    shown = queries.log(found, before=int(before) if before.isascii() and before.isdigit() else None)
    context = {
        "page_title": found.name,
        "endpoint": found,
        "form": form,
        "choices": _choices(form),
        "secret": secret,
        "has_two_secrets": found.has_two_secrets(now()),
        "deliveries": shown,
        "older": shown[-1].pk if len(shown) == queries.PAGE else None,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/webhooks/page.html", settings_frame(request, VIEW) | context, status=status)


def _choices(form: EndpointForm) -> list[dict[str, Any]]:
    chosen = form["events"].value() or []
    return [{"name": name, "text": text, "on": name in chosen} for name, text in EVENT_WORDS.items()]


@leads
@require_POST
def removal(request: StaffRequest, webhook: int) -> HttpResponse:
    found = _endpoint(webhook)
    actions.remove_endpoint(found, actor=request.user, at=now())
    flash.success(request, _("“%(name)s” is told nothing any more.") % {"name": found.name})
    return redirect("desk:webhooks")


@leads
@require_POST
def secret(request: StaffRequest, webhook: int) -> HttpResponse:
    """A new one, shown once. The old one signs for another day."""
    found = _endpoint(webhook)
    made = actions.rotate(found, actor=request.user, at=now())
    return _page(request, found, _form_of(found), secret=made)


@leads
@require_POST
def test(request: StaffRequest, webhook: int) -> HttpResponse:
    """Tell it something harmless now, and show what it answers."""
    found = _endpoint(webhook)
    body = payloads.body(rules.TEST, payloads.Told(), at=now(), addresses=False)
    return _sent(request, actions.queue(found, rules.TEST, body, at=now()))


@leads
@require_POST
def replay(request: StaffRequest, webhook: int, delivery: int) -> HttpResponse:
    found = _delivery(webhook, delivery)
    actions.replay(found, actor=request.user, at=now())
    return _sent(request, found)


def _sent(request: StaffRequest, made: Delivery) -> HttpResponse:
    """Not left to the worker: somebody waits for the answer."""
    if not made.endpoint.is_active:
        flash.error(request, _("This webhook is switched off. Switch it on, then try again."))
    elif deliver_webhook.deliver(made.pk, clock=now):
        flash.success(request, _("It arrived."))
    else:
        flash.error(request, _("It did not arrive. The log says why; it is tried again."))
    return redirect("desk:webhook-delivery", made.endpoint_id, made.pk)


@leads
@require_safe
def delivery(request: StaffRequest, webhook: int, delivery: int) -> HttpResponse:
    found = _delivery(webhook, delivery)
    context = {
        "page_title": found.event,
        "delivery": found,
        "endpoint": found.endpoint,
        "body": json.dumps(json.loads(found.body), indent=2, ensure_ascii=False),
        "back": reverse("desk:webhook", args=[webhook]),
    }
    return render(request, "desk/settings/webhooks/delivery.html", settings_frame(request, VIEW) | context)


def _endpoint(pk: int) -> Endpoint:
    found = queries.endpoint(pk)
    if found is None:
        raise Http404
    return found


def _delivery(webhook: int, pk: int) -> Delivery:
    found = queries.delivery(pk)
    if found is None or found.endpoint_id != webhook:
        raise Http404
    return found
