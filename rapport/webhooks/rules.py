"""Pure rules: which events there are, when to try again, and when to give up."""

from datetime import datetime, timedelta

# Every event another system can ask for. docs/webhooks.md shows what each carries.
EVENTS = (
    "conversation.created",
    "message.received",
    "reply.sent",
    "conversation.assigned",
    "conversation.closed",
    "conversation.reopened",
    "rating.received",
    "recovery.opened",
    "recovery.closed",
    "promise.due",
    "promise.broken",
)
RULE_RAN = "rule.ran"
TEST = "webhook.test"

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 86_400, 172_800))
GIVE_UP_AFTER = timedelta(days=3)
TWO_SECRETS_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=60)
GONE = 410


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it was the last."""
    return at + WAITS[tries - 1] if tries <= len(WAITS) else None


def is_taken(status: int) -> bool:
    """Whether the other side took it. A redirect is no answer: nothing is sent to where it points."""
    return 200 <= status < 300


def is_lost(failing_since: datetime | None, at: datetime) -> bool:
    """Whether an endpoint has failed for so long, without one success, that it is switched off."""
    return failing_since is not None and at - failing_since >= GIVE_UP_AFTER
