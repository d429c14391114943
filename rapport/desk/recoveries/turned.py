"""Cases that were turned round: what the customer said before and after, and what was done in between; the best ones
are shown to the whole company."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, asked_ids, inbox_ids, known_conversations, leads, recovery_of, staff
from rapport.desk.audit import wrote
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.recovery import PARTS, money
from rapport.desk.reports.present import in_words
from rapport.flows import recover
from rapport.flows.digest_in_words import names_of_story, quotes_of
from rapport.language.anonymous import anonymous
from rapport.language.tone.apology import Part
from rapport.platform.clock import now
from rapport.recovery import turned_round as queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Goodwill, Step, StepKind
from rapport.recovery.turned_round import Story
from rapport.relationships import queries as relationships
from rapport.reports.rules.shares import Group

SIZE, EXAMPLES = 20, 5
WITHIN, LONG_ENOUGH = timedelta(days=365), timedelta(days=90)
LONGEST = 600

Quiet = Callable[[str], str]


class ExampleForm(forms.Form):
    words = forms.CharField(required=False, max_length=2000, strip=True)


@staff
@require_safe
def turned_round(request: StaffRequest) -> HttpResponse:
    """The newest first. Examples are of every inbox, without what says who where a reader may not know it; people of
    other companies are shown what is theirs."""
    known, seen, at = known_conversations(request.user), inbox_ids(request.user), now()
    after = read_cursor(request.GET.get("after", ""))
    rows = queries.cases(known)
    found = queries.page(relationships.with_since(rows, seen), after=after, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    shared = []
    if after is None:
        everywhere = rows if request.user.is_partner else queries.cases()
        shared = queries.examples(relationships.with_since(everywhere, seen), EXAMPLES)
    stories = {one.recovery.pk: one for one in queries.stories({one.pk: one for one in [*shown, *shared]}.values())}
    asked = set(asked_ids(request.user))

    def shown_story(pk: int) -> dict[str, Any]:
        conversation = stories[pk].recovery.conversation
        return _row(stories[pk], is_seen=seen is None or conversation.inbox_id in seen or conversation.pk in asked)

    last = shown[-1] if more else None
    context = {
        "rows": [shown_story(one.pk) for one in shown if one not in shared],
        "examples": [shown_story(one.pk) for one in shared],
        "more_url": f"?after={write_cursor(last.closed_at or at, last.pk)}" if last else "",
        "is_first": after is None,
        "figures": _figures(known, at) if after is None else None,
    }
    return render(request, "desk/recoveries/turned.html", frame(request, folder="recoveries") | context)


def _figures(known: "QuerySet[Conversation] | None", at: datetime) -> dict[str, Any]:
    """Of the last 365 days; who stayed is only said of those of whom it is long enough ago."""
    counted = queries.numbers(at - WITHIN, known)
    old = queries.cases(known).filter(closed_at__gte=at - WITHIN, closed_at__lt=at - LONG_ENOUGH)
    kept, judged = relationships.kept_of(old)
    return {
        "turned": counted.turned,
        "answered": counted.answered,
        "turned_words": in_words(Group(counted.turned, counted.answered)),
        "kept": kept,
        "judged": judged,
        "kept_words": in_words(Group(kept, judged)),
    }


def _row(one: Story, *, is_seen: bool) -> dict[str, Any]:
    names = names_of_story(one)

    def quiet(words: str) -> str:
        return words if is_seen else anonymous(words, names)

    recovery = one.recovery
    before, after = (one.before.comment, one.after.comment) if is_seen else quotes_of(one)
    return {
        "recovery": recovery,
        "customer": str(recovery.conversation.customer) if is_seen else "",
        "reference": recovery.conversation.reference if is_seen else "",
        "url": reverse("desk:recovery", args=[recovery.pk]) if is_seen else "",
        "face_before": one.before.score if vars(recovery)["face_before"] is None else vars(recovery)["face_before"],
        "face_after": one.after.score,
        "before": before,
        "after": after,
        "days": one.days,
        "cause": str(recovery.cause) if recovery.cause else "",
        "steps": [_step(step, quiet, is_seen=is_seen) for step in one.steps],
        "given": [_given(gift, is_seen=is_seen) for gift in one.given],
        "words": quiet(recovery.shared_words),
        "lost_on": vars(recovery)["lost_on"],
        "came_at": vars(recovery)["came_at"],
    }


def _step(step: Step, quiet: Quiet, *, is_seen: bool) -> dict[str, Any]:
    """The words of the apology are for those who see the conversation; which parts it had, for everybody."""
    parts = [PARTS[Part(part)][0]() for part in step.parts if part in set(Part)]
    letter = step.message.shown_text[:LONGEST] if is_seen and step.message and step.kind == StepKind.APOLOGISED else ""
    return {
        "name": _(StepKind(step.kind).label),
        "at": step.done_at,
        "note": quiet(step.note),
        "parts": ", ".join(parts),
        "letter": letter,
    }


def _given(gift: Goodwill, *, is_seen: bool) -> dict[str, Any]:
    return {
        "kind": _(gift.get_kind_display()),
        "worth": money(gift.amount, gift.currency) if gift.amount else "",
        "reason": gift.reason if is_seen else "",
    }


@leads
@require_POST
def example(request: StaffRequest, pk: int) -> HttpResponse:
    """Share it with the whole company, say better what it teaches, or share it no more."""
    one, form, at = recovery_of(request, pk), ExampleForm(request.POST), now()
    back = redirect("desk:turned-round")
    try:
        with transaction.atomic():
            if request.POST.get("on") == "0":
                recover.unshare(one, actor=request.user, at=at)
                wrote(request, "recovery.unshared", one.conversation.reference, recovery=pk)
                flash.success(request, _("It is not shown to the company any more."))
                return back
            words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")
            recover.share(one, words, actor=request.user, at=at)
            wrote(request, "recovery.shared", one.conversation.reference, recovery=pk)
    except RecoveryError as problem:
        flash.error(request, str(problem))
        return back
    flash.success(request, _("The whole company is shown it: on this page, on the first page, in the weekly digest."))
    return back
