"""The company's rules look at what happened, and act. Whatever goes wrong in one is undone and written down: no rule
keeps a mail from arriving."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.automation import actions, queries
from rapport.automation.rules import MOST_RUNS, OF_EVENT, Condition, Rule, judge
from rapport.conversations.models import Conversation
from rapport.flows.raise_alert import raise_alert
from rapport.flows.rule_deeds import MAKERS, REFUSALS, Hand, Nothing
from rapport.flows.rule_sight import asked_for, snapshot
from rapport.platform import live
from rapport.platform.said import worded
from rapport.platform.trouble import without_words
from rapport.team import queries as team
from rapport.triage import actions as triage

log = logging.getLogger("rapport.rules")


def apply_rules(
    event: str, conversation: Conversation, *, cause: str, at: datetime, about: Any = None, may_mail: bool = False
) -> list[str]:
    """Run the rules for this event, in their order; answers the events that they brought about.

    Without a rule for it this costs no query. `may_mail`: the sender may be answered by a machine.
    """
    moment = OF_EVENT.get(event)
    rules = queries.enabled(moment) if moment else []
    if not rules:
        return []
    ran = queries.ran(conversation, cause)
    hand = Hand(at, about, may_mail)
    return [
        caused
        for rule in rules
        if rule.pk not in ran
        for caused in apply(rule, conversation, cause=cause, hand=hand, fields=asked_for(rules))
    ]


def apply(rule: Rule, conversation: Conversation, *, cause: str, hand: Hand, fields: set[str]) -> list[str]:
    """Run one rule, if its conditions hold."""
    verdict = judge(rule, snapshot(conversation, fields, at=hand.at, about=hand.about))
    if not verdict.applies:
        return []
    if queries.is_runaway(rule.pk, hand.at):
        _pause(rule, hand.at)
        return []
    try:
        with transaction.atomic():
            return _run(rule, conversation, verdict.held, cause, hand)
    except Exception as problem:  # a rule that breaks must not keep the customer's mail out
        log.error("The rule %d failed: %s", rule.pk, without_words(problem))
        conversation.refresh_from_db()
        refused = [{"kind": "", "label": "", "why": "It failed, and everything it had done was undone."}]
        _note(rule, conversation, verdict.held, cause, hand, [], refused)
        return []


def _run(rule: Rule, conversation: Conversation, held: Iterable[Condition], cause: str, hand: Hand) -> list[str]:
    done: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    caused: list[str] = []
    for deed in rule.deeds:
        try:
            with transaction.atomic():
                found = MAKERS[deed.kind](deed, conversation, rule, hand)
        except Nothing as problem:
            refused.append({"kind": deed.kind, "label": problem.label, "why": str(problem)})
        except REFUSALS as problem:
            conversation.refresh_from_db()
            refused.append({"kind": deed.kind, "label": deed.value[:80], "why": str(problem)})
        else:
            done.append({"kind": deed.kind, "label": found.label})
            caused += [found.event] if found.event else []
    _note(rule, conversation, held, cause, hand, done, refused)
    if done:
        triage.place(conversation, at=hand.at)
        live.changed(["pile", f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return list(dict.fromkeys(caused))


def _note(
    rule: Rule,
    conversation: Conversation,
    held: Iterable[Condition],
    cause: str,
    hand: Hand,
    done: list[dict[str, Any]],
    refused: list[dict[str, Any]],
) -> None:
    actions.note_run(rule.pk, rule.name, conversation, cause=cause, held=held, done=done, refused=refused, at=hand.at)


def _pause(rule: Rule, at: datetime) -> None:
    """The circuit breaker: a rule in a loop, or one that nobody wanted so often."""
    if not actions.pause(rule.pk, f"It ran more than {MOST_RUNS} times in ten minutes.", at=at):
        return
    news = News(
        kind=Alert.Kind.RULE,
        key=f"rule-paused:{rule.pk}:{at.isoformat()}",
        headline=worded(_("The rule “{rule}” was paused"), rule=rule.name),
        body=worded(
            _("It ran more than {most} times in ten minutes. Look at what it did, then switch it on again."),
            most=MOST_RUNS,
        ),
        path=f"/settings/rules/{rule.pk}/",
    )
    raise_alert(news, team.leads_on_duty(), at=at)
