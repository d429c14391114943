"""A lead starts a campaign; the worker draws whom it writes to and who is left alone, once, by a seed that is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from rapport.campaigns import actions, queries, rules
from rapport.campaigns.actions import Chosen
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.queries import Counted, Placed
from rapport.campaigns.rules import Segment, Stratum
from rapport.platform import jobs, live, sql
from rapport.recovery.models import Recovery
from rapport.team.models import User

# Two draws at once could both choose somebody, whom one of them means to leave alone.
_ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(7226351)"
# The statement of a worker that was killed would else go on for nobody, and keep the next one out until it is through.
_ENDS_WITH_US = "SELECT set_config('client_connection_check_interval', '1s', true)"


@dataclass(frozen=True)
class Drawn:
    """Who was drawn, in an order of chance: a campaign that is stopped early has asked a random part of them."""

    strata: list[Stratum] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    chosen: list[Chosen] = field(default_factory=list)


def count(segment: Segment, *, at: datetime) -> Counted:
    """Who would be drawn from now, and why others would not; ends at a cap. Raises TooSlow."""
    return queries.counted(segment, _unhappy(), at)


@transaction.atomic
def start(campaign: Campaign, *, actor: User, at: datetime) -> bool:
    """It is to be drawn, which takes seconds where there are many people; False when that is so already.

    Raises CampaignError; a campaign that was drawn is never drawn again.
    """
    campaign = actions.locked(campaign.pk)
    if campaign.is_being_drawn:
        return False
    actions.must_be_draft(campaign)
    actions.must_be_able(campaign.sender, campaign.inbox)
    actions.start(campaign, actor=actor, at=at)
    jobs.enqueue(jobs.Job.DRAW)
    return True


def draw_due(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Draw every campaign that was started; answers how many were."""
    return sum(draw_one(pk, at=at) for pk in queries.to_draw() if go_on())


def draw_one(pk: int, *, at: datetime) -> bool:
    """Draw, write down everybody who was drawn with their chance, and let it run. False when another worker draws, or
    it was stopped meanwhile.

    What is shown of it meanwhile is committed before: that it was taken up, and how many people it is about.
    """
    known = _take_up(pk, at)
    if known is None or known.started_at is None:
        return False
    actions.count_people(pk, queries.how_many(known.of_whom, known.started_at))
    live.changed([f"campaign-{pk}"], inbox_id=known.inbox_id)
    return _draw_it(pk, at)


@transaction.atomic
def _take_up(pk: int, at: datetime) -> Campaign | None:
    if sql.row(_ONE_AT_A_TIME, []) != (True,) or not actions.take_up(pk, at=at):
        return None
    known = Campaign.objects.get(pk=pk)
    live.changed([f"campaign-{pk}"], inbox_id=known.inbox_id)
    return known


@transaction.atomic
def _draw_it(pk: int, at: datetime) -> bool:
    """Killed in the middle nobody was drawn, and the next sweep draws the same ones. The campaign is locked only when
    all is known, so that whoever wants to stop it need not wait."""
    if sql.row(_ONE_AT_A_TIME, []) != (True,):
        return False
    sql.row(_ENDS_WITH_US, [])
    known = Campaign.objects.get(pk=pk)
    if not known.is_being_drawn or known.started_at is None:
        return False
    found = draw(known, at=known.started_at)
    campaign = actions.locked(pk)
    if not campaign.is_being_drawn:
        return False
    if found.chosen:
        actions.keep(campaign, found.chosen)
        actions.begin(campaign, found.strata, found.excluded, at=at)
    else:
        actions.find_nobody(campaign, at=at)
    live.changed([f"campaign-{campaign.pk}"], inbox_id=campaign.inbox_id)
    return True


def draw(campaign: Campaign, *, at: datetime) -> Drawn:
    """Who is asked and who is left alone. The same seed over the same people draws the same ones."""
    most = rules.most_of_one(campaign.size, campaign.control_percent)
    counted, placed = queries.drawn_by(campaign.seed, campaign.of_whom, _unhappy(), at, most)
    strata = rules.allocate(counted.strata, campaign.size, campaign.control_percent, equally=campaign.equally)
    found = [one for stratum in strata for one in _of_stratum(placed[stratum.key], stratum)]
    return Drawn(strata, counted.excluded, [chosen for _, chosen in sorted(found, key=lambda one: one[0])])


def _of_stratum(placed: list[Placed], stratum: Stratum) -> list[tuple[str, Chosen]]:
    asked, control = placed[: stratum.asked], placed[stratum.asked : stratum.asked + stratum.control]
    arms = (
        (Outreach.Arm.ASK, asked, stratum.asked_chance),
        (Outreach.Arm.CONTROL, control, stratum.control_chance),
    )
    return [
        (one.place, Chosen(one.customer_id, arm, stratum.key, chance)) for arm, them, chance in arms for one in them
    ]


def _unhappy() -> QuerySet[Any]:
    """Customers who are not won back yet."""
    return Recovery.objects.filter(closed_at=None).values("conversation__customer")
