"""Writes of the campaigns room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext

from rapport.campaigns import queries, rules
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.rules import Segment, Stratum
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Inbox
from rapport.platform import events, signing
from rapport.surveys.models import Asking
from rapport.team.models import User
from rapport.team.rules import May

State = Campaign.State
AT_ONCE = 1000
WORDS_CHARS = 5000


class CampaignError(ValueError):
    """It cannot be done; the text says what to do."""


@dataclass(frozen=True)
class Plan:
    """What a lead decides about a campaign."""

    name: str
    inbox: Inbox
    sender: User
    segment: Segment
    subject: str
    words: str
    size: int = 200
    control_percent: int = 10
    equally: bool = False
    per_hour: int = 60
    offers_reasons: bool = False


@dataclass(frozen=True)
class Chosen:
    """One person who was drawn."""

    customer_id: int
    arm: str
    stratum: str
    chance: float


def save_campaign(plan: Plan, *, known: Campaign | None = None, actor: User, at: datetime) -> Campaign:
    """A new draft, or another plan for a known one. Raises CampaignError when it has begun."""
    _check(plan)
    made = locked(known.pk) if known else Campaign(seed=signing.random_token()[:32], created_at=at, created_by=actor)
    if not made.is_draft:
        raise CampaignError(gettext("It has begun, so it is no longer changed. Write a new campaign."))
    made.name, made.inbox, made.sender = plan.name.strip()[:80], plan.inbox, plan.sender
    made.segment, made.size, made.control_percent = plan.segment.as_row, plan.size, plan.control_percent
    made.subject, made.words = " ".join(plan.subject.split())[:200], _clean(plan.words)
    made.equally, made.per_hour = plan.equally, plan.per_hour
    made.offers_reasons = plan.offers_reasons
    made.save()
    _tell("saved", made, actor, at, {"sender": made.sender_id})
    return made


def locked(pk: int) -> Campaign:
    """The campaign, locked until the transaction ends."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("inbox", "sender")
    return rows.get(pk=pk)


def start(campaign: Campaign, *, actor: User, at: datetime) -> None:
    """From now on nothing about it changes; the worker draws. The caller holds the lock. Raises CampaignError."""
    must_be_draft(campaign)
    campaign.state, campaign.started_at, campaign.found_nobody_at = State.DRAWING, at, None
    campaign.taken_up_at = campaign.people = None
    campaign.save(update_fields=["state", "started_at", "found_nobody_at", "taken_up_at", "people"])
    _tell("started", campaign, actor, at)


def take_up(pk: int, *, at: datetime) -> bool:
    """A worker begins to draw, for the first time or once more; False when it is not to be drawn any more."""
    return bool(Campaign.objects.filter(pk=pk, state=State.DRAWING).update(taken_up_at=at, people=None))


def count_people(pk: int, number: int) -> None:
    """So many are looked at in the draw that goes on."""
    Campaign.objects.filter(pk=pk, state=State.DRAWING).update(people=number)


def begin(campaign: Campaign, strata: Sequence[Stratum], excluded: Mapping[str, int], *, at: datetime) -> None:
    """The draw is made: from now on it runs. The caller holds the lock and has seen that it was to be drawn."""
    campaign.state, campaign.drawn_at = State.RUNNING, at
    campaign.strata, campaign.excluded = [asdict(one) for one in strata], dict(excluded)
    campaign.save(update_fields=["state", "drawn_at", "strata", "excluded"])
    drawn = {"asked": sum(one.asked for one in strata), "control": sum(one.control for one in strata)}
    _tell("drawn", campaign, None, at, drawn)


def find_nobody(campaign: Campaign, *, at: datetime) -> None:
    """There is nobody to draw, so it is a draft again. The caller holds the lock."""
    campaign.state, campaign.started_at, campaign.found_nobody_at = State.DRAFT, None, at
    campaign.save(update_fields=["state", "started_at", "found_nobody_at"])
    _tell("found_nobody", campaign, None, at)


def must_be_draft(campaign: Campaign) -> None:
    """Raises CampaignError when it has been started."""
    if not campaign.is_draft:
        raise CampaignError(gettext("It has begun already. Nobody is drawn twice."))


def keep(campaign: Campaign, chosen: Iterable[Chosen]) -> None:
    """Write down who was drawn, in the order in which they will be written to."""
    rows = [
        Outreach(campaign=campaign, customer_id=one.customer_id, arm=one.arm, stratum=one.stratum, chance=one.chance)
        for one in chosen
    ]
    Outreach.objects.bulk_create(rows, batch_size=AT_ONCE)
    queries.forget_whether_any()


_MOVES = {
    "pause": ((State.RUNNING,), State.PAUSED),
    "resume": ((State.PAUSED,), State.RUNNING),
    "stop": ((State.DRAWING, State.RUNNING, State.PAUSED), State.STOPPED),
}


def move(campaign: Campaign, how: str, *, actor: User, at: datetime) -> bool:
    """Pause, resume or stop; False when it was so. The caller holds the lock. Raises CampaignError."""
    if how not in _MOVES:
        raise CampaignError(gettext("Choose to pause, to resume or to stop."))
    before, after = _MOVES[how]
    if campaign.state == after:
        return False
    if campaign.state not in before:
        raise CampaignError(gettext("It is over, or has not begun. Reload the page to see how it stands."))
    campaign.state, campaign.ended_at = after, at if after in Campaign.ENDED else None
    campaign.save(update_fields=["state", "ended_at"])
    _tell({"pause": "paused", "resume": "resumed", "stop": "stopped"}[how], campaign, actor, at)
    return True


def finish(pk: int, *, at: datetime) -> bool:
    """Everybody who was drawn is decided; False when it was so, or it rests."""
    done = Campaign.objects.filter(pk=pk, state=State.RUNNING).update(state=State.DONE, ended_at=at)
    if done:
        events.record("campaigns.finished", at=at, data={"campaign": pk})
    return bool(done)


def take(pk: int) -> Outreach | None:
    """One who is to be written to, locked until the transaction ends; None when somebody else has this one, or it was
    decided, or the campaign rests."""
    rows = Outreach.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.select_related("campaign__inbox", "campaign__sender", "customer")
    return rows.filter(pk=pk, state=Outreach.State.DRAWN, arm=Outreach.Arm.ASK, campaign__state=State.RUNNING).first()


def decide(outreach: Outreach, asking: Asking | None, conversation: Conversation | None, *, at: datetime) -> None:
    """Written to, or not; why not stands with the decision."""
    outreach.state = Outreach.State.ASKED if conversation else Outreach.State.SKIPPED
    outreach.asking, outreach.conversation, outreach.decided_at = asking, conversation, at
    outreach.save(update_fields=["state", "asking", "conversation", "decided_at"])


def answered(outreach: Outreach, *, at: datetime) -> None:
    """The person wrote back for the first time."""
    outreach.answered_at = at
    outreach.save(update_fields=["answered_at"])
    data = {"campaign": outreach.campaign_id, "outreach": outreach.pk}
    events.record("campaigns.answered", at=at, conversation_id=outreach.conversation_id, data=data)


def chose(outreach: Outreach, first_at: datetime | None) -> None:
    """The person chose a reason of the mail, first at this moment; None: what was chosen does not count after all."""
    outreach.chose_at = first_at
    outreach.save(update_fields=["chose_at"])


def _check(plan: Plan) -> None:
    if not plan.name.strip() or not plan.subject.strip() or not plan.words.strip():
        raise CampaignError(gettext("Give it a name, a subject and words."))
    if unknown := rules.unknown_placeholders(plan.subject, plan.words):
        raise CampaignError(
            gettext("%(what)s means nothing here, and people would read it as it is. Choose one of the listed ones.")
            % {"what": ", ".join(unknown)}
        )
    if (number := rules.questions_in(plan.words)) != 1:
        raise CampaignError(
            gettext("Ask one question, so that everybody answers the same one. These words ask %(number)s.")
            % {"number": number}
        )
    if not 1 <= plan.size <= rules.MOST_SIZE or not 1 <= plan.per_hour <= rules.MOST_AN_HOUR:
        raise CampaignError(
            gettext("Write to 1 to %(most)s people, and to 1 to %(hour)s of them in an hour.")
            % {"most": rules.MOST_SIZE, "hour": rules.MOST_AN_HOUR}
        )
    if not 0 <= plan.control_percent <= rules.MOST_CONTROL:
        raise CampaignError(gettext("Leave alone 0 to %(most)s of a hundred.") % {"most": rules.MOST_CONTROL})
    must_be_able(plan.sender, plan.inbox)


def must_be_able(sender: User, inbox: Inbox) -> None:
    """Raises CampaignError unless this person may write to customers from this inbox."""
    sees = sender.is_active and conversations.visible_inboxes(sender).filter(pk=inbox.pk).exists()
    if not (sees and inbox.is_active and sender.may(May.WRITE)):
        raise CampaignError(
            gettext("%(name)s does not write from %(inbox)s. Choose somebody who answers there.")
            % {"name": sender.name, "inbox": inbox.name}
        )


def _clean(words: str) -> str:
    return words.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:WORDS_CHARS]


def _tell(
    what: str, campaign: Campaign, actor: User | None, at: datetime, more: Mapping[str, int | None] | None = None
) -> None:
    data = {"campaign": campaign.pk, **(more or {})}
    events.record(f"campaigns.{what}", at=at, actor_id=actor.pk if actor else None, data=data)
