"""Calendar invitations (RFC 5545, iTIP) as a few facts people ask for: what, when, where, who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.mime import Part

_TYPES = ("text/calendar", "application/ics")
_MOST_BYTES = 200_000
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Invite:
    """`starts` and `ends` are ISO 8601: a date for a whole day, else a moment with its offset, if it has a zone.

    `method` is request, cancel, reply, publish or what else iTIP knows, in lower case; unknown facts are ''.
    """

    title: str
    starts: str
    ends: str
    zone: str
    place: str
    organiser: str
    method: str


def find_invite(root: Part) -> Invite | None:
    """The first event of the first calendar in the mail."""
    for part in root.walk():
        if part.content_type in _TYPES or (not part.is_multipart and part.name.lower().endswith(".ics")):
            found = read_invite(decode(part.data()[:_MOST_BYTES], part.params.get("charset")))
            if found is not None:
                return found
    return None


def read_invite(source: str) -> Invite | None:
    """None when it holds no event, or is no calendar at all."""
    if "BEGIN:VEVENT" not in source.upper():
        return None
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(_first_event(source))
        event = next(iter(calendar.walk("VEVENT")), None)
        return _invite(event, str(calendar.get("METHOD", ""))) if event is not None else None
    except MemoryError:
        raise
    except Exception:  # a library of its own on bytes of a stranger: the file is shown as a file then
        return None


def _first_event(source: str) -> str:
    """Only the head and the first event: a calendar of a thousand events is no invitation to read."""
    end = source.upper().find("END:VEVENT")
    return f"{source[:end]}END:VEVENT\r\nEND:VCALENDAR\r\n" if end >= 0 else source


def _invite(event: Any, method: str) -> Invite:
    starts, zone = _moment(event.get("DTSTART"))
    ends, _ = _moment(event.get("DTEND"))
    if not ends and starts and event.get("DURATION") is not None:
        ends, _ = _said(event.decoded("DTSTART") + event.decoded("DURATION"), zone)
    organiser = event.get("ORGANIZER")
    return Invite(
        title=_line(event.get("SUMMARY")),
        starts=starts,
        ends=ends,
        zone=zone,
        place=_line(event.get("LOCATION")),
        organiser=_organiser(organiser),
        method=_line(method).lower()[:20],
    )


def _moment(value: Any) -> tuple[str, str]:
    if value is None or not hasattr(value, "dt"):
        return "", ""
    return _said(value.dt, _line(value.params.get("TZID")) if hasattr(value, "params") else "")


def _said(moment: object, zone: str) -> tuple[str, str]:
    if isinstance(moment, datetime):
        named = zone or (str(moment.tzinfo) if moment.tzinfo else "")
        return moment.isoformat(timespec="minutes"), named
    return (moment.isoformat(), "") if isinstance(moment, date) else ("", "")


def _organiser(value: Any) -> str:
    if value is None:
        return ""
    address = str(value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    name = _line(value.params.get("CN")) if hasattr(value, "params") else ""
    return _line(f"{name} <{address}>" if name and name != address else address)


def _line(value: Any) -> str:
    return clean_header(" ".join(str(value or "").split()))[:_LONGEST]
