"""The live test of an inbox: each step shows what it found and, if need be, the mend. For leads."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.inboxes import VIEW, inbox_of
from rapport.desk.settings.menu import settings_frame
from rapport.flows import try_inbox
from rapport.platform.clock import now
from rapport.platform.health import Finding, Level, fault, ok

TONES = {Level.OK: ("good", "check-circle"), Level.HINT: ("plain", "information-circle")}
STEPS = ("mailbox", "server", "send")


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: StaffRequest, inbox: int) -> HttpResponse:
    """The test. With scripts each step shows itself when it is over; without, all of them when the last one is."""
    found = inbox_of(inbox)
    steps = [_step(found, name) for name in STEPS] if request.method == "POST" else []
    context = {"page_title": found.name, "inbox": found, "steps": steps, "first": STEPS[0]}
    return render(request, "desk/settings/inboxes/trial.html", settings_frame(request, VIEW) | context)


@leads
@require_POST
def trial_step(request: StaffRequest, inbox: int, step: str) -> HttpResponse:
    """One step, and the place of the one that follows."""
    found = inbox_of(inbox)
    if step == "arrival":
        return _arrival(request, found)
    if step not in STEPS:
        raise Http404
    shown = _step(found, step)
    following = STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else ("arrival" if shown["key"] else "")
    context = {"inbox": found, "step": shown, "following": following, "key": shown["key"], "round": 0}
    return render(request, "desk/settings/inboxes/_step.html", context)


def _step(found: Inbox, name: str) -> dict[str, Any]:
    key = ""
    if name == "mailbox":
        findings = try_inbox.mailbox(found, at=now())
    elif name == "server":
        findings = try_inbox.server(found)
    else:
        finding, key = try_inbox.send(found, at=now())
        findings = [finding]
    return {"findings": [_shown(one) for one in findings], "key": key}


MOST_ROUNDS = 30


def _arrival(request: StaffRequest, found: Inbox) -> HttpResponse:
    """Asked again every two seconds for a minute."""
    key, said = request.POST.get("key", ""), request.POST.get("round", "0")
    turn = int(said) + 1 if said.isascii() and said.isdigit() and len(said) < 4 else 1
    arrived = try_inbox.has_arrived(key)
    if not arrived and turn < MOST_ROUNDS:
        context = {"inbox": found, "following": "arrival", "key": key, "round": turn}
        return render(request, "desk/settings/inboxes/_step.html", context)
    finding = (
        ok("arrived", _("The test mail came back. Everything works."))
        if arrived
        else fault(
            "not-arrived",
            _("The test mail has not come back within a minute."),
            _("Look into the mailbox, its junk folder too. If it is there, wait for the next fetch and test again."),
        )
    )
    return render(request, "desk/settings/inboxes/_step.html", {"step": {"findings": [_shown(finding)]}})


def _shown(one: Finding) -> dict[str, Any]:
    tone, icon = TONES.get(one.level, ("bad", "x-circle"))
    return {"words": one.words, "mend": one.mend, "tone": tone, "icon": icon}
