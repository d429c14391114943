"""Who is given conversations without being asked, for leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.labels import only_leads
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.skills import SkillsField
from rapport.labels.queries import labels
from rapport.platform.clock import now
from rapport.team import actions as team
from rapport.team.models import User
from rapport.team.rules import knows

MOST = 999


class GivingForm(forms.Form):
    """One inbox."""

    giving = forms.ChoiceField(
        choices=[
            (Inbox.Giving.OFF, _("People take them")),
            (Inbox.Giving.TURNS, _("In turn")),
            (Inbox.Giving.LOAD, _("To whoever has the fewest waiting")),
        ],
        label=_("New conversations"),
    )
    skills = SkillsField(label=_("Only to people who know"))
    take_back = forms.BooleanField(required=False, label=_("Whoever goes off duty gives back what waits"))


class PersonForm(forms.Form):
    """One person."""

    capacity = forms.IntegerField(required=False, min_value=0, max_value=MOST, label=_("At most"))
    skills = SkillsField(label=_("Knows"))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def giving(request: StaffRequest) -> HttpResponse:
    """Inbox by inbox how conversations find somebody, and person by person what they know and how many at most."""
    only_leads(request)
    inboxes, people = list(Inbox.objects.filter(is_active=True)), list(User.objects.filter(is_active=True))
    given = request.POST if request.method == "POST" else None
    inbox_forms = [(one, GivingForm(given, prefix=f"inbox{one.pk}", initial=_inbox(one))) for one in inboxes]
    people_forms = [(one, PersonForm(given, prefix=f"user{one.pk}", initial=_person(one))) for one in people]
    everything: list[tuple[Inbox | User, forms.Form]] = [*inbox_forms, *people_forms]
    forms_sent = [pair for pair in everything if given is not None and _is_sent(pair[1], given)]
    if given is not None and all(form.is_valid() for _one, form in forms_sent):
        for one, form in forms_sent:
            _save(one, form.cleaned_data, request.user)
        flash.success(request, gettext("Saved."))
        return redirect("desk:giving")
    waiting = queries.load_of([one.pk for one in people])
    shown = {
        "inbox_forms": inbox_forms,
        "people_forms": [(one, form, waiting.get(one.pk, 0)) for one, form in people_forms],
        "known_by_nobody": _known_by_nobody(inboxes, people),
        "page_title": gettext("Assignment"),
    }
    return render(request, "desk/settings/giving.html", settings_frame(request, "giving") | shown)


def _inbox(one: Inbox) -> dict[str, Any]:
    return {"giving": one.giving, "take_back": one.take_back_off_duty, "skills": ", ".join(one.skills)}


def _person(one: User) -> dict[str, Any]:
    return {"capacity": one.capacity, "skills": ", ".join(one.skills)}


def _known_by_nobody(inboxes: list[Inbox], people: list[User]) -> list[str]:
    """What an inbox, a type or a tag asks for and nobody here knows: nothing of that is given to anybody."""
    asked = {skill for one in inboxes for skill in one.skills} | labels().every_skill
    return sorted(skill for skill in asked if not any(knows(one.skills, [skill]) for one in people))


def _is_sent(form: forms.Form, given: Any) -> bool:
    """Whether the page that was sent held this form at all; somebody may have joined since."""
    return any(form.add_prefix(name) in given for name in form.fields)


def _save(one: Inbox | User, data: dict[str, Any], actor: User) -> None:
    if isinstance(one, Inbox):
        skills = data["skills"]
        conversations.set_giving(one, data["giving"], take_back=data["take_back"], skills=skills, actor=actor, at=now())
    else:
        team.set_capacity(one, data["capacity"], actor=actor, at=now())
        team.set_skills(one, data["skills"], actor=actor, at=now())
