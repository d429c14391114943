"""What stands around every page of the desk: folders, bell, the user."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from rapport.alerts import queries as alerts
from rapport.channels.email import hindrances, practice, servers, undelivered
from rapport.channels.email.holding import HELD
from rapport.channels.email.queries import AUTOMATIC_MAIL
from rapport.conversations import queries as conversations
from rapport.conversations import tally
from rapport.desk.access import StaffRequest, inbox_ids, known_conversations
from rapport.desk.beside import beside
from rapport.desk.pile import viewed
from rapport.desk.present.alerts import shown_alert
from rapport.flows.check_up import LAST
from rapport.learning import queries as learning
from rapport.platform import queries as platform
from rapport.platform import signing, sql
from rapport.platform.clock import now
from rapport.promises import queries as promises
from rapport.recovery import complaints
from rapport.recovery import queries as recoveries
from rapport.reports.queries import WAITS
from rapport.search.queries import FILLED
from rapport.search.rules import OPERATORS
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web.addresses import reverse
from rapport.writing import queries as writing


def frame(request: StaffRequest, *, folder: str = "") -> dict[str, Any]:
    """The context every full page needs; `folder` is the name of the current one."""
    at, numbers = now(), around(request.user)
    return {
        "now": at,
        "home_url": reverse("desk:home"),
        "search_url": reverse("desk:search"),
        "operators": OPERATORS,
        "palette_url": reverse("desk:palette"),
        "me": request.user,
        "account_url": reverse("desk:you"),
        "keyboard_url": reverse("desk:keyboard"),
        "sign_out_url": reverse("account_logout"),
        "push_mark": push_mark(request) if alerts.has_devices(request.user.pk) else "",
        "push_url": reverse("desk:devices"),
        "live_url": f"{reverse('desk:live')}?since={at.timestamp():.3f}",
        "bell_template": "web/_alert_bell.html",
        "bell": bell(request),
        "sections": [*sections(request, folder), _beside(request, numbers.facts, folder)],
        "notices": [
            *_notice(numbers.facts),
            *(_hindrances(at, numbers.mailbox_trouble) if request.user.is_lead else []),
        ],
    }


def push_mark(request: StaffRequest) -> str:
    """By what a browser knows that it is pushed to for this person, and whether for this session: "person.session"."""
    person, session = str(request.user.pk), request.session.session_key or ""
    return ".".join(
        signing.base32(signing.mac(f"push-{of}", known, 8)) for of, known in (("of", person), ("in", session))
    )


@dataclass(frozen=True)
class Around:
    """The numbers around a page, and what a lead must not overlook."""

    counts: Mapping[str, tally.Count]
    recoveries: int
    complaints: int | None
    undelivered: int
    unseen: int
    drafted: int
    promised: int
    any_server: bool
    mailbox_trouble: bool
    facts: dict[str, Any]

    @property
    def unread(self) -> int:
        """Poor answers that nobody has read."""
        return self.counts.get(learning.UNREAD, tally.Count()).all


def around(user: User) -> Around:
    """All of it in one query, asked once a request: a user object lives no longer than that."""
    known: Around | None = user.__dict__.get("around")
    if known is None:
        known = user.__dict__["around"] = _ask(user)
    return known


def _ask(user: User) -> Around:
    found = sql.together(
        {
            "counts": tally.COUNTS,
            "recoveries": recoveries.OPEN_COUNT,
            "complaints": complaints.OPEN_COUNT,
            "undelivered": undelivered.COUNT,
            "unseen": alerts.UNSEEN,
            "drafted": writing.DRAFTED,
            "promised": promises.OWN_COUNT,
            "any_server": servers.ANY_SERVER,
            "mailbox_trouble": hindrances.ANY_TROUBLE,
            "facts": platform.FACTS,
        },
        {
            "user": user.pk,
            "leads": user.is_lead,
            "inboxes": inbox_ids(user),
            "facts": [FILLED, practice.SAMPLE, *([HELD, LAST, AUTOMATIC_MAIL, WAITS] if user.is_lead else [])],
        },
        sql.ONCE,
    )
    found["counts"] = tally.read(found["counts"])
    found["facts"] = json.loads(found["facts"] or "{}")
    return Around(**found)


def _notice(known: dict[str, Any]) -> list[dict[str, str]]:
    if HELD not in known:
        return _switched_off(known)
    text = _("A backup was restored, and no mail is sent until somebody releases it.")
    return [{"text": text, "link": _("What to do"), "url": reverse("desk:health")}]


def _switched_off(known: dict[str, Any]) -> list[dict[str, str]]:
    if AUTOMATIC_MAIL not in known or known[AUTOMATIC_MAIL].get("on") is not False:
        return []
    text = _("Automatic mail is switched off: no receipts leave, and alerts come in the app only.")
    return [{"text": text, "link": _("Switch it on"), "url": reverse("desk:automatic")}]


def _hindrances(at: datetime, of_mailboxes: bool) -> list[dict[str, Any]]:
    """What keeps mail from coming in."""
    return [
        {"headline": f"{found.headline}.", "text": found.words, "link": _("Health"), "url": reverse("desk:health")}
        for found in hindrances.all_now(at=at, of_mailboxes=of_mailboxes)
    ]


def _beside(request: StaffRequest, known: dict[str, Any], folder: str) -> dict[str, Any]:
    """What is no list: the settings, and for leads how the installation fares."""
    links = [_link(_("Settings"), "settings", "cog-6-tooth", folder)]
    if request.user.is_lead:
        broken = (known[LAST].get("faults", 0) if LAST in known else 0) + (HELD in known)
        links = [_link(_("Health"), "health", "heart", folder, count=broken, tone="bad"), *links]
    return {"title": "Rapport", "links": links}


def bell(request: StaffRequest) -> dict[str, Any]:
    known = known_conversations(request.user)
    by_inbox = not request.user.is_collaborator
    unseen = around(request.user).unseen if by_inbox else alerts.unseen_count(request.user, known)
    return {
        "alerts": [shown_alert(alert) for alert in beside(request.user).alerts],
        "unread": unseen,
        "all_url": reverse("desk:alerts"),
        "refresh_url": reverse("desk:bell"),
        "read_url": reverse("desk:alerts-reading"),
    }


def sections(request: StaffRequest, folder: str) -> list[dict[str, Any]]:
    """Folders with exact counts; the first section fetches itself again when the pile changes, and the third comes
    along. Done has none: it only grows, and nobody works it off."""
    numbers = around(request.user)
    pile, lost = numbers.counts[tally.PILE], numbers.undelivered
    first = [
        _link(_("Today"), "home", "home", folder, key="g h"),
        _link(_("Pile"), "pile", "inbox-stack", folder, count=pile.all, key="g i"),
        _own_link(request.user, folder, pile.of_user),
        _link(_("Unassigned"), "unassigned", "inbox", folder, count=pile.unassigned),
        _link(_("Recoveries"), "recoveries", "lifebuoy", folder, count=numbers.recoveries, key="g u", tone="bad"),
        _link(_("Feedback"), "feedback-review", "chat-bubble-left-ellipsis", folder, count=numbers.unread, key="g f"),
        _link(_("Not delivered"), "undelivered", "exclamation-triangle", folder, count=lost, tone="bad"),
    ]
    drafted = None if request.user.is_collaborator else numbers.drafted
    second = [
        _link(_("Drafts"), "drafts", "pencil-square", folder, count=drafted),
        _link(_("Waiting"), "waiting", "clock", folder, count=numbers.counts["waiting"].all),
        _link(_("Later"), "later", "bell-snooze", folder, count=numbers.counts["later"].all, key="g t"),
        _link(_("Promises"), "promises", "hand-raised", folder, count=numbers.promised, key="g p"),
        _link(_("Done"), "done", "check-circle", folder),
        _link(_("Ratings"), "ratings", "face-smile", folder),
        _link(_("Work"), "work", "chart-bar", folder),
        _link(_("Long unhappy"), "unhappy", "face-frown", folder),
        _link(_("Who left us"), "losses", "user-minus", folder),
        _link(_("Voices"), "voices", "megaphone", folder),
        *_complaints(request.user, folder, numbers.complaints),
        _link(_("Prevention"), "prevention", "shield-check", folder),
        _link(_("Board"), "board", "light-bulb", folder),
    ]
    shown: list[dict[str, Any]] = [
        {"title": "", "id": "folders", "refresh_url": reverse("desk:folders") + f"?folder={folder}", "links": first},
        viewed.section(request.user, folder),
        {"title": _("More"), "id": "folders-more", "links": second},
    ]
    may_read = request.user.may(May.LEAD) or practice.SAMPLE in numbers.facts
    if may_read and not (numbers.any_server or servers.by_setting()):
        postbox = {"name": _("Postbox"), "url": "/postbox/", "icon": "envelope", "key": ""}
        shown.append({"title": _("Customers’ side"), "links": [postbox]})
    return shown


def _complaints(user: User, folder: str, count: int | None) -> list[dict[str, Any]]:
    """For who may open the register."""
    return [_link(_("Complaints"), "complaints", "exclamation-circle", folder, count=count)] if user.is_lead else []


def _own_link(user: User, folder: str, mine: int) -> dict[str, Any]:
    """What is somebody's own: conversations, or for who is only asked the questions."""
    if user.is_collaborator:
        return _link(_("Asked"), "asked", "at-symbol", folder, count=conversations.open_asks(user), key="g m")
    return _link(_("Mine"), "mine", "user", folder, count=mine, key="g m")


def places() -> list[tuple[str, str, str]]:
    """Every list and page that the sidebar leads to, without counting anything: name, address, icon."""
    known = [
        (_("Today"), "home", "home"),
        (_("Pile"), "pile", "inbox-stack"),
        (_("Mine"), "mine", "user"),
        (_("Unassigned"), "unassigned", "inbox"),
        (_("Recoveries"), "recoveries", "lifebuoy"),
        (_("Feedback"), "feedback-review", "chat-bubble-left-ellipsis"),
        (_("Reasons"), "feedback-reasons", "chart-bar"),
        (_("Weekly digest"), "digests", "newspaper"),
        (_("Not delivered"), "undelivered", "exclamation-triangle"),
        (_("Waiting"), "waiting", "clock"),
        (_("Later"), "later", "bell-snooze"),
        (_("Promises"), "promises", "hand-raised"),
        (_("Drafts"), "drafts", "pencil-square"),
        (_("Done"), "done", "check-circle"),
        (_("Ratings"), "ratings", "face-smile"),
        (_("Work"), "work", "chart-bar"),
        (_("Long unhappy"), "unhappy", "face-frown"),
        (_("Who left us"), "losses", "user-minus"),
        (_("Voices"), "voices", "megaphone"),
        (_("Prevention"), "prevention", "shield-check"),
        (_("Goodwill"), "goodwill", "gift"),
        (_("Board"), "board", "light-bulb"),
        (_("Views"), "views", "bookmark"),
        (_("Alerts"), "alerts", "bell"),
    ]
    return [(name, reverse(f"desk:{view}"), icon) for name, view, icon in known]


def _link(
    name: str,
    view: str,
    icon: str,
    folder: str,
    *,
    count: int | None = None,
    key: str = "",
    tone: str = "plain",
) -> dict[str, Any]:
    return {
        "name": name,
        "url": reverse(f"desk:{view}"),
        "icon": icon,
        "count": count,
        "current": folder == view,
        "listed": view not in ("recoveries", "feedback-review"),
        "key": key,
        "tone": tone,
    }
