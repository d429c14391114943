"""A recovery as the desk shows it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.recovery import rules
from rapport.recovery.models import Recovery, Step, StepKind


def steps(recovery: Recovery) -> list[dict[str, Any]]:
    """Four of what `web/_recovery_steps.html` expects."""
    done = {step.kind: step for step in recovery.steps.all()}
    following = rules.next_step(done) if recovery.is_open else None
    return [_step(kind, done.get(kind), kind == following) for kind in rules.ORDER]


def _step(kind: str, step: Step | None, is_next: bool) -> dict[str, Any]:
    name = _(StepKind(kind).label)
    if step is None:
        return {"kind": kind, "name": name, "state": "now" if is_next else "todo", "meta": "", "at": None}
    by = step.done_by.name if step.done_by else ""
    return {"kind": kind, "name": name, "state": "done", "meta": by, "at": step.done_at, "note": step.note}


def banner(recovery: Recovery) -> dict[str, Any]:
    """What `web/_recovery_banner.html` expects."""
    shown = steps(recovery)
    done = sum(step["state"] == "done" for step in shown)
    following = next((step["name"].lower() for step in shown if step["state"] == "now"), "")
    owner = _(", %(first_name)s owns it") % {"first_name": recovery.owner.first_name} if recovery.owner else ""
    waits = done == len(shown)
    return {
        "id": f"recovery-{recovery.pk}",
        "url": reverse("desk:recovery", args=[recovery.pk]),
        "words": _("%(done)s of %(number)s steps done%(owner)s") % {"done": done, "number": len(shown), "owner": owner}
        + (_(". Waiting for the customer’s answer") if waits else ""),
        "next_step": following,
        "due": None if waits else recovery.due_at,
        "steps": shown,
        "likely": recovery.is_likely,
    }
