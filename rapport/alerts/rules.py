"""Pure rules: what somebody is told of, where, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What everybody may choose for themselves; anything else reaches whom it concerns, as it must.
CHOSEN = ("unhappy", "promise", "handover", "asked", "followed", "mine", "rule", "woke")
APP, MAIL = "app", "mail"
# Without a choice of their own, people hear of nothing new in what they have: they see it on the pile.
UNASKED: frozenset[str] = frozenset({"mine"})


@dataclass(frozen=True)
class Wishes:
    """`channels`: for some kinds, where one is told; a kind that is not named is told as it comes."""

    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None

    def in_app(self, kind: str) -> bool:
        return APP in self.channels[kind] if kind in self.channels else kind not in UNASKED

    def by_mail(self, kind: str, *, otherwise: bool) -> bool:
        return MAIL in self.channels[kind] if kind in self.channels else otherwise and kind not in UNASKED


def quiet_end(wishes: Wishes, at: datetime) -> datetime | None:
    """When the quiet hours that are now will be over; None when it is not quiet. They may span midnight."""
    begin, end = wishes.quiet_from, wishes.quiet_until
    if begin is None or end is None or begin == end:
        return None
    local = at.astimezone(ZoneInfo(wishes.zone))
    now = local.time()
    is_quiet = begin <= now < end if begin < end else now >= begin or now < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1 if begin > end and now >= begin else 0)
    return datetime.combine(day, end, ZoneInfo(wishes.zone)).astimezone(UTC)
