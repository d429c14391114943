"""Writes of the automation room."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from rapport.automation import queries
from rapport.automation.models import Rule, RuleRun
from rapport.automation.rules import MOST_PARTS, TIMED, Condition, Deed, Moment, RuleProblem
from rapport.conversations.models import Conversation
from rapport.platform import events
from rapport.team.models import User

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Draft:
    """A rule as it was typed, its parts checked one by one."""

    name: str
    moment: str
    conditions: Iterable[Condition]
    deeds: Iterable[Deed]
    minutes: int = 0
    needs_all: bool = True
    enabled: bool = False

    def fields(self) -> dict[str, Any]:
        """What is kept of it. Raises RuleProblem."""
        conditions, deeds = [asdict(one) for one in self.conditions], [asdict(one) for one in self.deeds]
        if not self.name.strip():
            raise RuleProblem("Give the rule a name: it is shown wherever the rule did something.")
        if self.moment not in list(Moment):
            raise RuleProblem("Choose when the rule is looked at.")
        if not deeds:
            raise RuleProblem("Say what the rule does: add at least one line.")
        if len(conditions) > MOST_PARTS or len(deeds) > MOST_PARTS:
            raise RuleProblem(f"A rule has {MOST_PARTS} lines of each kind at most. Make two rules of it.")
        if self.moment in TIMED and not timedelta(0) < timedelta(minutes=self.minutes) <= LONGEST:
            raise RuleProblem("Say after how long, up to a year.")
        return {
            "name": self.name.strip()[:80],
            "moment": self.moment,
            "minutes": self.minutes if self.moment in TIMED else 0,
            "needs_all": self.needs_all,
            "enabled": self.enabled,
            "conditions": conditions,
            "deeds": deeds,
        }


@transaction.atomic
def add_rule(draft: Draft, *, actor: User, at: datetime) -> Rule:
    """It stands behind all others. Raises RuleProblem."""
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    made = Rule.objects.create(**draft.fields(), position=last + 1, made_by=actor, changed_at=at, swept_at=at)
    _changed("automation.rule_added", made, actor, at)
    return made


def change_rule(rule: Rule, draft: Draft, *, actor: User, at: datetime) -> None:
    """What became due before is not looked at any more. Raises RuleProblem."""
    fields = draft.fields() | {"changed_at": at, "swept_at": at}
    if draft.enabled:
        fields["paused_why"] = ""
    Rule.objects.filter(pk=rule.pk).update(**fields)
    rule.refresh_from_db()
    _changed("automation.rule_changed", rule, actor, at)


def switch(rule: Rule, *, on: bool, actor: User, at: datetime) -> None:
    rule.enabled, rule.swept_at = on, at
    rule.paused_why = "" if on else rule.paused_why
    rule.save(update_fields=["enabled", "swept_at", "paused_why"])
    _changed("automation.rule_changed", rule, actor, at)


def remove_rule(rule: Rule, *, actor: User, at: datetime) -> None:
    """It runs no more, and can be brought back until `forget_removed`; what it did stays done."""
    if Rule.objects.filter(pk=rule.pk, removed_at=None).update(removed_at=at):
        _changed("automation.rule_removed", rule, actor, at)


def bring_back(rule: Rule, *, actor: User, at: datetime) -> None:
    """In its place, with what it wrote down. What became due meanwhile is not looked at."""
    if Rule.objects.filter(pk=rule.pk).exclude(removed_at=None).update(removed_at=None, swept_at=at):
        _changed("automation.rule_brought_back", rule, actor, at)


def forget_removed(*, before: datetime) -> int:
    """Delete for good, with what they wrote down, those that were removed long ago; answers how many rows."""
    return Rule.objects.filter(removed_at__lt=before).delete()[0]


@transaction.atomic
def move_rule(rule: Rule, *, up: bool, actor: User, at: datetime) -> None:
    """One place up or down: rules are looked at in their order."""
    order = list(Rule.objects.filter(removed_at=None).order_by("position", "pk"))
    place = next(number for number, one in enumerate(order) if one.pk == rule.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for number, one in enumerate(order, 1):
        Rule.objects.filter(pk=one.pk).exclude(position=number).update(position=number)
    _changed("automation.rule_changed", rule, actor, at)


def pause(rule_id: int, why: str, *, at: datetime) -> bool:
    """It ran too often; False when somebody was first."""
    changed = Rule.objects.filter(pk=rule_id, enabled=True).update(enabled=False, paused_why=why[:300])
    queries.known.forget()
    if changed:
        events.record("automation.rule_paused", at=at, data={"rule": rule_id})
    return bool(changed)


def next_in_turn(rule_id: int, people: Sequence[User]) -> User | None:
    """Whose turn it is among these; the rule is held until the transaction ends, so that two mails go to two people."""
    if not people:
        return None
    order = sorted(people, key=lambda user: user.pk)
    last = Rule.objects.select_for_update().values_list("last_given_to", flat=True).get(pk=rule_id) or 0
    person = next((user for user in order if user.pk > last), order[0])
    Rule.objects.filter(pk=rule_id).update(last_given_to=person)
    return person


def swept(rule: Rule, *, at: datetime) -> None:
    Rule.objects.filter(pk=rule.pk, swept_at=rule.swept_at).update(swept_at=at)


def note_run(
    rule_id: int,
    name: str,
    conversation: Conversation,
    *,
    cause: str,
    held: Iterable[Condition],
    done: list[dict[str, Any]],
    refused: list[dict[str, Any]],
    at: datetime,
) -> RuleRun:
    """Write down why a rule applied and what came of it."""
    run = RuleRun.objects.create(
        rule_id=rule_id,
        conversation=conversation,
        cause=cause,
        at=at,
        held=[asdict(one) for one in held],
        done=done,
        refused=refused,
    )
    data = {"rule": rule_id, "run": run.pk, "name": name, "done": done, "refused": refused}
    events.record("automation.rule_ran", at=at, conversation_id=conversation.pk, data=data)
    return run


def forget_runs(*, before: datetime) -> int:
    """Delete what was written down long ago; answers how many."""
    return RuleRun.objects.filter(at__lt=before).delete()[0]


def _changed(event: str, rule: Rule, actor: User, at: datetime) -> None:
    queries.known.forget()
    events.record(event, at=at, actor_id=actor.pk, data={"rule": rule.pk})
