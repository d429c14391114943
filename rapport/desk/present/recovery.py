"""A recovery as the desk shows it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

from rapport.language.complaint import read_complaint
from rapport.language.tone import apology
from rapport.language.tone.apology import Part
from rapport.recovery import measures, rules
from rapport.recovery.models import Recovery, State, Step, StepKind
from rapport.recovery.rules import Severity
from rapport.team.queries import plain_hours
from rapport.web.addresses import reverse


def steps(recovery: Recovery) -> list[dict[str, Any]]:
    """What `web/_recovery_steps.html` expects, of this round."""
    done = {step.kind: step for step in recovery.current_steps}
    following = rules.next_step(done, recovery.required) if recovery.is_open else None
    return [_step(kind, done.get(kind), kind == following) for kind in recovery.required]


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
    waits = recovery.is_open and done == len(shown)
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


def facts(recovery: Recovery) -> dict[str, Any]:
    """Where it stands, what kind of failure it is, and how soon a person was there."""
    done = [step.kind for step in recovery.current_steps]
    graveness = severity(recovery)
    return {
        "state": "" if recovery.outcome else _(State(rules.state_of(done, round_=recovery.round)).label),
        "second_failure": recovery.is_second_failure,
        "severity": SEVERITY[graveness](),
        "severity_tone": "bad" if graveness == Severity.GRAVE else "warn",
        "is_light": graveness == Severity.LIGHT,
        "cause": str(recovery.cause) if recovery.cause else "",
        "first_word": first_word(recovery),
    }


def severity(recovery: Recovery) -> Severity:
    return rules.severity(
        hard_words=read_complaint("", recovery.harm).is_complaint,
        money=recovery.money,
        is_unsafe=recovery.is_unsafe,
        is_repeat=recovery.is_second_failure,
    )


SEVERITY: dict[Severity, Callable[[], str]] = {
    Severity.LIGHT: lambda: "",
    Severity.SERIOUS: lambda: _("Serious"),
    Severity.GRAVE: lambda: _("Grave"),
}


def first_word(recovery: Recovery) -> dict[str, Any] | None:
    """How long the customer waited for the first human word, in hours in which somebody is there."""
    said = next((step.done_at for step in recovery.steps.all() if step.kind == StepKind.CONTACTED), None)
    if said is None:
        return None
    row = recovery.conversation.inbox.hours
    hours = plain_hours(row) if row else None
    waited = measures.waited(hours, recovery.opened_at, said)
    late = said > measures.day_later(hours, recovery.opened_at)
    tone = "bad" if late else "good" if waited <= measures.HOUR else "warn"
    return {"tone": tone, "words": _("First word after %(span)s") % {"span": span_words(waited)}}


def span_words(span: timedelta) -> str:
    if span < measures.HOUR:
        return _("%(number)s minutes") % {"number": max(1, round(span / timedelta(minutes=1)))}
    hours = round(span / measures.HOUR, 1)
    return _("%(number)s hours") % {"number": number_format(hours, 0 if hours.is_integer() else 1)}


def money(amount: int, currency: str) -> str:
    """As the reader writes numbers."""
    return rules.money_words(amount, currency, get_format("DECIMAL_SEPARATOR"))


PARTS: dict[Part, tuple[Callable[[], str], Callable[[], str]]] = {
    Part.RESPONSIBILITY: (
        lambda: _("Responsibility"),
        lambda: _("What went wrong, and that it was ours. “We sent the wrong wheel. That was our mistake.”"),
    ),
    Part.REPAIR: (
        lambda: _("Repair"),
        lambda: _("What you do about it, and by when. “The right one is with you on Friday, at no charge.”"),
    ),
    Part.REGRET: (
        lambda: _("Regret"),
        lambda: _("That you are sorry: once, early, without “if” and “but”."),
    ),
    Part.EXPLANATION: (
        lambda: _("Explanation"),
        lambda: _("How it came about, in one sentence. It is no excuse."),
    ),
    Part.REPENTANCE: (
        lambda: _("Doing better"),
        lambda: _("What is different from now on, so that it does not happen again."),
    ),
    Part.FORGIVENESS: (
        lambda: _("Asking for forgiveness"),
        lambda: _("May be left out."),
    ),
}


def apology_parts(text: str) -> list[dict[str, Any]]:
    """The six parts in the order that matters, and which of them the letter has."""
    found = apology.parts_of(text)
    return [
        {
            "key": part.value,
            "name": name(),
            "hint": hint(),
            "found": part in found,
            "optional": part in apology.OPTIONAL,
        }
        for part, (name, hint) in PARTS.items()
    ]
