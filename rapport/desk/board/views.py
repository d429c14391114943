"""The team's board: questions and ideas apart from any conversation."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.coaching import actions, queries
from rapport.coaching.actions import BoardError
from rapport.coaching.models import Answer, Question
from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.flows import share_ideas
from rapport.knowledge import queries as knowledge
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.models import User
from rapport.team.rules import May

SIZE = 30


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[("question", _("Question")), ("idea", _("Idea"))], label=_("What it is"), initial="question"
    )
    title = forms.CharField(max_length=160, label=_("In one line"))
    text = forms.CharField(
        max_length=20_000, required=False, label=_("More about it"), widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    text = forms.CharField(max_length=20_000, label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 4}))


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: StaffRequest) -> HttpResponse:
    """What was asked, the newest first, with a search; and a form to ask."""
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = share_ideas.ask(Question.Kind(data["kind"]), data["title"], data["text"], by=request.user, at=now())
        except BoardError as error:
            form.add_error("title", said(str(error)))
        else:
            return redirect("desk:question", number=made.pk)
    return render(request, "desk/board/page.html", frame(request, folder="board") | {"form": form} | _list(request))


def _list(request: StaffRequest) -> dict[str, Any]:
    words, only_open = request.GET.get("q", "")[:200].strip(), request.GET.get("open") == "1"
    before = read_cursor(request.GET.get("after", ""))
    found = queries.board(words, only_open=only_open, before=before, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    kept = {"q": words} | ({"open": "1"} if only_open else {})
    following = {**kept, "after": write_cursor(shown[-1].last_at, shown[-1].pk)} if more else {}
    return {
        "questions": shown,
        "words": words,
        "only_open": only_open,
        "more_url": f"?{urlencode(following)}" if more else "",
        "list_url": f"{request.path}?{urlencode(kept)}",
    }


def _question(number: int) -> Question:
    found = queries.question(number)
    if found is None:
        raise Http404
    return found


def _answer(number: int) -> Answer:
    found = queries.answer_of(number)
    if found is None:
        raise Http404
    return found


@staff(may=May.SELF)
@require_safe
def question(request: StaffRequest, number: int) -> HttpResponse:
    found = _question(number)
    context = frame(request, folder="board") | shown_question(found, request.user) | {"form": AnswerForm()}
    return render(request, "desk/board/question.html", context)


def shown_question(found: Question, user: User) -> dict[str, Any]:
    return {
        "question": found,
        "answers": queries.answers(found, user),
        "saved": knowledge.made_of(user, found.accepted_id) if found.accepted_id and user.may(May.WRITE) else [],
        "may_save": user.may(May.WRITE),
        "may_accept": user.is_lead or found.asked_by_id == user.pk,
    }


@staff(may=May.SELF)
@require_POST
def answers(request: StaffRequest, number: int) -> HttpResponse:
    found = _question(number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = frame(request, folder="board") | shown_question(found, request.user) | {"form": form}
        return render(request, "desk/board/question.html", context, status=422)
    made = share_ideas.answer(found, form.cleaned_data["text"], by=request.user, at=now())
    return HttpResponseRedirect(f"{redirect('desk:question', number=found.pk).url}#answer-{made.pk}")


@staff(may=May.SELF)
@require_POST
def thanks(request: StaffRequest, number: int) -> HttpResponse:
    given = _answer(number)
    try:
        if actions.thank(given, by=request.user, at=now()):
            flash.success(request, gettext("%(name)s will see it.") % {"name": given.by or gettext("Somebody")})
    except BoardError as error:
        flash.error(request, said(str(error)))
    return redirect("desk:question", number=given.question_id)


@staff(may=May.SELF)
@require_POST
def acceptance(request: StaffRequest, number: int) -> HttpResponse:
    given = _answer(number)
    try:
        actions.accept(given, by=request.user, at=now())
    except BoardError as error:
        flash.error(request, said(str(error)))
    return redirect("desk:question", number=given.question_id)
