"""Mails in wrappings: signatures, encryption, winmail.dat, mails in mails."""

from __future__ import annotations

import struct

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from rapport.channels.email.parse import parse
from rapport.channels.email.parse.cms import signed_content
from rapport.channels.email.parse.tnef import unpack
from rapport.channels.email.parse.wire import pack
from rapport.channels.email.parse.wire import unpack as unwire
from tests.channels.email.mails import HEAD, b64, mail, multipart, part
from tests.channels.email.signing import certificate

PLAIN = b"Content-Type: text/plain; charset=utf-8"
BASE64 = b"Content-Transfer-Encoding: base64"
SIGNATURE = part(b"MII=", b"Content-Type: application/pkcs7-signature; name=smime.p7s", BASE64)
ENTITY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe aus dem Umschlag\r\n"


def opaque(entity: bytes, encoding: serialization.Encoding = serialization.Encoding.DER) -> bytes:
    cert, key = certificate()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity).add_signer(cert, key, hashes.SHA256())
    return builder.sign(encoding, [pkcs7.PKCS7Options.Binary])


def cms(data: bytes, *params: bytes) -> bytes:
    head = b"; ".join([b"Content-Type: application/pkcs7-mime", *params, b"name=smime.p7m"])
    return part(b64(data), head, BASE64, b"Content-Disposition: attachment; filename=smime.p7m")


def test_a_signed_mail_shows_what_was_signed() -> None:
    found = mail(multipart("signed", part(b"I agree.", PLAIN), SIGNATURE))
    assert (found.text, found.nature) == ("I agree.", "signed")
    assert [item.name for item in found.attachments] == ["smime.p7s"]


def test_a_signature_below_the_footer_of_a_list_is_seen() -> None:
    inner = part(b"", *multipart("signed", part(b"I agree.", PLAIN), SIGNATURE, boundary=b"in").split(b"\r\n"))
    found = mail(multipart("mixed", inner, part(b"footer", PLAIN)))
    assert found.nature == "signed"
    assert "I agree." in found.text


def test_a_signed_mail_that_was_only_passed_on_signs_nothing() -> None:
    inner = HEAD + multipart("signed", part(b"I agree.", PLAIN), SIGNATURE, boundary=b"in")
    found = mail(multipart("mixed", part(b"see below", PLAIN), part(inner, b"Content-Type: message/rfc822")))
    assert found.nature == ""


def test_an_opaque_signature_is_opened() -> None:
    found = parse(HEAD + cms(opaque(ENTITY), b"smime-type=signed-data"))
    assert (found.text, found.nature) == ("Grüße aus dem Umschlag\n", "signed")
    assert found.from_.address == "uma@customer.example"
    assert found.attachments == []


def test_an_opaque_signature_in_pieces_is_opened() -> None:
    pieces = b"\x24\x80" + b"".join(b"\x04" + bytes([len(x)]) + x for x in (ENTITY[:30], ENTITY[30:])) + b"\0\0"
    content = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010701") + b"\xa0\x80" + pieces + b"\0\0\0\0"
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + content + b"\0\0"
    data = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80" + signed + b"\0\0\0\0"
    assert signed_content(data) == ENTITY


def test_an_opaque_mail_without_a_hint_of_its_kind_is_told_by_its_bytes() -> None:
    assert parse(HEAD + cms(opaque(ENTITY))).nature == "signed"
    sealed = b"\x30\x0f\x06\x09" + bytes.fromhex("2a864886f70d010703") + b"\xa0\x02\x30\x00"
    found = parse(HEAD + cms(sealed))
    assert (found.nature, found.text) == ("encrypted", "")
    assert [item.name for item in found.attachments] == ["smime.p7m"]


@pytest.mark.parametrize("size", [0, 1, 2, 10, 40, 100])
def test_a_cut_off_signature_is_kept_as_a_file(size: int) -> None:
    found = parse(HEAD + cms(opaque(ENTITY)[:size], b"smime-type=signed-data"))
    assert [item.size for item in found.attachments] == [size]


@pytest.mark.parametrize("hostile", [b"\x30\x80" * 5000, b"\x24\x80" * 5000, b"\x30\x84\xff\xff\xff\xff", b"\x3f" * 99])
def test_hostile_signatures_are_no_content(hostile: bytes) -> None:
    assert signed_content(hostile) is None


def test_an_encrypted_mail_is_called_so_and_its_file_kept() -> None:
    sealed = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    version = part(b"Version: 1", b"Content-Type: application/pgp-encrypted")
    file = part(sealed, b"Content-Type: application/octet-stream; name=encrypted.asc")
    found = mail(multipart("encrypted", version, file))
    assert (found.nature, found.text) == ("encrypted", "")
    assert [item.name for item in found.attachments if item.name] == ["encrypted.asc"]
    assert found.unreadable is None


def test_armour_between_the_lines_is_taken_off_the_words() -> None:
    signed = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works now.\n- --\nUma\n"
    signed += b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    found = parse(HEAD + b"\r\n" + signed)
    assert (found.nature, found.reply_text) == ("signed", "It works now.")
    assert found.text == signed.decode()
    sealed = parse(HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    assert sealed.nature == "encrypted"


def test_an_attached_mail_is_a_file_named_by_its_subject() -> None:
    inner = b"From: rex@gone.example\r\nSubject: =?utf-8?q?Kaputt=3A_Rad?=\r\n\r\nHelp\r\n"
    found = mail(multipart("mixed", part(b"see", PLAIN), part(inner, b"Content-Type: message/rfc822")))
    assert [(item.shown_name, item.data) for item in found.attachments] == [("Kaputt: Rad.eml", inner)]


# --- winmail.dat ---------------------------------------------------------------------------------------------------


def tnef_object(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef_file(name: str, data: bytes) -> bytes:
    long_name = name.encode("utf-16-le") + b"\0\0"
    padded = long_name + b"\0" * (-len(long_name) % 4)
    props = struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x3707, 1, len(long_name)) + padded
    return (
        tnef_object(2, 0x9002, 6, b"\0" * 14)
        + tnef_object(2, 0x8010, 1, b"SHORT~1.TXT\0")
        + tnef_object(2, 0x800F, 6, data)
        + tnef_object(2, 0x9005, 6, props)
    )


def tnef(*objects: bytes) -> bytes:
    page = tnef_object(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + tnef_object(1, 0x9006, 8, struct.pack("<I", 0x10000))
        + page
        + b"".join(objects)
    )


def winmail(data: bytes) -> bytes:
    return part(b64(data), b'Content-Type: application/ms-tnef; name="winmail.dat"', BASE64)


def test_the_files_in_a_winmail_dat_take_its_place() -> None:
    data = tnef(tnef_file("Überweisung.pdf", b"%PDF-1.4 x"), tnef_file("two.txt", b"2"))
    found = mail(multipart("mixed", part(b"see the files", PLAIN), winmail(data)))
    assert [(item.name, item.data) for item in found.attachments] == [
        ("Überweisung.pdf", b"%PDF-1.4 x"),
        ("two.txt", b"2"),
    ]
    assert found.text == "see the files"
    assert unwire(pack(found)) == found


def test_the_letter_in_a_winmail_dat_is_read_where_the_mail_has_none() -> None:
    data = tnef(tnef_object(1, 0x800C, 2, "Grüße\r\nUma\0".encode("cp1252")))
    found = parse(HEAD + winmail(data))
    assert found.text == "Grüße\nUma"
    assert found.attachments == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no tnef at all",
        tnef()[:9],
        tnef(tnef_object(1, 0x9003, 6, b"\xff\xff\xff\xff")),
        tnef(*[tnef_object(1, 0x8006, 3, b"")] * 3000),
        tnef() + b"\x02" * 40,
    ],
)
def test_a_broken_winmail_dat_stays_the_file_it_is(data: bytes) -> None:
    assert unpack(data) is None
    found = mail(multipart("mixed", part(b"see", PLAIN), winmail(data)))
    assert [(item.name, item.size) for item in found.attachments] == [("winmail.dat", len(data))]
    assert found.unreadable is None
