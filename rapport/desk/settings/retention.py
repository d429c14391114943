"""After how long what was said is deleted, shown before it is switched on; and what is kept all the same; for leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rapport.conversations import queries as conversations
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.audit import wrote
from rapport.desk.settings.menu import settings_frame
from rapport.flows.retention_falls_due import preview
from rapport.platform.clock import now
from rapport.retention import actions, queries
from rapport.retention.models import Rule
from rapport.retention.rules import FEWEST_MONTHS, FOREVER, MOST_MONTHS

WRONG_AGE = gettext_lazy("Write a number of months from 6 to 240: below half a year customers still answer how we did.")


class AgeForm(forms.Form):
    inbox = forms.ModelChoiceField(Inbox.objects.all(), required=False)
    months = forms.IntegerField(
        min_value=FEWEST_MONTHS,
        max_value=MOST_MONTHS,
        label=gettext_lazy("Months after closing"),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG_AGE),
    )


class ScopeForm(forms.Form):
    inbox = forms.ModelChoiceField(Inbox.objects.all(), required=False)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: StaffRequest) -> HttpResponse:
    """Asked with an age, what that would delete is counted; nothing is deleted before it is sent."""
    if request.method != "POST":
        asked = AgeForm(request.GET) if "months" in request.GET else None
        return _page(request, asked, status=200 if asked is None or asked.is_valid() else 422)
    do = request.POST.get("do", "")
    form: AgeForm | ScopeForm = AgeForm(request.POST) if do == "on" else ScopeForm(request.POST)
    if do not in ("on", "never", "none") or not form.is_valid():
        return _page(request, form if isinstance(form, AgeForm) else None, status=422)
    inbox: Inbox | None = form.cleaned_data["inbox"]
    months = {"on": form.cleaned_data.get("months"), "never": FOREVER, "none": None}[do]
    actions.set_rule(inbox, months, actor=request.user, at=now())
    wrote(request, "retention.set", str(inbox or "every inbox"), inbox=inbox.pk if inbox else None, months=months)
    flash.success(request, _("Saved. It begins tonight.") if do == "on" else _("Saved."))
    return redirect("desk:retention")


def _page(request: StaffRequest, form: forms.Form | None, *, status: int) -> HttpResponse:
    rules = {rule.inbox_id: rule for rule in queries.rules()}
    asked = form.cleaned_data if form is not None and form.is_valid() else None
    chosen: Inbox | None = form.cleaned_data.get("inbox") if form is not None else None
    scopes = [_scope(None, rules, form, chosen)]
    if len(inboxes := conversations.visible_inboxes(request.user)) > 1:
        scopes += [_scope(inbox, rules, form, chosen) for inbox in inboxes]
    shown: dict[str, Any] = {
        "page_title": _("Deleting by age"),
        "scopes": scopes,
        "kept": queries.kept(),
        "fewest": FEWEST_MONTHS,
        "most": MOST_MONTHS,
    }
    if asked is not None:
        shown["asked"] = asked
        shown["preview"] = preview(asked["inbox"], asked["months"], at=now())
    return render(request, "desk/settings/retention.html", settings_frame(request, "retention") | shown, status=status)


def _scope(
    inbox: Inbox | None, rules: dict[int | None, Rule], form: forms.Form | None, chosen: Inbox | None
) -> dict[str, Any]:
    """The whole desk or an inbox, with the rule that holds and what was asked of it."""
    own = rules.get(inbox.pk if inbox else None)
    is_asked = form is not None and chosen == inbox
    return {
        "inbox": inbox,
        "own": own,
        "months": (own or rules.get(None) or Rule(months=FOREVER)).months,
        "value": form.data.get("months", "") if is_asked and form else (own.months if own and own.months else ""),
        "errors": form.errors.get("months", []) if is_asked and form else [],
    }
