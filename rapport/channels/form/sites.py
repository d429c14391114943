"""On which other sites the form of an inbox may stand in a frame: those of the setting, which is for every form, and
those that a lead entered for this one."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from rapport.conversations.models import Inbox
from rapport.platform import events
from rapport.platform.actions import remember_fact
from rapport.platform.queries import fact
from rapport.team.models import User

MOST = 20
# Nothing else gets into a policy: no wildcard, path, space or semicolon. Without encryption only one's own machine.
_ORIGIN = re.compile(
    r"(?:https://[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|http://(?:localhost|127\.0\.0\.1))(?::\d{1,5})?", re.ASCII
)


class SiteError(ValueError):
    """The text says what to change."""


def sites_of(inbox: Inbox) -> list[str]:
    """Those that a lead entered."""
    return [str(one) for one in fact(_key(inbox)).get("sites", [])]


def may_frame(inbox: Inbox) -> list[str]:
    return list(dict.fromkeys([*settings.RAPPORT_FORM_SITES, *sites_of(inbox)]))


def set_sites(inbox: Inbox, words: str, *, actor: User, at: datetime) -> list[str]:
    """Written one a line or with commas; of an address only the site is kept. Raises SiteError."""
    found = list(dict.fromkeys(_origin(one) for one in re.split(r"[\s,]+", words[:10_000]) if one))
    if len(found) > MOST:
        raise SiteError(gettext("These are more than %(most)s sites.") % {"most": MOST})
    remember_fact(_key(inbox), {"sites": found}, at=at)
    events.record("form.sites_set", at=at, actor_id=actor.pk, data={"inbox": inbox.pk, "sites": len(found)})
    return found


def _origin(written: str) -> str:
    text = written.strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname.encode("idna").decode() if parts.hostname else ""
        origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    except (ValueError, UnicodeError):
        origin = ""
    if not _ORIGIN.fullmatch(origin) or parts.username is not None:
        raise SiteError(
            gettext("“%(site)s” is no site. Write it like https://www.example.com.") % {"site": written[:80]}
        )
    return origin


def _key(inbox: Inbox) -> str:
    return f"form.sites.{inbox.pk}"
