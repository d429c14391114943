"""How the desk fares, for leads: what is broken and how to mend it, or that everything works."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.flows import check_up
from rapport.platform import queries
from rapport.platform.clock import now
from rapport.platform.health import Level, Section, from_rows
from rapport.platform.jobs import Job, queued

LOOKS = {
    Level.OK: ("check-circle", "good", _("Fine")),
    Level.HINT: ("light-bulb", "warn", _("Hint")),
    Level.UNKNOWN: ("question-mark-circle", "plain", _("Not checked")),
    Level.FAULT: ("exclamation-triangle", "bad", _("Broken")),
}
# What each kind of job does, as people would say it.
JOBS = {
    Job.INTAKE: _("Read mail that came in"),
    Job.DELIVER: _("Hand mail to its server"),
    Job.SEND: _("Send what can no longer be taken back"),
    Job.SETTLE_VOTE: _("Find out whether a person answered"),
    Job.WEBHOOK: _("Tell other systems"),
    Job.ACT: _("Do something to many conversations"),
    Job.DRAW: _("Draw whom a campaign asks"),
    Job.PUSH: _("Push to browsers"),
    Job.POST: _("Tell chat rooms"),
}


@staff
@require_safe
def health(request: StaffRequest) -> HttpResponse:
    if not request.user.is_lead:
        raise PermissionDenied
    at = now()
    known = queries.facts(check_up.FACTS)
    last = known.get(check_up.LAST)
    quick = check_up.quick(at=at, known=known)
    sections = [*quick, *(from_rows(last.value["sections"]) if last else [])]
    context = {
        "checks": [_shown(section) for section in sections],
        "broken": _of_level(sections, Level.FAULT),
        "hints": _of_level(sections, Level.HINT),
        "checked_at": last.at if last else None,
        "jobs": [{"name": JOBS[one.job], "counts": one} for one in queued()],
    }
    return render(request, "desk/health/page.html", frame(request, folder="health") | context)


def _of_level(sections: list[Section], level: Level) -> list[dict[str, Any]]:
    """Each with where it belongs; the same words of two sections once."""
    found = {
        one.words: {"finding": one, "title": section.title}
        for section in sections
        for one in section.findings
        if one.level == level
    }
    return list(found.values())


def _shown(section: Section) -> dict[str, Any]:
    rows = []
    for finding in section.findings:
        icon, tone, word = LOOKS[finding.level]
        rows.append({"finding": finding, "icon": icon, "tone": tone, "word": word})
    return {"title": section.title, "findings": rows}
