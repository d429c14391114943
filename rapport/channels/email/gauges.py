"""How mail stands right now, in four queries, each by an index that holds only what is not done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rapport.channels.email.models import MailAccount, OutboundMail
from rapport.conversations.models import Message
from rapport.platform import sql

FAILED_SINCE = timedelta(days=7)
_OUTBOX = """
SELECT state, kind, count(*), min(created_at) FROM email_outboundmail
WHERE state IN ('queued', 'leased', 'sending', 'deferred', 'unknown') GROUP BY state, kind
"""
_UNREAD = "SELECT count(*), min(received_at) FROM email_rawmail WHERE state = 'new'"


@dataclass(frozen=True)
class Gauges:
    """`waiting` counts mails on their way by kind, `perhaps` those that may or may not have arrived."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    perhaps: int = 0
    failed: int = 0
    held: int = 0
    unread: int = 0
    oldest_unread: datetime | None = None
    accounts: tuple[MailAccount, ...] = ()

    @property
    def depth(self) -> int:
        return sum(self.waiting.values())


def read(at: datetime) -> Gauges:
    waiting = dict.fromkeys(OutboundMail.Kind.values, 0)
    oldest: datetime | None = None
    perhaps = 0
    for state, kind, number, since in sql.rows(_OUTBOX, []):
        if state == OutboundMail.State.UNKNOWN:
            perhaps += number
            continue
        waiting[kind] += number
        oldest = min(oldest or since, since)
    unread, oldest_unread = sql.rows(_UNREAD, [])[0]
    failed = OutboundMail.objects.filter(state=OutboundMail.State.FAILED, due_at__gte=at - FAILED_SINCE)
    return Gauges(
        waiting=waiting,
        oldest=oldest,
        perhaps=perhaps,
        failed=failed.count(),
        held=Message.objects.filter(held=True).count(),
        unread=unread,
        oldest_unread=oldest_unread,
        accounts=tuple(MailAccount.objects.filter(is_active=True).select_related("inbox").order_by("id")),
    )
