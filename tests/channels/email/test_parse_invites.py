"""Calendar invitations are read as invitations."""

from __future__ import annotations

import pytest

from rapport.channels.email.parse import Invite
from rapport.channels.email.parse.invites import read_invite
from rapport.channels.email.parse.wire import pack, unpack
from tests.channels.email.mails import mail, multipart, part

ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*lines: str, method: str = "REQUEST", before: str = "") -> str:
    event = "\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"])
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:{method}\n{before}{event}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n")


MEETING = (
    "SUMMARY:Repair\\, second try",
    "DTSTART;TZID=Europe/Berlin:20260706T140000",
    "DTEND;TZID=Europe/Berlin:20260706T150000",
    "LOCATION:Workshop",
    'ORGANIZER;CN="Uma Beck":mailto:uma@customer.example',
)


def test_the_facts_of_a_meeting_are_read() -> None:
    assert read_invite(calendar(*MEETING)) == Invite(
        title="Repair, second try",
        starts="2026-07-06T14:00+02:00",
        ends="2026-07-06T15:00+02:00",
        zone="Europe/Berlin",
        place="Workshop",
        organiser="Uma Beck <uma@customer.example>",
        method="request",
    )


@pytest.mark.parametrize(
    ("lines", "starts", "ends", "zone"),
    [
        (["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708"], "2026-07-06", "2026-07-08", ""),
        (["DTSTART:20260706T120000Z", "DURATION:PT90M"], "2026-07-06T12:00+00:00", "2026-07-06T13:30+00:00", "UTC"),
        (["DTSTART:20260706T120000"], "2026-07-06T12:00", "", ""),
        (
            ["DTSTART;TZID=W. Europe Standard Time:20260106T090000"],
            "2026-01-06T09:00+01:00",
            "",
            "W. Europe Standard Time",
        ),
    ],
)
def test_times_keep_their_zone(lines: list[str], starts: str, ends: str, zone: str) -> None:
    found = read_invite(calendar(*lines, before=ZONE))
    assert found is not None
    assert (found.starts, found.ends, found.zone) == (starts, ends, zone)


def test_a_cancellation_is_told_from_a_request() -> None:
    found = read_invite(calendar(*MEETING, method="CANCEL"))
    assert found is not None
    assert found.method == "cancel"


def test_the_invitation_of_a_mail_is_found_and_its_file_kept() -> None:
    plain = part(b"Shall we meet?", b"Content-Type: text/plain")
    event = part(calendar(*MEETING).encode(), b"Content-Type: text/calendar; charset=utf-8; method=REQUEST")
    found = mail(multipart("alternative", plain, event))
    assert found.text == "Shall we meet?"
    assert found.invite is not None
    assert found.invite.title == "Repair, second try"
    assert [item.shown_name for item in found.attachments] == ["attachment-1.ics"]
    assert unpack(pack(found)) == found


def test_a_mail_that_is_only_an_invitation_has_one() -> None:
    found = mail(b"Content-Type: text/calendar\r\n\r\n" + calendar(*MEETING).encode())
    assert found.invite is not None


@pytest.mark.parametrize(
    "source",
    [
        "",
        "no calendar",
        "BEGIN:VEVENT",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\n" * 3000 + "BEGIN:VEVENT",
        calendar("SUMMARY" + ";X=1" * 40_000 + ":x"),
        calendar("SUMMARY:" + "\\," * 90_000),
    ],
)
def test_what_is_no_calendar_harms_nobody(source: str) -> None:
    found = read_invite(source)
    assert found is None or found.starts == ""


def test_a_calendar_of_a_thousand_events_is_read_to_its_first() -> None:
    many = calendar(*MEETING).replace("END:VCALENDAR\r\n", "") + "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n" * 1000
    found = read_invite(many + "END:VCALENDAR\r\n")
    assert found is not None
    assert found.title == "Repair, second try"
