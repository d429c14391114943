"""Campaigns: whom they write to, how they go, and what came of them. Leads decide; whoever answers customers sees."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.campaigns import actions, queries, rules
from rapport.campaigns.actions import CampaignError
from rapport.campaigns.models import OUT, Campaign, Outreach
from rapport.conversations import queries as conversations
from rapport.desk.access import StaffRequest, inbox_ids, leads, staff_with
from rapport.desk.audit import wrote
from rapport.desk.campaigns import reasons, results, words
from rapport.desk.campaigns.forms import NARROWING, PlanForm, SegmentForm, initial_of, usual
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import present
from rapport.desk.surveys import trials
from rapport.flows import campaign_goes_out, campaign_starts, review, try_mail
from rapport.learning import queries as learning
from rapport.learning.actions import LearningError
from rapport.learning.models import Reason, Source
from rapport.platform.clock import now
from rapport.platform.gathered import gather
from rapport.platform.said import said
from rapport.surveys.models import Why
from rapport.team.rules import May

SIZE = 50
ANSWERS = "answers"  # the page that a form was sent from
seers = staff_with(May.KNOW)


@seers
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    found = list(queries.seen_by(inbox_ids(request.user))[:SIZE])
    sums = queries.sums([one.pk for one in found])
    context = {
        "tabs": present.tabs("campaigns", request.user),
        "campaigns": [
            {"campaign": one, "who": words.segment(one.of_whom), "sums": sums[one.pk]} | _tone(one) for one in found
        ],
    }
    return render(request, "desk/campaigns/index.html", frame(request, folder="ratings") | context)


def _tone(one: Campaign) -> dict[str, str]:
    tones = {Campaign.State.DRAWING: "accent", Campaign.State.RUNNING: "good", Campaign.State.PAUSED: "warn"}
    return {"tone": tones.get(Campaign.State(one.state), "plain"), "state": one.get_state_display()}


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, initial=usual(request.user))
    return _build(request, form, None)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Changes a draft; what has begun is shown instead."""
    one = _campaign_of(request, pk)
    if not one.is_draft:
        return redirect("desk:campaign", pk)
    return _build(request, PlanForm(request.POST if request.method == "POST" else None, initial=initial_of(one)), one)


def _build(request: StaffRequest, form: PlanForm, known: Campaign | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = actions.save_campaign(form.plan(), known=known, actor=request.user, at=now())
                wrote(request, "campaign.saved", f"campaign {made.pk}", sender=made.sender_id)
            return redirect("desk:campaign", made.pk)
        except CampaignError as error:
            form.add_error(None, said(str(error)))
    given = form.data if form.is_bound else {name: form[name].value() for name in SegmentForm.base_fields}
    context = {
        "campaign": known,
        "form": form,
        "segment_fields": [form[name] for name in ("who", "days")],
        "narrowing_fields": [form[name] for name in NARROWING],
        "is_narrowed": any(form[name].value() for name in NARROWING),
        "draw_fields": [form[name] for name in ("size", "control_percent", "equally")],
        "letter_fields": [form[name] for name in ("sender", "inbox", "subject", "words", "offers_reasons", "per_hour")],
        "placeholders": words.placeholders(),
        "count": _count(SegmentForm({name: value for name, value in given.items() if value is not None})),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/campaigns/plan.html", frame(request, folder="ratings") | context, status=status)


@leads
@require_safe
def counting(request: StaffRequest) -> HttpResponse:
    """The count of a segment while somebody chooses; nothing is kept."""
    return render(request, "desk/campaigns/_count.html", {"count": _count(SegmentForm(request.GET))})


def _count(form: SegmentForm) -> dict[str, Any]:
    if not form.is_valid():
        return {"problem": _("Correct what is marked, then the people are counted.")}
    sent = form.cleaned_data
    return _counted(form.segment(), sent["size"], sent["control_percent"], equally=sent["equally"])


def _counted(segment: rules.Segment, size: int, control: int, *, equally: bool) -> dict[str, Any]:
    try:
        found = campaign_starts.count(segment, at=now())
    except queries.TooSlow:
        return {"problem": _("There are too many to count while you wait. They are counted when the campaign starts.")}
    strata = rules.allocate(found.strata, size, control, equally=equally)
    return {
        "total": found.total,
        "may_be_drawn": found.may_be_drawn,
        "is_capped": found.is_capped,
        "cap": queries.CAP,
        "asked": sum(one.asked for one in strata),
        "control": sum(one.control for one in strata),
        "strata": [words.stratum_row(segment.who, one) for one in strata],
        "excluded": words.excluded(found.excluded),
    }


@seers
@require_safe
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft as it will be, and what came of one that has begun."""
    one = _campaign_of(request, pk)
    subject, text = campaign_goes_out.sample_of(one, request.user)
    known = gather({"reasons": learning.EVERY, "inboxes": conversations.INBOX}, {"inbox": one.of_whom.inbox})
    context: dict[str, Any] = {
        "campaign": one,
        "who": words.segment(one.of_whom),
        "narrowed": words.narrowed(one.of_whom, "".join(inbox.name for inbox in known["inboxes"])),
        "subject": subject,
        "text": text,
        "offered": [each for each in known["reasons"] if one.offers_reasons and each.archived_at is None],
        "may_lead": request.user.is_lead,
        **_tone(one),
    }
    if one.is_draft:
        counted = _counted(one.of_whom, one.size, one.control_percent, equally=one.equally)
        context |= {"count": counted, "hours": words.hours(counted.get("asked", 0), one.per_hour)}
    elif one.is_being_drawn:
        context["since"] = words.since(one.taken_up_at, now())
    else:
        context |= results.of(one, known["reasons"], request.user, inbox_ids(request.user))
    return render(request, "desk/campaigns/campaign.html", frame(request, folder="ratings") | context)


@leads
@require_POST
def start(request: StaffRequest, pk: int) -> HttpResponse:
    one = _campaign_of(request, pk)
    try:
        with transaction.atomic():
            if campaign_starts.start(one, actor=request.user, at=now()):
                wrote(request, "campaign.started", f"campaign {pk}", seed=one.seed)
    except CampaignError as error:
        flash.error(request, said(str(error)))
    return redirect("desk:campaign", pk)


@leads
@require_POST
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """The real mail, to whoever presses."""
    one = _campaign_of(request, pk)
    if trials.may(request):
        try_mail.try_campaign(one, request.user, at=now())
        trials.tell(request)
    return redirect("desk:campaign", pk)


@leads
@require_POST
def state(request: StaffRequest, pk: int) -> HttpResponse:
    """Pause, resume, stop."""
    _campaign_of(request, pk)
    how = request.POST.get("do", "")[:10]
    try:
        with transaction.atomic():
            if actions.move(actions.locked(pk), how, actor=request.user, at=now()):
                wrote(request, f"campaign.{how}", f"campaign {pk}")
    except CampaignError as error:
        flash.error(request, said(str(error)))
    return redirect("desk:campaign", pk)


@seers
@require_safe
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """The people behind a number."""
    one, part = _campaign_of(request, pk), request.GET.get("part", queries.WRITTEN)
    because, tag, stratum = (request.GET.get(name) for name in ("because", "tag", "stratum"))
    after = request.GET.get("after", "0")
    is_odd = (because and because not in Why.values) or not (after.isascii() and after.isdigit() and len(after) < 19)
    if part not in queries.PARTS or is_odd:
        raise Http404
    found = queries.behind(
        one, part, because=because, tag=(tag or "")[:40], stratum=(stratum or "")[:12], after=int(after), size=SIZE + 1
    )
    shown = found[:SIZE]
    kept = {name: value for name, value in (("because", because), ("tag", tag), ("stratum", stratum)) if value}
    more = {"part": part, **kept, "after": str(shown[-1].pk)} if len(found) > SIZE else {}
    seen = inbox_ids(request.user)
    context = {
        "campaign": one,
        "title": words.title(part, because, tag),
        "rows": [_person(row, one.of_whom.who, seen) for row in shown],
        "more_url": f"{reverse('desk:campaign-people', args=[pk])}?{urlencode(more)}" if more else "",
    }
    return render(request, "desk/campaigns/people.html", frame(request, folder="ratings") | context)


@seers
@require_safe
def answers(request: StaffRequest, pk: int) -> HttpResponse:
    """What people answered, the newest first: all of it, or what has a reason."""
    one, source, sent = _campaign_of(request, pk), request.GET.get("source", ""), request.GET.get("reason", "")
    reason = learning.reason(_number(sent)) if sent else None
    if (sent and reason is None) or source not in ("", *Source.values):
        raise Http404
    only = reasons.having(learning.coded(one), reason.pk, source) if reason else None
    found = queries.said(one, SIZE + 1, only=only, before=read_cursor(request.GET.get("after", "")))
    shown, last = found[:SIZE], found[SIZE - 1] if len(found) > SIZE else None
    kept = {name: value for name, value in (("reason", sent), ("source", source)) if value}
    here = reverse("desk:campaign-answers", args=[pk])
    more = {**kept, "after": write_cursor(last.spoke_at, last.pk)} if last and last.spoke_at else {}
    context = {
        "campaign": one,
        "title": words.answers_title(reason, source),
        "told": results.told(shown, one.of_whom.who, inbox_ids(request.user), learning.reasons(), request.user),
        "back": ANSWERS,
        "more_url": f"{here}?{urlencode(more)}" if more else "",
    }
    return render(request, "desk/campaigns/answers.html", frame(request, folder="ratings") | context)


@seers
@require_POST
def reason(request: StaffRequest, pk: int, outreach: int) -> HttpResponse:
    """What an answer is about; nothing chosen takes one's reason back."""
    one, seen = _campaign_of(request, pk), inbox_ids(request.user)
    found, sent = queries.answered(one, outreach), request.POST.get("reason", "")
    talk = found.conversation if found else None
    if found is None or talk is None or (seen is not None and talk.inbox_id not in seen):
        raise Http404
    chosen = get_object_or_404(Reason, pk=_number(sent)) if sent else None
    source = reasons.source_of(found, request.user, request.POST.get("as", ""))
    try:
        review.name_what_was_heard(found, chosen, source, actor=request.user, at=now())
    except LearningError as problem:
        flash.error(request, said(str(problem)))
    view = "desk:campaign-answers" if request.POST.get("back") == ANSWERS else "desk:campaign"
    return redirect(f"{reverse(view, args=[pk])}#answer-{outreach}")


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _person(row: Outreach, who: str, seen: list[int] | None) -> dict[str, Any]:
    """Somebody who moved to an inbox that one does not see has a name, and no page."""
    talk = row.conversation
    is_seen = talk is not None and (seen is None or talk.inbox_id in seen)
    because = row.asking.skipped_because if row.asking else ""
    return {
        "outreach": row,
        "customer": row.customer,
        "because": OUT.get(because, Why(because).label) if because else "",
        "stratum": words.stratum(who, row.stratum),
        "chance": present.percent(row.chance),
        "reference": talk.reference if talk and is_seen else "",
        "url": reverse("desk:conversation", args=[talk.reference]) if talk and is_seen else "",
    }


def _campaign_of(request: StaffRequest, pk: int) -> Campaign:
    found = queries.seen_by(inbox_ids(request.user)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
