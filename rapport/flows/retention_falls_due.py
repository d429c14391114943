"""Each night, what was said in conversations closed long ago is deleted, where a lead set how long it is kept."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from rapport.alerts import actions as alerts
from rapport.channels.email import actions as email
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.conversations.actions import TOO_OLD
from rapport.conversations.models import Conversation, Inbox
from rapport.feedback import actions as feedback
from rapport.flows.throw_away import throw_away
from rapport.platform import actions as platform
from rapport.platform import queries
from rapport.platform.audit.actions import record
from rapport.promises import actions as promises
from rapport.promises.models import Promise
from rapport.recovery import actions as recoveries
from rapport.recovery.models import Complaint, Recovery
from rapport.retention import actions
from rapport.retention import queries as retention
from rapport.retention.models import Rule
from rapport.retention.rules import edge
from rapport.triage import actions as triage
from rapport.writing import actions as writing
from rapport.writing.models import Draft

SWEPT = "retention.swept"
NIGHT = time(2, 30)
BATCH = 100
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Preview:
    """What a rule would delete now; when the oldest and the newest of it were closed."""

    conversations: int
    oldest: datetime | None
    newest: datetime | None


def preview(inbox: Inbox | None, months: int, *, at: datetime) -> Preview:
    found = due(inbox, months, at=at).aggregate(total=Count("pk"), oldest=Min("closed_at"), newest=Max("closed_at"))
    return Preview(found["total"], found["oldest"], found["newest"])


def due(inbox: Inbox | None, months: int, *, at: datetime) -> QuerySet[Conversation]:
    """Conversations whose words the rule deletes now."""
    here = OuterRef("pk")
    needed = (
        Promise.objects.filter(conversation=here, kept_at=None, withdrawn_at=None),
        Recovery.objects.filter(conversation=here, closed_at=None),
        Complaint.objects.filter(conversation=here, closed_at=None),
        OutboundMail.objects.filter(conversation=here, state__in=email.ON_ITS_WAY),
        Draft.objects.filter(conversation=here, send_at__isnull=False),
    )
    found = retention.closed_before(inbox, edge(at, months))
    for rows in needed:
        found = found.exclude(Exists(rows))
    return found


def sweep_when_due(*, clock: Callable[[], datetime], go_on: Callable[[], bool]) -> None:
    """Once each night; what was not finished in one goes on as soon as there is a worker again."""
    at = clock()
    done = queries.facts([SWEPT]).get(SWEPT)
    if done is not None and done.at >= _last_night(at):
        return
    if sweep(at=at, go_on=go_on):
        platform.remember_fact(SWEPT, {}, at=at)


def _last_night(at: datetime) -> datetime:
    here = timezone.localtime(at)
    tonight = here.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return tonight if tonight <= here else tonight - timedelta(days=1)


def sweep(*, at: datetime, go_on: Callable[[], bool]) -> bool:
    """Whether it came to its end. What was done stands in the audit log, however it ended before."""
    for rule in retention.deleting():
        after: Place | None = None
        while go_on() and (after := _empty_some(rule, after, at=at)):
            pass
        while go_on() and _empty_strays(rule, at=at):
            pass
        _write_down(rule, at=at)
    return go_on()


@transaction.atomic
def _empty_some(rule: Rule, after: Place | None, *, at: datetime) -> Place | None:
    """The next ones in the order of their last messages; answers the place of the last that was looked at."""
    found = due(rule.inbox, rule.months, at=at).order_by("last_message_at", "pk")
    if after is not None:
        moment, pk = after
        found = found.filter(Q(last_message_at__gt=moment) | Q(pk__gt=pk), last_message_at__gte=moment)
    places = list(found.values_list("last_message_at", "pk")[:BATCH])
    if not places:
        return None
    # Locked first and asked once more, for somebody may just have reopened, promised or kept one.
    held = conversations.lock_idle([pk for _, pk in places])
    chosen = list(due(rule.inbox, rule.months, at=at).filter(pk__in=[one.pk for one in held]))
    _empty(rule, chosen, at=at)
    return places[-1]


def _empty(rule: Rule, chosen: Collection[Conversation], *, at: datetime) -> None:
    ids = [one.pk for one in chosen]
    if not ids:
        return
    blobs = conversations.erase_words(chosen, actor=None, at=at, words=TOO_OLD) | writing.erase_drafts(ids)
    email.empty_mails(ids)
    feedback.erase_words(ids, at=at)
    promises.erase_words(ids, at=at)
    recoveries.erase_words(ids, at=at)
    alerts.erase_words(ids)
    actions.note_emptied(rule, ids, at=at)
    for one in chosen:
        one.refresh_from_db()
        triage.place(one, at=at)
    transaction.on_commit(lambda: throw_away(blobs, since=at - timedelta(hours=1)))


@transaction.atomic
def _empty_strays(rule: Rule, *, at: datetime) -> int:
    scope = retention.in_scope(rule.inbox)
    count = email.empty_stray_mails(scope, received_before=edge(at, rule.months), limit=BATCH)
    actions.note_mails(rule, count)
    return count


@transaction.atomic
def _write_down(rule: Rule, *, at: datetime) -> None:
    emptied, mails = actions.take_swept(rule)
    if emptied or mails:
        data = {"inbox": rule.inbox_id, "months": rule.months, "conversations": emptied, "mails": mails}
        about = (
            f"{rule.inbox or 'every inbox without a rule of its own'}, {rule.months} months: {emptied:,} conversations"
        )
        record("retention.swept", at=at, actor="Retention", about=about, data=data)
