"""What answers to a campaign are about: by the reasons of the company, each source apart, weighted to the segment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.campaigns.models import Campaign, Outreach
from rapport.desk.reports import present
from rapport.learning import queries
from rapport.learning.models import Heard, Reason, Source
from rapport.learning.queries import Coded
from rapport.reports.rules.weighted import weighted
from rapport.team.models import User

CUSTOMER = "customer"


def table(one: Campaign, found: list[Coded], names: dict[int, str]) -> list[dict[str, Any]]:
    """An answer counts once, under the reason of whoever comes first in the rules of learning; beside it, what each
    source says. The estimate is of those that have a reason: how much of the segment would say so."""
    mains, sources = Counter(row.main for row in found), Counter(pair for row in found for pair in row.said.items())
    known = {reason for _source, reason in sources}
    return [
        {
            "name": names.get(reason, ""),
            "count": mains[reason],
            "url": behind(one, reason),
            "sources": [
                {"count": sources[source.value, reason], "url": behind(one, reason, source.value)} for source in Source
            ],
            "estimate": present.in_estimate(weighted([(row.main == reason, row.chance) for row in found])),
        }
        for reason in sorted(known, key=lambda each: (-mains[each], each))
    ]


def behind(one: Campaign, reason: int, source: str = "") -> str:
    asked = {"reason": reason} | ({"source": source} if source else {})
    return f"{reverse('desk:campaign-answers', args=[one.pk])}?{urlencode(asked)}"


def having(found: Iterable[Coded], reason: int, source: str) -> list[int]:
    """Whose answers a number of the table counts."""
    return [row.outreach for row in found if (row.said.get(source) if source else row.main) == reason]


def beside(
    cards: Sequence[dict[str, Any]], outreaches: Sequence[Outreach], reasons: Sequence[Reason], user: User
) -> None:
    """Puts what `desk/campaigns/_reason.html` expects beside answers that one may see."""
    given = queries.of_outreaches(outreaches)
    for card, one in zip(cards, outreaches, strict=True):
        if card["url"]:
            card["reasons"] = _of(one, {row.source: row for row in given.get(one.pk, ())}, reasons, user)


def source_of(one: Outreach, user: User, sent: str) -> Source:
    """Whoever answers the customer, or everybody else; or what the customer said, noted by one of us."""
    if sent == CUSTOMER:
        return Source.CUSTOMER
    answers = one.conversation.assignee_id if one.conversation else None
    return Source.AGENT if user.pk in (answers, one.campaign.sender_id) else Source.REVIEWER


def _of(one: Outreach, known: dict[str, Heard], reasons: Sequence[Reason], user: User) -> dict[str, Any]:
    own = known.get(source_of(one, user, ""))
    choices = [
        {"value": each.pk, "name": str(each), "chosen": own is not None and each.pk == own.reason_id}
        for each in reasons
    ]
    if own is not None and not any(each["chosen"] for each in choices):
        choices.append({"value": own.reason_id, "name": str(own.reason), "chosen": True})
    return {
        "given": [
            {"source": source.label, "name": str(row.reason), "by": row.by.first_name if row.by else ""}
            for source in Source
            if (row := known.get(source)) is not None
        ],
        "url": reverse("desk:campaign-reason", args=[one.campaign_id, one.pk]),
        "id": f"reason-{one.pk}",
        "choices": choices,
        "sources": [("", _("As I see it")), *([] if one.chose_at else [(CUSTOMER, _("As the customer says"))])],
    }
