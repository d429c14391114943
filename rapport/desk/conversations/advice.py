"""Advice beside the draft. What is being written is read and forgotten: it is neither stored nor logged."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rapport.coaching import actions as coaching
from rapport.coaching import queries as coaching_queries
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.conversations.forms import MessageForm
from rapport.desk.conversations.tricky import tricky
from rapport.desk.present.advice import openings_for, shown_advice
from rapport.desk.present.recovery import apology_parts
from rapport.knowledge import queries as knowledge
from rapport.language.tone import Advice, Draft, Rule, check, language_of, to_decide
from rapport.platform.clock import now
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Recovery, StepKind
from rapport.team.models import User
from rapport.team.rules import May
from rapport.writing.models import Draft as WrittenDraft

OFTEN, A_WEEK = 5, timedelta(days=7)
# Among colleagues only these matter.
IN_NOTES = frozenset({Rule.BLAME, Rule.MINIMISING, Rule.SHOUTING, Rule.PRIVATE_DATA})


class AdviceForm(forms.Form):
    kind = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note"), ("forward", "forward")], required=False)
    text = forms.CharField(required=False, max_length=200_000)
    promise_at = forms.CharField(required=False, max_length=40)
    saved_reply = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class OutcomeForm(forms.Form):
    rule = forms.ChoiceField(choices=[(rule.value, rule.value) for rule in Rule])
    followed = forms.BooleanField(required=False)


@staff(may=May.NOTE)
@require_POST
def advice(request: StaffRequest, reference: str) -> HttpResponse:
    """What could be better in the words sent along; the answer is a part of the composer."""
    found = conversation_of(request, reference)
    form = AdviceForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"text": ""}
    is_note = given.get("kind") == "note"
    recovery = recoveries.open_of(found)
    advised = advise(found, given["text"], recovery, is_note=is_note, has_promise=bool(given.get("promise_at")))
    owed = recovery if recovery is not None and not is_note and owes_apology(recovery) else None
    context = {
        "conversation": found,
        "advice": shown_advice(advised),
        "recovery": owed,
        "parts": apology_parts(given["text"]) if owed is not None else [],
        "tricky": None if is_note or not request.user.may(May.WRITE) else tricky(found, request.user, now()),
        "routine": None if is_note else _routine(request.user, found, given),
    }
    return render(request, "desk/conversations/_advice.html", context)


def _routine(user: User, found: Conversation, given: dict[str, Any]) -> dict[str, Any] | None:
    """What one has answered many times this week is new to this customer: fresh words to begin with. None otherwise."""
    if not given.get("saved_reply") or not given["text"].strip():
        return None
    if found.messages.filter(kind=Message.Kind.REPLY).exists():
        return None
    times = knowledge.routine_of(given["saved_reply"], user, found.customer_id, since=now() - A_WEEK)
    if times < OFTEN:
        return None
    return {"times": times, "customer": found.customer, "openings": openings_for(found, language_of(given["text"]))}


@staff(may=May.NOTE)
@require_POST
def outcome(request: StaffRequest, reference: str) -> HttpResponse:
    """A piece of advice was followed or dismissed: the rule is judged by it, not the writer."""
    conversation_of(request, reference)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Name a rule.", status=400, content_type="text/plain")
    coaching.decide(Rule(form.cleaned_data["rule"]), followed=form.cleaned_data["followed"], at=now())
    return HttpResponse(status=204)


def owes_apology(recovery: Recovery) -> bool:
    return StepKind.APOLOGISED not in {step.kind for step in recovery.current_steps}


def advise(
    found: Conversation, text: str, recovery: Recovery | None, *, is_note: bool = False, has_promise: bool = False
) -> list[Advice]:
    """At most six queries, whatever the length of the conversation."""
    if not text.strip():
        return []
    language = language_of(text)
    more = [(row.rule, row.phrase, row.rewrite) for row in coaching_queries.phrases(language)]
    off = coaching_queries.rules_off() | ({rule.value for rule in Rule if rule not in IN_NOTES} if is_note else set())
    return check(_draft(found, text, recovery, has_promise), language=language, off=off, more=more)


def undecided(found: Conversation, form: MessageForm, decided: Collection[str]) -> list[Advice]:
    """What must be decided before a reply leaves and was not: a promise without a reminder, a number that should not
    travel, somebody else's name. `decided` holds the keys of what its author lets stand."""
    data = form.cleaned_data
    if data["kind"] != WrittenDraft.Kind.REPLY:
        return []
    draft = Draft(data["text"], customer=found.customer.name, has_promise=data["promise_at"] is not None)
    asked = [one for one in to_decide(draft) if one.key not in decided]
    if not asked:
        return []
    off = coaching_queries.rules_off()
    return [
        one
        for one in to_decide(replace(draft, others=_others(found)))
        if one.key not in decided and one.rule not in off
    ]


def _draft(found: Conversation, text: str, recovery: Recovery | None, has_promise: bool) -> Draft:
    asked = conversations.last_from_customer(found)
    return Draft(
        text=text,
        asked=asked.shown_text if asked else "",
        customer=found.customer.name,
        others=_others(found),
        is_complaint=found.is_complaint or recovery is not None,
        has_promise=has_promise,
        is_first_reply=not found.messages.filter(kind=Message.Kind.REPLY).exists(),
    )


def _others(found: Conversation) -> tuple[str, ...]:
    return tuple(one.identity.customer.name for one in found.participants.select_related("identity__customer"))
