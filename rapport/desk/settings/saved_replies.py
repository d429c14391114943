"""Saved replies: everybody's own, and for leads those that are shared."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.coaching import queries as coaching
from rapport.coaching.models import Answer
from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.present import saved_replies as words
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.saved_reply_form import SavedReplyForm, initial_of
from rapport.desk.settings.writing import LANGUAGES
from rapport.feedback import queries as feedback
from rapport.knowledge import actions, queries
from rapport.knowledge.models import SavedReply
from rapport.language.placeholders import unknown
from rapport.platform.clock import now
from rapport.team import queries as team
from rapport.team.rules import May
from rapport.web.typed import as_html

VIEW = "saved-replies"
writers = staff_with(May.WRITE)


@writers
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All that one sees, by whose they are, with what is counted about each."""
    asked = request.GET.get("q", "").strip()[:200]
    found = queries.listed(request.user, asked)
    answers = feedback.answers_by(queries.uses_of(one.pk for one in found), "saved_reply")
    people = {one.pk: one.name for one in team.active_users()}
    rows = [_row(one, answers.get(one.pk, (0, 0)), people, request) for one in found]
    groups = [{"title": title, "rows": list(some)} for title, some in groupby(rows, key=lambda row: row["whose"])]
    context = {"page_title": _("Saved replies"), "groups": groups, "asked": asked}
    return render(request, "desk/settings/saved_replies/index.html", settings_frame(request, VIEW) | context)


def _row(one: SavedReply, answers: tuple[int, int], people: dict[int, str], request: StaffRequest) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "name": one.name,
        "whose": words.whose(one),
        "text": one.text[:200],
        "language": dict(LANGUAGES).get(one.language, one.language) if one.language else "",
        "does": words.does(one.actions, people),
        "unknown": unknown(one.html),
        "uses": one.uses,
        "last_used_at": one.last_used_at,
        "fared": words.fared(*answers),
        "may_change": queries.may_change(request.user, one),
    }


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Empty, or filled with an accepted answer of the board."""
    answer = _answer(request)
    start = {"name": answer.question.title[:120], "words": answer.text} if answer else None
    return _form(request, None, SavedReplyForm(request.user, request.POST or None, initial=start), answer)


def _answer(request: StaffRequest) -> Answer | None:
    number = request.GET.get("answer", "")
    if not number:
        return None
    found = coaching.answer_of(int(number)) if number.isascii() and number.isdigit() and len(number) < 18 else None
    if found is None or found.question.accepted_id != found.pk:
        raise Http404
    return found


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def saved_reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Its form; for whoever may only use it, its words and what it does."""
    found = _found(request, pk)
    if not queries.may_change(request.user, found):
        if request.method == "POST":
            raise PermissionDenied
        return _page(request, found, None)
    return _form(request, found, SavedReplyForm(request.user, request.POST or None, initial=initial_of(found)))


def _form(
    request: StaffRequest, found: SavedReply | None, form: SavedReplyForm, answer: Answer | None = None
) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, answer)
    said = replace(form.said(), answer_id=answer.pk if answer else None)
    made = actions.write(said, actor=request.user, at=now(), pk=found.pk if found else None)
    if strange := unknown(made.html):
        told = _("Saved. %(what)s means nothing here and stays as it is: fill it in each time, or correct it.")
        flash.warning(request, told % {"what": ", ".join(strange)})
    else:
        flash.success(request, _("Saved."))
    return redirect("desk:saved-replies")


def _page(
    request: StaffRequest, found: SavedReply | None, form: SavedReplyForm | None, answer: Answer | None = None
) -> HttpResponse:
    if found is not None and found.answer_id is not None:
        answer = coaching.answer_of(found.answer_id)
    people = {one.pk: one.name for one in team.active_users()}
    typed = as_html(str(form["words"].value() or "")) if form else found.html if found else ""
    context = {
        "page_title": found.name if found else _("New saved reply"),
        "found": found,
        "answer": answer,
        "form": form,
        "whose": words.whose(found) if found else "",
        "does": words.does(found.actions, people) if found else [],
        "preview": words.preview(typed, request.user),
        "placeholders": words.to_pick(),
    }
    status = 422 if form and form.errors else 200
    return render(
        request, "desk/settings/saved_replies/page.html", settings_frame(request, VIEW) | context, status=status
    )


@writers
@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """How the words read that somebody types. Nothing is kept."""
    html = as_html(request.POST.get("words", "")[:50_000])
    shown = {"preview": words.preview(html, request.user)}
    return render(request, "desk/settings/saved_replies/_preview.html", shown)


@writers
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if not queries.may_change(request.user, found):
        raise PermissionDenied
    actions.remove(found, actor=request.user, at=now())
    undo = reverse("desk:saved-reply-return", args=[pk])
    gone = _("The saved reply “%(name)s” is gone. What was sent with it stays.") % {"name": found.name}
    flash.success(request, gone, extra_tags=f"undo:{undo}")
    return redirect("desk:saved-replies")


@writers
@require_POST
def bringing_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo its removal."""
    found = queries.removed_one(request.user, pk)
    if found is None:
        raise Http404
    if not queries.may_change(request.user, found):
        raise PermissionDenied
    actions.bring_back(found, actor=request.user, at=now())
    flash.success(request, _("The saved reply “%(name)s” is back.") % {"name": found.name})
    return redirect("desk:saved-reply", pk)


def _found(request: StaffRequest, pk: int) -> SavedReply:
    found = queries.one_of(request.user, pk)
    if found is None:
        raise Http404
    return found
