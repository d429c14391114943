"""Reads of the automation room."""

from datetime import datetime, timedelta

from rapport.automation import models
from rapport.automation.models import RuleRun
from rapport.automation.rules import MOST_RUNS, RUNS_WITHIN, Condition, Deed, Moment, Rule
from rapport.conversations.models import Conversation, Status
from rapport.platform.remembered import Remembered

PAGE = 50


def plain(row: models.Rule) -> Rule:
    """The rule as `rules.py` judges it."""
    return Rule(
        pk=row.pk,
        name=row.name,
        moment=Moment(row.moment),
        minutes=row.minutes,
        needs_all=row.needs_all,
        conditions=tuple(Condition(**one) for one in row.conditions),
        deeds=tuple(Deed(**one) for one in row.deeds),
    )


def _enabled() -> tuple[Rule, ...]:
    return tuple(plain(row) for row in models.Rule.objects.filter(enabled=True, removed_at=None))


known: Remembered[tuple[Rule, ...]] = Remembered(_enabled, nothing=())


def enabled(moment: Moment) -> list[Rule]:
    """The rules to look at now, in their order; no query while nobody changed any."""
    return [rule for rule in known.get() if rule.moment == moment]


def every() -> list[models.Rule]:
    return list(models.Rule.objects.filter(removed_at=None).select_related("made_by"))


def rule(pk: int) -> models.Rule | None:
    return models.Rule.objects.filter(pk=pk, removed_at=None).first()


def removed_one(pk: int) -> models.Rule | None:
    """One that can still be brought back."""
    return models.Rule.objects.filter(pk=pk, removed_at__isnull=False).first()


def timed() -> list[models.Rule]:
    """The enabled rules for a time."""
    wanted = [Moment.WAITING.value, Moment.SILENT.value]
    return list(models.Rule.objects.filter(enabled=True, removed_at=None, moment__in=wanted))


def became_due(row: models.Rule, at: datetime, limit: int = 1000) -> tuple[list[int], datetime]:
    """The conversations that have waited, or been silent, for as long as the rule says since it was last looked at, and
    until when that is all of them."""
    span = timedelta(minutes=row.minutes)
    is_waiting = row.moment == Moment.WAITING
    name = "waiting_since" if is_waiting else "last_message_at"
    rows = Conversation.objects.filter(
        status=Status.OPEN if is_waiting else Status.WAITING,
        **{f"{name}__gt": (row.swept_at or row.changed_at) - span, f"{name}__lte": at - span},
    )
    found = list(rows.order_by(name, "pk").values_list("pk", name)[:limit])
    return [pk for pk, _ in found], at if len(found) < limit else found[-1][1] + span


def ran(conversation: Conversation, cause: str) -> set[int]:
    """The rules that this cause has set off in the conversation already."""
    return set(RuleRun.objects.filter(conversation=conversation, cause=cause).values_list("rule_id", flat=True))


def is_runaway(rule_id: int, at: datetime) -> bool:
    """Whether the rule has run more often of late than any rule should."""
    lately = RuleRun.objects.filter(rule=rule_id, at__gt=at - RUNS_WITHIN)
    return lately[:MOST_RUNS].count() >= MOST_RUNS


def runs(row: models.Rule, *, before: int | None = None, size: int = PAGE) -> list[RuleRun]:
    """What the rule did, newest first."""
    rows = row.runs.select_related("conversation__customer")
    return list((rows if before is None else rows.filter(pk__lt=before)).order_by("-at", "-pk")[:size])
