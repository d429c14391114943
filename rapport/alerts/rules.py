"""Pure rules: what somebody is told of, where, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What everybody may choose for themselves; anything else reaches whom it concerns, as it must.
CHOSEN = ("unhappy", "promise", "handover", "asked", "followed", "mine", "rule", "woke")
APP, MAIL, PUSH = "app", "mail", "push"
# Without a choice of their own, people hear of nothing new in what they have: they see it on the pile.
UNASKED: frozenset[str] = frozenset({"mine"})
# What a device is pushed without a choice, once its person has switched it on.
PUSHED: frozenset[str] = frozenset({"unhappy", "promise", "handover", "asked"})

MOST_DEVICES, MOST_ENDPOINT_CHARS, MOST_TROUBLE_CHARS = 10, 1000, 200
PUSH_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
PUSH_WINDOW, MOST_PUSHES = timedelta(minutes=5), 10
LONGEST_GATHERING = timedelta(days=1)
PUSH_LEASE = timedelta(seconds=60)
PUSH_LIVES = timedelta(hours=12)
GONE = frozenset({404, 410})
MOST_FAILURES = 20
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)


@dataclass(frozen=True)
class Wishes:
    """`channels`: for some kinds, where one is told; a kind that is not named is told as it comes."""

    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    shows_names: bool = False

    def in_app(self, kind: str) -> bool:
        return APP in self.channels[kind] if kind in self.channels else kind not in UNASKED

    def by_mail(self, kind: str, *, otherwise: bool) -> bool:
        return MAIL in self.channels[kind] if kind in self.channels else otherwise and kind not in UNASKED

    def by_push(self, kind: str, *, otherwise: bool) -> bool:
        """`otherwise` counts for what nobody can choose."""
        if kind in self.channels:
            return PUSH in self.channels[kind]
        return kind in PUSHED if kind in CHOSEN else otherwise


def next_push(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it was the last."""
    return at + PUSH_WAITS[tries - 1] if tries <= len(PUSH_WAITS) else None


def is_taken(status: int) -> bool:
    return 200 <= status < 300


def device_name(browser: str) -> str:
    """What a person calls the browser that says this of itself: "Firefox, Android"."""
    found = [next((name for mark, name in known if mark in browser), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or "?"


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


# An alert that climbs is told under keys of their own, so that whoever was told before is told again.
CLIMB = ":climb:"
RUNGS = (1, 2, 3)


def rung_key(key: str, who: int) -> str:
    """The key of the alerts of one rung."""
    return key if who == RUNGS[0] else f"{key}{CLIMB}{who}"


def happening_of(key: str) -> str:
    """The happening behind the key of any of its rungs."""
    return key.partition(CLIMB)[0]


def keys_of(key: str) -> list[str]:
    """Every key under which this happening may have been told."""
    return [rung_key(happening_of(key), who) for who in RUNGS]


CLIMBS_AFTER, LONGEST_CLIMB = 15, 24 * 60  # minutes


def next_rungs(who: int) -> tuple[int, ...]:
    """Those above, the nearest first."""
    return tuple(one for one in RUNGS if one > who)


# What concerns more than one person, and so may leave by a route.
ROUTED = ("unhappy", "promise", "delivery", "mailbox", "unreadable", "loop", "reading", "health")
MOST_ROUTES = 200
POST_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
POST_WINDOW, MOST_POSTS = timedelta(minutes=5), 10
POST_LEASE = timedelta(seconds=60)
POST_LIVES = timedelta(days=1)
LEAST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
MOST_FAILED_POSTS = 20
SLOW_DOWN = frozenset({429, 503})
# Each service's own hosts, and the kind of route that understands them.
_HOSTS = (
    ("slack", ("hooks.slack.com", "hooks.slack-gov.com")),
    ("discord", ("discord.com", "discordapp.com")),
    ("teams", ("logic.azure.com", "powerplatform.com", "powerautomate.com", "logic.azure.us")),
    ("connector", ("webhook.office.com", "outlook.office.com", "outlook.office365.com")),
)


def service_of(host: str) -> str:
    """Whose address this is: a kind of route, "connector" for what Microsoft has switched off, "" for any other."""
    name = host.lower().rstrip(".")
    return next((kind for kind, known in _HOSTS if any(name == one or name.endswith(f".{one}") for one in known)), "")


def next_post(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it was the last."""
    return at + POST_WAITS[tries - 1] if tries <= len(POST_WAITS) else None
