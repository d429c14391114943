"""How mail stands right now, in one query, by indexes that hold only what is not done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rapport.channels.email.models import MailAccount, OutboundMail
from rapport.platform.gathered import Asked, gather

FAILED_SINCE = timedelta(days=7)
_ACCOUNTS = Asked(lambda: MailAccount.objects.filter(is_active=True).select_related("inbox").order_by("id"))
_QUESTIONS = {
    "outbox": """
SELECT jsonb_agg(jsonb_build_array(state, kind, number, since)) FROM (
  SELECT state, kind, count(*) AS number, min(created_at) AS since FROM email_outboundmail
  WHERE state IN ('queued', 'leased', 'sending', 'deferred', 'unknown') GROUP BY state, kind
) found
""",
    "unread": "SELECT jsonb_build_array(count(*), min(received_at)) FROM email_rawmail WHERE state = 'new'",
    "failed": "SELECT count(*) FROM email_outboundmail WHERE state = 'failed' AND due_at >= %(failed_since)s",
    "held": "SELECT count(*) FROM conversations_message WHERE held",
}


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
    found = gather({"accounts": _ACCOUNTS}, {"failed_since": at - FAILED_SINCE}, _QUESTIONS)
    for state, kind, number, since in json.loads(found["outbox"] or "[]"):
        if state == OutboundMail.State.UNKNOWN:
            perhaps += number
            continue
        waiting[kind] += number
        began = datetime.fromisoformat(since)
        oldest = min(oldest or began, began)
    unread, oldest_unread = json.loads(found["unread"])
    return Gauges(
        waiting=waiting,
        oldest=oldest,
        perhaps=perhaps,
        failed=found["failed"],
        held=found["held"],
        unread=unread,
        oldest_unread=datetime.fromisoformat(oldest_unread) if oldest_unread else None,
        accounts=tuple(found["accounts"]),
    )
