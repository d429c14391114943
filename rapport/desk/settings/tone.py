"""The draft checker's rules and this desk's own phrases, for leads."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.coaching import actions, queries
from rapport.coaching.actions import ToneError
from rapport.coaching.models import TonePhrase, ToneRule
from rapport.desk.access import StaffRequest, staff
from rapport.desk.present.advice import TITLES
from rapport.desk.settings.menu import settings_frame
from rapport.language.tone import REASONS, Rule, examples
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.platform.sealing import opened, sealed
from rapport.reports.rules.change import change
from rapport.reports.rules.shares import Group
from rapport.reports.words import in_words

LANGUAGES = [("en", _("English")), ("de", _("German"))]
# What only the whole of a draft tells has no phrases.
WITH_PHRASES = (
    Rule.BLAME,
    Rule.MINIMISING,
    Rule.CONDESCENDING,
    Rule.NON_APOLOGY,
    Rule.POLICY,
    Rule.ABSTRACT,
    Rule.JARGON,
)


class PhraseForm(forms.Form):
    phrase = forms.CharField(max_length=120, label=_("Words"), help_text=_("Found as written, in upper or lower case."))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    rule = forms.ChoiceField(choices=[(rule.value, TITLES[rule]) for rule in WITH_PHRASES], label=_("What is wrong"))
    rewrite = forms.CharField(max_length=200, required=False, label=_("Write instead"))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def tone(request: StaffRequest) -> HttpResponse:
    """The rules with what people made of them, and a form for one's own phrase."""
    _only_leads(request)
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_phrase(
                Rule(data["rule"]),
                language=data["language"],
                phrase=data["phrase"],
                rewrite=data["rewrite"],
                actor=request.user,
                at=now(),
            )
        except ToneError as error:
            form.add_error("phrase", said(str(error)))
        else:
            flash.success(request, gettext("“%(words)s” is looked for from now on.") % {"words": data["phrase"]})
            return redirect("desk:tone")
    lifts = queries.lifts()
    context = {
        "page_title": gettext("Tone of drafts"),
        "form": form,
        "rules": _rules(lifts),
        "phrases": _phrases(lifts),
        "measured": lifts.get("n", 0),
        "measured_at": datetime.fromisoformat(lifts["at"]) if lifts else None,
    }
    return render(request, "desk/settings/tone.html", settings_frame(request, "tone") | context)


@staff
@require_POST
def tone_rule(request: StaffRequest, rule: str) -> HttpResponse:
    """Switch a rule off, or on again."""
    _only_leads(request)
    if rule not in list(Rule):
        raise Http404
    actions.switch(Rule(rule), on=request.POST.get("on") == "1", actor=request.user, at=now())
    return redirect("desk:tone")


@staff
@require_POST
def tone_phrase(request: StaffRequest, phrase: int) -> HttpResponse:
    """Take a phrase off the list."""
    _only_leads(request)
    found = queries.phrase(phrase)
    if found is None:
        raise Http404
    at = now()
    was = urlencode({"was": sealed(found, user=request.user.pk, at=at)})
    actions.remove_phrase(found, actor=request.user, at=at)
    gone = gettext("“%(words)s” is no longer looked for.") % {"words": found.phrase}
    flash.success(request, gone, extra_tags=f"undo:{reverse('desk:tone-phrase-return')}?{was}")
    return redirect("desk:tone")


@staff
@require_POST
def tone_phrase_return(request: StaffRequest) -> HttpResponse:
    """Undo its removal; for an hour, and for whoever removed it."""
    _only_leads(request)
    at = now()
    found = opened(TonePhrase, request.GET.get("was", ""), user=request.user.pk, at=at)
    if found is None:
        raise Http404
    actions.bring_phrase_back(found, actor=request.user, at=at)
    flash.success(request, gettext("“%(words)s” is looked for from now on.") % {"words": found.phrase})
    return redirect("desk:tone")


def _only_leads(request: StaffRequest) -> None:
    if not request.user.is_lead:
        raise PermissionDenied


def _rules(lifts: dict[str, Any]) -> list[dict[str, Any]]:
    known, of_rules = queries.tone_rules(), lifts.get("rules", {})
    return [
        _rule(rule, known.get(rule.value) or ToneRule(rule=rule.value)) | _lift(of_rules.get(rule.value))
        for rule in Rule
    ]


def _lift(found: dict[str, Any] | None) -> dict[str, Any]:
    """How replies with such words were rated, and those without; only what chance does not explain is called a
    difference. As many questions are asked at once as there are rules."""
    if found is None or not found["with"][1]:
        return {"was_looked": found is not None}
    such, other = Group(*found["with"]), Group(*found["without"])
    factor = change(other, such, looked_at=len(Rule))
    limits = {"low": number_format(factor.interval.low, 1), "high": _high(factor.interval.high)} if factor else {}
    if factor is None:
        words = ""
    elif factor.rose:
        words = gettext("More often poor with them: × %(low)s to %(high)s.") % limits
    elif factor.fell:
        words = gettext("More rarely poor with them: × %(low)s to %(high)s.") % limits
    else:
        words = gettext("No difference that chance does not explain: × %(low)s to %(high)s.") % limits
    return {
        "was_looked": True,
        "with": in_words(such),
        "without": in_words(other),
        "difference": words,
        "is_worse": bool(factor and factor.rose),
        "said": [{"words": words, "times": times} for words, times in found["words"]],
    }


def _high(number: float) -> str:
    return "∞" if number > 99 else number_format(number, 1)


def _rule(rule: Rule, row: ToneRule) -> dict[str, Any]:
    return {
        "examples": [words for language, _ in LANGUAGES for words in examples(rule, language)],
        "rule": rule.value,
        "title": TITLES[rule],
        "reason": gettext(REASONS[rule].text),
        "source": said(REASONS[rule].source),
        "row": row,
    }


def _phrases(lifts: dict[str, Any]) -> list[dict[str, Any]]:
    names, known = dict(LANGUAGES), lifts.get("phrases", {})
    return [
        {"row": row, "title": TITLES[Rule(row.rule)], "language": names.get(row.language, row.language)}
        | _lift(known.get(f"{row.language}:{row.phrase}"))
        for row in queries.phrases()
    ]
