"""What is asked apart from a reply, when and of whom; for leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.conversations.models import Inbox
from rapport.conversations.queries import visible_inboxes
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.desk.surveys import trials
from rapport.desk.surveys.results import in_words, survey_of
from rapport.flows import try_mail
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.surveys import actions, queries, rules
from rapport.surveys.actions import MOST_DAYS, WORDS_CHARS, Rule, SurveyError
from rapport.surveys.models import Kind, Survey, Way

VIEW = "survey-rules"
LANGUAGES = {"en": gettext_lazy("English"), "de": gettext_lazy("German")}
PARTS = ("question", *rules.BANDS, "script")


class SurveyForm(forms.Form):
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"), help_text=gettext_lazy("Only you see it."))
    kind = forms.ChoiceField(choices=Kind.choices, label=gettext_lazy("Question"))
    way = forms.ChoiceField(
        choices=Way.choices,
        label=gettext_lazy("How"),
        help_text=gettext_lazy("By telephone, customers with a number come on a list of calls."),
    )
    inbox = forms.ModelChoiceField(
        queryset=Inbox.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("Every inbox"),
        label=gettext_lazy("About conversations of"),
    )
    after_days = forms.IntegerField(
        min_value=0, max_value=MOST_DAYS, label=gettext_lazy("Days after a conversation is closed")
    )
    every_days = forms.IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=gettext_lazy("Each customer at most once in so many days"),
        help_text=gettext_lazy("0: after each conversation, as far as the pause between two surveys allows."),
    )
    share = forms.IntegerField(
        min_value=1,
        max_value=100,
        label=gettext_lazy("Percent of them, drawn at random"),
        help_text=gettext_lazy("The draw decides, nobody else. Its probability is kept with every decision."),
    )
    is_on = forms.BooleanField(required=False, label=gettext_lazy("Switched on"))


class ThrottleForm(forms.Form):
    days = forms.IntegerField(
        min_value=1,
        max_value=rules.MOST_THROTTLE_DAYS,
        label=gettext_lazy("Days between any two surveys of one customer"),
    )


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Every survey, and the pause that all of them keep."""
    form = ThrottleForm(request.POST if request.method == "POST" else None, initial={"days": queries.throttle_days()})
    if request.method == "POST" and form.is_valid():
        actions.set_throttle(form.cleaned_data["days"], actor=request.user, at=now())
        flash.success(request, _("Saved."))
        return redirect("desk:survey-rules")
    context = {
        "page_title": _("Surveys"),
        "surveys": [(one, in_words(one)) for one in queries.every()],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/surveys/index.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    start = {"after_days": 3, "every_days": 90, "share": 100, "kind": request.GET.get("kind", Kind.NPS)}
    form = SurveyForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid() and (made := _save(request, form, None)):
        return redirect("desk:survey-rule", made.pk)
    return _page(request, form, None)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    one = survey_of(pk)
    form = SurveyForm(request.POST if request.method == "POST" else None, initial=_initial(one))
    del form.fields["kind"]
    if request.method == "POST" and form.is_valid() and _save(request, form, one):
        return redirect("desk:survey-rule", pk)
    return _page(request, form, one)


@leads
@require_POST
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """The real mail, to whoever presses."""
    one, seen = survey_of(pk), visible_inboxes(request.user)
    inbox = seen.filter(pk=one.inbox_id).first() if one.inbox_id else seen.order_by("name").first()
    if one.way != Way.MAIL or inbox is None:
        flash.error(
            request, _("There is no mail of it to send: it is asked by telephone, or in no inbox that you see.")
        )
    elif trials.may(request):
        try_mail.try_survey(one, inbox, request.user, at=now())
        trials.tell(request)
    return redirect("desk:survey-rule", pk)


def _initial(one: Survey) -> dict[str, Any]:
    return {name: getattr(one, name) for name in SurveyForm.base_fields}


def _save(request: StaffRequest, form: SurveyForm, known: Survey | None) -> Survey | None:
    sent = form.cleaned_data
    wanted = Rule(**({"kind": known.kind} if known else {}) | sent, words=_words(request))
    try:
        made = actions.save_survey(wanted, known=known, actor=request.user, at=now())
    except SurveyError as error:
        form.add_error(None, said(str(error)))
        return None
    flash.success(request, _("Saved."))
    return made


def _words(request: StaffRequest) -> dict[str, dict[str, str]]:
    return {
        language: {part: request.POST.get(f"{part}-{language}", "")[:WORDS_CHARS] for part in PARTS}
        for language in LANGUAGES
    }


def _page(request: StaffRequest, form: SurveyForm, one: Survey | None) -> HttpResponse:
    context = {
        "page_title": one.name if one else _("New survey"),
        "form": form,
        "survey": one,
        "languages": _languages(request, one) if one else [],
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/surveys/page.html", settings_frame(request, VIEW) | context, status=status)


def _languages(request: StaffRequest, one: Survey) -> list[dict[str, Any]]:
    """Our own words by language; the usual ones stand where there are none."""
    labels = {
        "question": _("Question"),
        "low": _("After a low number"),
        "middle": _("After one in the middle"),
        "high": _("After a high number"),
        "script": _("Said first on the telephone"),
    }
    usual, company = Survey(kind=one.kind), one.inbox.name if one.inbox else _("your company")
    given = _words(request) if request.method == "POST" else one.words
    found = []
    for code, name in LANGUAGES.items():
        standard = {
            "question": queries.question(usual, code, company),
            "script": queries.script(usual, code, company),
            **{band: queries.follow_up(usual, code, band) for band in rules.BANDS},
        }
        own = given.get(code, {})
        fields = [
            {"name": f"{part}-{code}", "label": labels[part], "value": own.get(part, ""), "usual": standard[part]}
            for part in PARTS
            if part != "script" or one.way == Way.PHONE
        ]
        found.append({"code": code, "name": name, "fields": fields})
    return found
