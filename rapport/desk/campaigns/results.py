"""What a campaign brought: figures with n and interval, weighted to the whole segment, beside those left alone."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.campaigns import queries
from rapport.campaigns.models import OUT, Campaign, Outreach
from rapport.campaigns.queries import After
from rapport.campaigns.rules import Stratum
from rapport.desk.campaigns import reasons, words
from rapport.desk.reports import present
from rapport.desk.surveys.results import points
from rapport.learning import queries as learning
from rapport.learning.models import Reason, Source
from rapport.reports.rules.counts import HAPPY
from rapport.reports.rules.shares import Estimate, Group, is_enough
from rapport.reports.rules.weighted import difference, weighted
from rapport.surveys.models import Why
from rapport.team.models import User

MOST_TAGS = 8
SHOWN = 50
Part = Sequence[After]
Test = Callable[[After], bool]


def of(one: Campaign, every: list[Reason], user: User, inboxes: list[int] | None) -> dict[str, Any]:
    """`every`: all reasons, also those that are not to choose any more."""
    sums, after = queries.sums([one.pk])[one.pk], queries.afterwards(one)
    who = one.of_whom.who
    sent = [row for row in after if row.was_sent]
    coded = learning.coded(one)
    skipped = Counter(row.skipped for row in after if row.skipped is not None)
    return {
        "sums": sums,
        "steps": _steps(one, sums),
        "figures": [_answered(one, sums), _weighted_answered(one, sent)],
        "skipped": [_skipped(one, why, number) for why, number in skipped.most_common()],
        "excluded": words.excluded(one.excluded),
        "strata": [words.stratum_row(who, Stratum(**row)) for row in one.strata],
        "reasons": reasons.table(one, coded, {each.pk: str(each) for each in every}),
        "coded": len(coded),
        "sources": [source.label for source in Source],
        "tags": _tags(one, after),
        "n": sums[queries.ANSWERED],
        "told": told(
            queries.said(one, SHOWN), who, inboxes, [each for each in every if each.archived_at is None], user
        ),
        "all_url": reverse("desk:campaign-answers", args=[one.pk]) if sums[queries.ANSWERED] > SHOWN else "",
        "comparison": _comparison(after),
    }


def behind(one: Campaign, part: str, **more: str) -> str:
    return f"{reverse('desk:campaign-people', args=[one.pk])}?{urlencode({'part': part, **more})}"


def _steps(one: Campaign, sums: dict[str, int]) -> list[dict[str, Any]]:
    known = [
        (queries.WAITING, _("wait for their mail")),
        (queries.SENT, _("sent")),
        (queries.BOUNCED, _("came back")),
        (queries.UNSUBSCRIBED, _("do not want to be asked any more")),
        (queries.ANSWERED, _("answered")),
        (queries.CONTROL, _("left alone, to compare with")),
    ]
    return [{"count": sums[part], "words": said, "url": behind(one, part)} for part, said in known]


def _answered(one: Campaign, sums: dict[str, int]) -> present.Figure:
    links = {"url": behind(one, queries.ANSWERED), "n_url": behind(one, queries.SENT)}
    group = Group(sums[queries.ANSWERED], max(sums[queries.SENT], sums[queries.ANSWERED]))
    return present.figure(_("Answered"), group, help=_("of those whom a mail was sent to"), **links)


def _weighted_answered(one: Campaign, sent: Part) -> present.Figure:
    rows = [(row.has_answered, row.chance) for row in sent]
    links = {"url": behind(one, queries.ANSWERED), "n_url": behind(one, queries.SENT)}
    help_ = _("as if the whole segment had been asked: each counts by how likely they were drawn")
    return present.estimated(_("Would answer"), weighted(rows), sum(hit for hit, _ in rows), help=help_, **links)


def _skipped(one: Campaign, why: str, number: int) -> dict[str, Any]:
    said = OUT.get(why, Why(why).label) if why else _("was asked already, under another record of the same person")
    return {"count": number, "words": said, "url": behind(one, queries.SKIPPED, **({"because": why} if why else {}))}


def _tags(one: Campaign, after: Part) -> list[dict[str, Any]]:
    """What answers are about, by the tags they were given, and how much of the segment would say so."""
    tagged = [(row.tags, row.chance) for row in after if row.tags is not None]
    counts = Counter(tag for tags, _ in tagged for tag in tags)
    return [
        {
            "tag": tag,
            "count": count,
            "url": behind(one, queries.ANSWERED, tag=tag),
            "estimate": present.in_estimate(weighted([(tag in tags, chance) for tags, chance in tagged])),
        }
        for tag, count in counts.most_common(MOST_TAGS)
    ]


def told(
    found: list[Outreach], who: str, inboxes: list[int] | None, choices: list[Reason], user: User
) -> list[dict[str, Any]]:
    """What people answered, each with its reasons and where one says one."""
    cards = [_told(row, who, inboxes) for row in found]
    reasons.beside(cards, found, choices, user)
    return cards


def _told(row: Outreach, who: str, inboxes: list[int] | None) -> dict[str, Any]:
    """Words of a conversation that was moved out of sight stay out of sight."""
    talk = row.conversation
    is_seen = talk is not None and (inboxes is None or talk.inbox_id in inboxes)
    return {
        "customer": row.customer if is_seen else "",
        "at": row.spoke_at,
        "anchor": f"answer-{row.pk}",
        "words": getattr(row, "words", "") if is_seen else "",
        "stratum": words.stratum(who, row.stratum),
        "tags": talk.tag_names if talk and is_seen else [],
        "reference": talk.reference if talk and is_seen else "",
        "url": reverse("desk:conversation", args=[talk.reference]) if talk and is_seen else "",
    }


def _comparison(after: Part) -> list[dict[str, Any]]:
    """As drawn: whom no mail reached was drawn to be asked all the same. Empty where nobody was left alone."""
    asked = [row for row in after if row.arm == Outreach.Arm.ASK]
    control = [row for row in after if row.arm == Outreach.Arm.CONTROL]
    if not control:
        return []
    everybody: list[tuple[str, Test, Test]] = [
        (_("Stayed: wrote or rated again"), lambda row: row.wrote or row.score is not None, lambda _: True),
        (_("Wrote about something else"), lambda row: row.wrote, lambda _: True),
        (_("Rated a reply"), lambda row: row.score is not None, lambda _: True),
        (_("Satisfied, of those who rated"), lambda row: (row.score or 0) >= HAPPY, lambda row: row.score is not None),
    ]
    return [
        _compared(
            name, *(weighted([(is_hit(row), row.chance) for row in rows if counts(row)]) for rows in (asked, control))
        )
        for name, is_hit, counts in everybody
    ]


def _compared(name: str, asked: Estimate, control: Estimate) -> dict[str, Any]:
    found = difference(asked, control)
    row = {"name": name, "asked": present.in_estimate(asked), "control": present.in_estimate(control)}
    if not is_enough(found.n):
        return row | {"difference": _("too few answers (n = %(n)s)") % {"n": found.n}, "tone": ""}
    low, high = points(found.interval.low), points(found.interval.high)
    said = _("%(points)s points, %(low)s to %(high)s") % {"points": points(found.value), "low": low, "high": high}
    is_chance = found.interval.low <= 0 <= found.interval.high
    return row | {"difference": said, "tone": _("may be chance") if is_chance else _("more than chance")}
