"""What the menus send: the verb and its value in the button that was pressed, "priority:2", or a field beside it."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.conversations.actions import ConversationError
from rapport.conversations.models import pk_of_reference
from rapport.desk.doing import times
from rapport.flows.deeds import Deed, Verb

MOST = 5000
FIELD = "field-"


def deed_of(data: QueryDict, at: datetime) -> Deed:
    """The deed that was asked for. Raises ConversationError."""
    verb, _colon, value = data.get("do", "").partition(":")
    if verb == Verb.SNOOZE:
        return Deed(verb, _until(value, data, at))
    if verb == Verb.FIELDS:
        return Deed(verb, _fields(data))
    if verb in (Verb.TAG, Verb.UNTAG) and not value:
        return Deed(verb, [name.strip() for name in data.get("tag", "").split(",") if name.strip()])
    return Deed(verb, value or None)


def _until(preset: str, data: QueryDict, at: datetime) -> str | None:
    zone = times.zone_named(data.get("zone", ""), timezone.get_current_timezone())
    try:
        found = times.moment(preset, at, zone) if preset else times.given(data.get("until", ""), zone)
    except (KeyError, ValueError, OverflowError):
        raise ConversationError(_("Choose a day and a time.")) from None
    return found.isoformat() if found else None


def _fields(data: QueryDict) -> dict[str, Any]:
    """Every field of the form; one of several values names itself once without any, so that it can be emptied."""
    found: dict[str, Any] = {}
    for name in data:
        if name.startswith(FIELD):
            values = data.getlist(name)
            found[name.removeprefix(FIELD)] = values[-1] if len(values) == 1 else [one for one in values if one]
    return found


def chosen(data: QueryDict) -> list[int]:
    """The conversations that were ticked, each once, as many as can be worked on."""
    found = (pk_of_reference(reference) for reference in data.getlist("on")[:MOST])
    return list(dict.fromkeys(pk for pk in found if pk is not None))
