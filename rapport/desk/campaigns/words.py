"""Campaigns in words: whom they are about, and what their numbers count."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.campaigns import queries
from rapport.campaigns.models import OUT
from rapport.campaigns.rules import PLACEHOLDERS, Last, Segment, Stratum, Who
from rapport.desk.present import saved_replies
from rapport.desk.reports import present
from rapport.desk.reports.forms import TONGUES
from rapport.feedback.models import Channel, Score
from rapport.learning.models import Reason, Source
from rapport.surveys.models import Why

_LAST = {
    Last.QUARTER: gettext_lazy("wrote in the last three months"),
    Last.YEAR: gettext_lazy("wrote in the last year"),
    Last.OLDER: gettext_lazy("wrote longer ago"),
    Last.NEVER: gettext_lazy("never wrote"),
}
_TITLES = {
    queries.WRITTEN: gettext_lazy("Written to"),
    queries.SENT: gettext_lazy("Sent"),
    queries.BOUNCED: gettext_lazy("Came back"),
    queries.UNSUBSCRIBED: gettext_lazy("Do not want to be asked"),
    queries.ANSWERED: gettext_lazy("Answered"),
    queries.SILENT: gettext_lazy("Did not answer"),
    queries.SKIPPED: gettext_lazy("Drawn, and not written to"),
    queries.WAITING: gettext_lazy("Wait for their mail"),
    queries.CONTROL: gettext_lazy("Left alone"),
}


def segment(one: Segment) -> str:
    """As a sentence without its end."""
    said = {
        Who.SCORES: _("chose 4, 5 or 6 of 10 in the last %(days)s days"),
        Who.FACES: _("rated “Not quite” or “Good” in the last %(days)s days"),
        Who.SILENT: _("wrote in the last %(days)s days and never said how it was"),
        Who.UNHEARD: _("known for more than %(days)s days, and not heard of since"),
    }
    return said[Who(one.who)] % {"days": one.days}


def narrowed(one: Segment, inbox: str) -> list[str]:
    """`inbox`: the name of the one it is about."""
    found = []
    if one.inbox is not None:
        found.append(_("wrote to %(inbox)s") % {"inbox": inbox or "–"})
    if one.language:
        found.append(_("answered in %(language)s") % {"language": TONGUES.get(one.language, one.language)})
    if one.channel:
        found.append(_("came by %(channel)s") % {"channel": dict(Channel.choices).get(one.channel, one.channel)})
    if one.tag:
        found.append(_("with the tag %(tag)s") % {"tag": one.tag})
    if one.wrote_within is not None:
        found.append(_("wrote in the last %(days)s days") % {"days": one.wrote_within})
    if one.not_within is not None:
        found.append(_("did not write in the last %(days)s days") % {"days": one.not_within})
    return found


def stratum(who: str, key: str) -> str:
    if who == Who.SCORES:
        return _("chose %(number)s") % {"number": key}
    if who == Who.FACES:
        return str(_(Score(int(key)).label))
    return str(_LAST[Last(key)]) if key in set(Last) else key


def stratum_row(who: str, one: Stratum) -> dict[str, Any]:
    return {
        "key": one.key,
        "words": stratum(who, one.key),
        "population": one.population,
        "asked": one.asked,
        "control": one.control,
        "chance": present.percent(one.asked_chance) if one.asked else "–",
    }


def excluded(found: dict[str, int]) -> list[dict[str, Any]]:
    return [{"words": label, "count": found[why]} for why, label in OUT.items() if found.get(why)]


def title(part: str, because: str | None, tag: str | None) -> str:
    words = str(_TITLES[part])
    if because:
        return f"{words}: {OUT.get(because, Why(because).label)}"
    return f"{words}: {tag}" if tag else words


def answers_title(reason: Reason | None, source: str) -> str:
    if reason is None:
        return _("Answers")
    who = f" ({Source(source).label})" if source else ""
    return _("Answers about: %(reason)s") % {"reason": reason} + who


def placeholders() -> list[tuple[str, Any]]:
    return [(f"{{{{{name}}}}}", told) for name, told, _example in saved_replies.PLACEHOLDERS if name in PLACEHOLDERS]


def hours(asked: int, per_hour: int) -> str:
    """How long it takes until all are written to."""
    number = max(1, -(-asked // per_hour))
    return ngettext("about %(number)s hour", "about %(number)s hours", number) % {"number": number}


def since(moment: datetime | None, now: datetime) -> str:
    """How long something has gone on; empty where it has not begun."""
    if moment is None:
        return ""
    seconds = max(1, round((now - moment).total_seconds()))
    if seconds < 120:
        return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    return ngettext("%(number)s minute", "%(number)s minutes", seconds // 60) % {"number": seconds // 60}
