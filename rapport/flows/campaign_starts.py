"""A lead starts a campaign: whom it writes to is drawn once, with a seed that is kept, and so is who is left alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils.translation import gettext

from rapport.campaigns import actions, queries, rules
from rapport.campaigns.actions import CampaignError, Chosen
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.queries import Counted
from rapport.campaigns.rules import Segment, Stratum
from rapport.recovery.models import Recovery
from rapport.team.models import User


def count(segment: Segment, *, at: datetime) -> Counted:
    """Who would be drawn from now, and why others would not; ends at a cap. Raises TooSlow."""
    return queries.counted(segment, _unhappy(), at)


@transaction.atomic
def start(campaign: Campaign, *, actor: User, at: datetime) -> Campaign:
    """Draw, write down everybody who was drawn with their chance, and let it run. Raises CampaignError; a campaign that
    has begun is never drawn again."""
    campaign = actions.locked(campaign.pk)
    actions.must_be_draft(campaign)
    actions.must_be_able(campaign.sender, campaign.inbox)
    found = queries.counted(campaign.of_whom, _unhappy(), at, cap=None)
    if not found.strata:
        raise CampaignError(gettext("Nobody of this segment can be written to. Choose another one."))
    strata = rules.allocate(found.strata, campaign.size, campaign.control_percent, equally=campaign.equally)
    actions.keep(campaign, draw(campaign, strata, at=at))
    actions.begin(campaign, strata, found.excluded, actor=actor, at=at)
    return campaign


def draw(campaign: Campaign, strata: list[Stratum], *, at: datetime) -> list[Chosen]:
    """Who is asked and who is left alone. The same seed over the same people draws the same ones; they are in an order
    of chance, so that a campaign that is stopped early has asked a random part of them."""
    rows = queries.judged(queries.people(campaign.of_whom, at), _unhappy(), at).filter(out="")
    order = MD5(Concat(Value(campaign.seed), Cast("pk", CharField())))
    found = [one for stratum in strata for one in _of_stratum(rows.annotate(place=order), stratum)]
    return [chosen for _, chosen in sorted(found, key=lambda one: one[0])]


def _of_stratum(rows: QuerySet[Any], stratum: Stratum) -> Iterator[tuple[str, Chosen]]:
    wanted = stratum.asked + stratum.control
    mine = rows.filter(stratum=stratum.key).order_by("place", "pk").values_list("place", "pk")[:wanted]
    for serial, (place, pk) in enumerate(mine):
        is_asked = serial < stratum.asked
        arm = Outreach.Arm.ASK if is_asked else Outreach.Arm.CONTROL
        yield place, Chosen(pk, arm, stratum.key, stratum.asked_chance if is_asked else stratum.control_chance)


def _unhappy() -> QuerySet[Any]:
    """Customers who are not won back yet."""
    return Recovery.objects.filter(closed_at=None).values("conversation__customer")
