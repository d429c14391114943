"""Rules: what happens by itself, what it did, and what it would have done. For leads."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.automation import actions, queries
from rapport.automation.models import Rule, RuleRun
from rapport.automation.rules import RuleProblem
from rapport.desk.access import StaffRequest, leads
from rapport.desk.present import rules as words
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.rule_form import Typed
from rapport.flows.dry_run import dry_run
from rapport.platform.clock import now
from rapport.platform.said import said

VIEW = "rules"


@leads
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    known = words.choices()
    shown = [_row(rule, known) for rule in queries.every()]
    context = {"page_title": _("Rules"), "rules": shown}
    return render(request, "desk/settings/rules/index.html", settings_frame(request, VIEW) | context)


def _row(rule: Rule, known: words.Choices) -> dict[str, Any]:
    joined = _(" and ") if rule.needs_all else _(" or ")
    return {
        "pk": rule.pk,
        "name": rule.name,
        "enabled": rule.enabled,
        "paused_why": rule.paused_why,
        "when": words.moment_words(rule.moment, rule.minutes),
        "if": joined.join(words.condition_words(one, known) for one in rule.conditions),
        "then": ", ".join(words.deed_words(one, known) for one in rule.deeds),
    }


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, Typed.new(), None)
    typed = Typed.posted(request.POST)
    if typed.edit(request.POST):
        return _form(request, typed, None)
    try:
        made = actions.add_rule(typed.draft(), actor=request.user, at=now())
    except RuleProblem as problem:
        typed.error = said(str(problem))
        return _form(request, typed, None)
    flash.success(request, _("Kept. Look at what it would have done, then switch it on."))
    return redirect("desk:rule-trial", made.pk)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, rule: int) -> HttpResponse:
    found = _rule(rule)
    if request.method != "POST":
        return _form(request, Typed.of(found), found)
    typed = Typed.posted(request.POST)
    if typed.edit(request.POST):
        return _form(request, typed, found)
    try:
        actions.change_rule(found, typed.draft(), actor=request.user, at=now())
    except RuleProblem as problem:
        typed.error = said(str(problem))
        return _form(request, typed, found)
    flash.success(request, _("Saved."))
    return redirect("desk:rule", found.pk)


def _form(request: StaffRequest, typed: Typed, found: Rule | None) -> HttpResponse:
    context = {
        "page_title": found.name if found else _("New rule"),
        "rule": found,
        "form": typed.shown(),
        "runs": [_run(run) for run in queries.runs(found, size=10)] if found else [],
    }
    status = 422 if typed.error else 200
    return render(request, "desk/settings/rules/page.html", settings_frame(request, VIEW) | context, status=status)


def _run(run: RuleRun) -> dict[str, Any]:
    known = words.Choices()
    return {
        "conversation": run.conversation,
        "at": run.at,
        "did": [str(words.run_words("", [one], [])).replace("“” ", "") for one in run.done],
        "refused": [one.get("why", "") for one in run.refused],
        "held": [words.condition_words(one, known) for one in run.held],
    }


@leads
@require_safe
def trial(request: StaffRequest, rule: int) -> HttpResponse:
    """What it would have done over the last month."""
    found, before = _rule(rule), request.GET.get("before", "")
    known = words.choices()
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    made = dry_run(queries.plain(found), at=now(), before=start)
    context = {
        "page_title": found.name,
        "rule": found,
        "row": _row(found, known),
        "trial": made,
        "hits": [
            {"hit": hit, "held": [words.condition_words(vars(one), known) for one in hit.held]} for hit in made.hits
        ],
    }
    return render(request, "desk/settings/rules/trial.html", settings_frame(request, VIEW) | context)


@leads
@require_POST
def switch(request: StaffRequest, rule: int) -> HttpResponse:
    found = _rule(rule)
    actions.switch(found, on=request.POST.get("on") == "1", actor=request.user, at=now())
    return redirect("desk:rules")


@leads
@require_POST
def order(request: StaffRequest, rule: int) -> HttpResponse:
    actions.move_rule(_rule(rule), up=request.POST.get("way") == "up", actor=request.user, at=now())
    return redirect("desk:rules")


@leads
@require_POST
def removal(request: StaffRequest, rule: int) -> HttpResponse:
    found = _rule(rule)
    actions.remove_rule(found, actor=request.user, at=now())
    gone = _("The rule “%(name)s” is gone. What it did stays.") % {"name": found.name}
    flash.success(request, gone, extra_tags=f"undo:{reverse('desk:rule-return', args=[rule])}")
    return redirect("desk:rules")


@leads
@require_POST
def bringing_back(request: StaffRequest, rule: int) -> HttpResponse:
    """Undo its removal."""
    found = queries.removed_one(rule)
    if found is None:
        raise Http404
    actions.bring_back(found, actor=request.user, at=now())
    flash.success(request, _("The rule “%(name)s” is back.") % {"name": found.name})
    return redirect("desk:rule", rule)


def _rule(pk: int) -> Rule:
    found = queries.rule(pk)
    if found is None:
        raise Http404
    return found
