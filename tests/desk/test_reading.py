"""What the desk shows of mails that are more than words."""

import pytest
from django.test import Client

from tests.cast import ada, inbox
from tests.channels.email.mails import HEAD, multipart, part
from tests.channels.email.test_parse_invites import MEETING, calendar
from tests.mailroom import hand_in, read

pytestmark = pytest.mark.django_db
PLAIN = b"Content-Type: text/plain"


def shown(client: Client, raw: bytes) -> str:
    inbox()
    stored = hand_in(raw)
    read()
    stored.refresh_from_db()
    assert stored.message is not None
    client.force_login(ada())
    return client.get(f"/conversations/{stored.message.conversation.reference}/").content.decode()


def invitation(*lines: str, method: str = "REQUEST") -> bytes:
    event = part(calendar(*lines, method=method).encode(), b"Content-Type: text/calendar")
    return HEAD + multipart("alternative", part(b"Shall we meet?", PLAIN), event)


def test_an_invitation_is_a_card(client: Client) -> None:
    found = shown(client, invitation(*MEETING))
    assert 'aria-label="Invitation"' in found
    for words in ("Repair, second try", 'datetime="2026-07-06T14:00:00+02:00"', "Workshop", "Uma Beck &lt;uma@"):
        assert words in found


def test_a_cancelled_meeting_says_so(client: Client) -> None:
    assert 'aria-label="Cancelled" data-off' in shown(client, invitation(*MEETING, method="CANCEL"))


def test_whole_days_end_on_their_last(client: Client) -> None:
    found = shown(client, invitation("SUMMARY:Fair", "DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708"))
    assert "6 July 2026 to 7 July 2026" in found


def test_an_invitation_carries_no_markup(client: Client) -> None:
    found = shown(client, invitation("SUMMARY:<script>alert(1)</script>", "LOCATION:<img src=x>"))
    assert "<script>alert" not in found
    assert "<img src=x>" not in found


def test_an_encrypted_mail_says_what_it_is(client: Client) -> None:
    version = part(b"Version: 1", b"Content-Type: application/pgp-encrypted")
    file = part(b"hQEMA", b"Content-Type: application/octet-stream; name=encrypted.asc")
    found = shown(client, HEAD + multipart("encrypted", version, file))
    assert "Only whoever holds the key can open the attached file." in found
    assert "encrypted.asc" in found
    assert "An encrypted mail" in found, "the list says it in a line"


def test_a_signed_mail_claims_no_check(client: Client) -> None:
    signature = part(b"MII=", b"Content-Type: application/pkcs7-signature; name=smime.p7s")
    found = shown(client, HEAD + multipart("signed", part(b"I agree.", PLAIN), signature))
    assert "Digitally signed. The signature was not checked." in found


def test_a_plain_mail_has_none_of_it(client: Client) -> None:
    found = shown(client, HEAD + b"\r\nHello")
    assert 'class="invite"' not in found
    assert 'class="forwarded"' not in found
    assert "Digitally signed" not in found


def test_the_whole_mail_is_one_click_away(client: Client) -> None:
    body = b"\r\nIt works.\r\n\r\nOn 3 May 2024 at 10:00, Ada <a@shop.example> wrote:\r\n> Does it?\r\n"
    found = shown(client, HEAD + body)
    assert "Earlier mail" in found
    assert "Does it?" in found
    assert "/source/" in found


def test_lines_that_a_mail_program_broke_are_whole_again(client: Client) -> None:
    body = b"Came in on the 220 bus in the lashing rain because the text said ready\r\nfrom five yesterday.\r\nColm\r\n"
    page = shown(client, HEAD + PLAIN + b"\r\n\r\n" + body)
    assert "said ready from five yesterday.\nColm" in page
