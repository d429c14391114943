"""What a rule would have done over the last month. Nothing is written.

It walks back through what is stored, a bounded number of rows at a time. Words, senders and files are those of then;
status, tags and who has it are those of now.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from rapport.automation.rules import Condition, Moment, Rule, judge
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating
from rapport.flows.rule_sight import asked_for, snapshot
from rapport.platform.models import Event
from rapport.promises.models import Promise

SPAN = timedelta(days=30)
ROWS = 1000
MOST_HITS = 50
Kind = Message.Kind
RELATED = ("conversation__inbox", "conversation__customer__organization", "conversation__identity")


@dataclass(frozen=True)
class Hit:
    """A conversation on which the rule would have run, when, and the conditions on which that rests."""

    conversation: Conversation
    at: datetime
    held: tuple[Condition, ...]


@dataclass
class Trial:
    """`looked_at`: how many happenings were judged; `further`: from where to go on, None when the month is over."""

    hits: list[Hit] = field(default_factory=list)
    looked_at: int = 0
    further: int | None = None


Happening = tuple[int, datetime, Conversation | None, Any]


def dry_run(rule: Rule, *, at: datetime, before: int | None = None) -> Trial:
    """Judge what happened lately, newest first. `before` goes on where an earlier trial ended."""
    trial, fields, last = Trial(), asked_for([rule]), None
    for pk, moment, conversation, about in WALKS[rule.moment](rule, before):
        if moment < at - SPAN:
            return trial
        last = pk
        if conversation is None or moment > at:
            continue
        trial.looked_at += 1
        verdict = judge(rule, snapshot(conversation, fields, at=moment, about=about))
        if verdict.applies:
            trial.hits.append(Hit(conversation, moment, verdict.held))
        if len(trial.hits) >= MOST_HITS:
            break
    else:
        if last is None:
            return trial
    trial.further = last
    return trial


def _newest(rows: QuerySet[Any], before: int | None) -> QuerySet[Any]:
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[:ROWS]


def _messages(kind: str, *, first_only: bool = False) -> Callable[[Rule, int | None], Iterator[Happening]]:
    def walk(_rule: Rule, before: int | None) -> Iterator[Happening]:
        for one in _newest(Message.objects.select_related(*RELATED).defer("html"), before):
            counts = one.kind == kind and one.origin == Message.Origin.HUMAN and not one.held
            is_first = one.at == one.conversation.created_at
            yield one.pk, one.at, one.conversation if counts and (is_first or not first_only) else None, one

    return walk


def _unanswered(kind: str, answer: str) -> Callable[[Rule, int | None], Iterator[Happening]]:
    """Messages after which the other side let so much time pass."""

    def walk(rule: Rule, before: int | None) -> Iterator[Happening]:
        later = Message.objects.filter(conversation=OuterRef("conversation"), at__gt=OuterRef("at"))
        following = later.filter(kind__in=[kind, answer], held=False).order_by("at")
        rows = Message.objects.select_related(*RELATED).defer("html")
        rows = rows.annotate(next_at=Subquery(following.values("at")[:1]), ended_at=F("conversation__closed_at"))
        span = timedelta(minutes=rule.minutes)
        for one in _newest(rows, before):
            due = one.at + span
            ends = [moment for moment in (one.next_at, one.ended_at) if moment is not None]
            counts = one.kind == kind and not one.held and all(moment > due for moment in ends)
            yield one.pk, due, one.conversation if counts else None, one

    return walk


def _events(*names: str) -> Callable[[Rule, int | None], Iterator[Happening]]:
    def walk(_rule: Rule, before: int | None) -> Iterator[Happening]:
        rows = list(_newest(Event.objects.all(), before))
        wanted = [one.conversation_id for one in rows if one.name in names]
        found = Conversation.objects.select_related("inbox", "customer__organization", "identity").in_bulk(
            [pk for pk in wanted if pk]
        )
        for one in rows:
            yield one.pk, one.at, found.get(one.conversation_id or 0) if one.name in names else None, None

    return walk


def _ratings(_rule: Rule, before: int | None) -> Iterator[Happening]:
    for one in _newest(Rating.objects.select_related(*RELATED), before):
        yield one.pk, one.changed_at, one.conversation if one.counts else None, one


def _promises(_rule: Rule, before: int | None) -> Iterator[Happening]:
    for one in _newest(Promise.objects.select_related(*RELATED), before):
        yield one.pk, one.nearing_at or one.made_at, one.conversation if one.nearing_at else None, one


WALKS: dict[Moment, Callable[[Rule, int | None], Iterator[Happening]]] = {
    Moment.ARRIVES: _messages(Kind.INBOUND, first_only=True),
    Moment.WRITES: _messages(Kind.INBOUND),
    Moment.REPLIED: _messages(Kind.REPLY),
    Moment.RATED: _ratings,
    Moment.ASSIGNED: _events("conversations.assigned"),
    Moment.STATUS: _events("conversations.closed", "conversations.reopened"),
    Moment.TAGGED: _events("conversations.tagged"),
    Moment.WOKE: _events("conversations.woke"),
    Moment.PROMISE: _promises,
    Moment.WAITING: _unanswered(Kind.INBOUND, Kind.REPLY),
    Moment.SILENT: _unanswered(Kind.REPLY, Kind.INBOUND),
}
