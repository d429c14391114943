"""What the first page tells: who waits, who is unhappy and what is done, what is promised, what went wrong, how the day
goes, what customers said in the last days, and what was put right for whom."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.channels.email import undelivered
from rapport.conversations import queries as conversations
from rapport.conversations import tally
from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.frame import Around
from rapport.desk.present import kept
from rapport.desk.reports.present import between, percent
from rapport.feedback import queries as feedback
from rapport.language.anonymous import anonymous
from rapport.learning import queries as learning
from rapport.platform import events, sql
from rapport.platform.gathered import gather
from rapport.promises import queries as promises
from rapport.promises.models import Promise
from rapport.recovery import queries as recoveries
from rapport.recovery import rules, turned_round
from rapport.recovery.models import Recovery, StepKind
from rapport.reports.rules.counts import estimate
from rapport.reports.rules.shares import Group
from rapport.team.models import User
from rapport.triage import queries as triage
from rapport.web.addresses import reverse
from rapport.web.faces import FACES

SHOWN = 6
REASONS = 3


def whole(request: StaffRequest, around: Around, at: datetime) -> dict[str, Any]:
    """Everything but the frame; `around` holds the numbers that the frame has asked for already."""
    user, seen = request.user, inbox_ids(request.user)
    morning = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    mine, waiting = around.counts[tally.PILE].of_user, around.counts["waiting"].of_user
    standings = triage.standings(seen, size=SHOWN, assignee=user)
    lists = gather(
        {
            "unhappy": recoveries.open_now(user.role, SHOWN),
            "promised": promises.due_until(user.role, SHOWN),
            "trouble": undelivered.to_see_to(user.role, SHOWN),
            "waiting": conversations.waiting_of(user.role, SHOWN),
        },
        {"user": user.pk, "until": int((morning + timedelta(days=1)).timestamp())},
    )
    return {
        "greeting": _greeting(timezone.localtime(at).time(), user.first_name),
        "today_url": reverse("desk:today"),
        "waits": {
            "rows": kept.rows(standings, folder="mine", current=None, at=at),
            "more": max(0, mine - len(standings)),
        },
        "unassigned": around.counts[tally.PILE].unassigned,
        "unhappy": [_unhappy(one) for one in lists["unhappy"]],
        "unhappy_more": max(0, around.recoveries - SHOWN),
        "promised": [_promised(one) for one in lists["promised"]],
        "trouble": [_trouble(one) for one in lists["trouble"]],
        "with_customers": [_link(one) for one in lists["waiting"]],
        "with_customers_more": max(0, waiting - SHOWN),
        "unread": around.unread,
        **_told(user, seen, morning, at),
    }


def is_untouched(around: Around) -> bool:
    """Whether nobody has ever written here."""
    return not any(one.all for one in around.counts.values()) and not conversations.is_any()


def _greeting(hour: time, name: str) -> str:
    if hour < time(11):
        return _("Good morning, %(name)s") % {"name": name}
    if hour < time(18):
        return _("Good day, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _link(one: Conversation) -> dict[str, Any]:
    return {
        "url": reverse("desk:conversation", args=[one.reference]),
        "name": str(one.customer),
        "subject": one.subject,
        "reference": one.reference,
        "at": one.last_message_at,
    }


def _unhappy(one: Recovery) -> dict[str, Any]:
    """By name, with what was done last and what comes next."""
    done: list[str] = getattr(one, "done", None) or []
    following = rules.next_step(done, one.required)
    last = next((kind for kind in reversed(rules.ORDER) if kind in done), None)
    return _link(one.conversation) | {
        "recovery_url": reverse("desk:recovery", args=[one.pk]),
        "likely": one.is_likely,
        "owner": one.owner.first_name if one.owner else "",
        "done": _(StepKind(last).label) if last else "",
        "next": _(StepKind(following).label) if following else "",
        "due": one.due_at if following else None,
    }


def _promised(one: Promise) -> dict[str, Any]:
    return _link(one.conversation) | {
        "text": one.text,
        "due": one.due_at,
        "owner": one.owner.first_name if one.owner else "",
    }


def _trouble(one: Conversation) -> dict[str, Any]:
    held = bool(getattr(one, "is_held", False))
    words = _("A mail is held: its sender is not proven") if held else _("A reply did not arrive")
    return _link(one) | {"words": words, "held": held}


def _told(user: User, inboxes: list[int] | None, morning: datetime, at: datetime) -> dict[str, Any]:
    """How the day goes; of the last seven days why answers were poor, who was won back, and praise; in one query."""
    last = at.astimezone(UTC).date()
    first = last - timedelta(6)
    found = sql.together(
        {
            "answers": events.DONE_SINCE,
            "faces": feedback.FACES_SINCE,
            "also": learning.UNHAPPY_SINCE,
            "reasons": learning.REASONS_IN,
            "won": recoveries.WON_SINCE,
            "praise": learning.NEWEST_PRAISE,
            "turned": turned_round.SHARED_SINCE,
        },
        {
            "name": "conversations.replied",
            "user": user.pk,
            "company": not user.is_partner,
            "since": morning,
            "inboxes": inboxes,
            "first": first,
            "last": last,
            "week": at - timedelta(7),
        },
    )
    rows: dict[str, list[dict[str, Any]]] = {
        name: json.loads(found[name] or "[]") for name in ("also", "reasons", "won", "praise", "turned")
    }
    return {
        "day": _day(found),
        "also_unhappy": [_also(one) for one in rows["also"]],
        "reasons": _reasons(rows["reasons"], first, last),
        "won": [one | {"url": reverse("desk:recovery", args=[one["id"]])} for one in rows["won"]],
        "praise": [one | {"url": reverse("desk:feedback-item", args=[one["id"]])} for one in rows["praise"]],
        "turned": [_turned(one) for one in rows["turned"]],
    }


def _turned(one: dict[str, Any]) -> dict[str, Any]:
    """A case that a lead shares with everybody: the name is for those who see the conversation."""
    names = [one["name"], one["organization"], *(one["addresses"] or [])]
    said = {of: anonymous(one[of] or "", names, longest=160) for of in ("before", "after", "words")}
    url = f"{reverse('desk:turned-round')}#example-{one['id']}"
    return said | {"name": one["name"] if one["is_seen"] else "", "owner": one["owner"], "url": url}


def _also(one: dict[str, Any]) -> dict[str, Any]:
    reader = one["read_by"]
    done = _("read by %(name)s, not decided") % {"name": reader.split()[0]} if reader else _("nobody has read it")
    return one | {"url": reverse("desk:feedback-item", args=[one["id"]]), "done": done}


def _reasons(rows: list[dict[str, Any]], first: date, last: date) -> dict[str, Any]:
    """The most frequent ones of those that were given; n is how many poor answers have a reason."""
    if not rows:
        return {"rows": [], "n": 0}
    asked = f"since={first.isoformat()}&until={last.isoformat()}"
    shown = [
        {
            "name": _(one["name"]),
            "n": one["n"],
            "url": f"{reverse('desk:feedback-behind', args=[one['reason_id']])}?{asked}",
        }
        for one in rows[:REASONS]
    ]
    return {"rows": shown, "n": sum(one["n"] for one in rows)}


def _day(found: dict[str, Any]) -> dict[str, Any]:
    """How many answers left today, and how those who said so felt; n is the number of people who did."""
    team, own = json.loads(found["answers"])
    counted = json.loads(found["faces"] or "{}")
    faces = [{"level": face.level, "count": counted.get(str(face.level), 0)} for face in FACES]
    n = sum(face["count"] for face in faces)
    happy = sum(face["count"] for face in faces if face["level"] >= 3)
    satisfied = estimate(Group(happy, n))
    share = {"happy": percent(satisfied.value), "interval": between(satisfied)} if satisfied else {}
    return {"own": own, "team": team, "faces": faces, "n": n, **share}
