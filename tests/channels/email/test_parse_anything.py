"""Whatever the bytes are: one `Inbound`, valid text, no lost body (D16)."""

from __future__ import annotations

import base64
import json
import quopri

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.channels.email.parse import Inbound, parse, to_json_dict
from rapport.channels.email.parse.wire import pack, unpack

RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
CHARSETS = [
    "utf-8",
    "iso-8859-1",
    "us-ascii",
    "shift_jis",
    "gb2312",
    "utf-7",
    "utf-16",
    "no-such",
    "\x00",
    "punycode",
    "zip",
    "",
]
HEADERS = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Disposition",
           "Content-Transfer-Encoding", "Auto-Submitted", "Return-Path", "Content-ID"]  # fmt: skip
PIECES = [
    b"=?utf-8?q?", b"?=", b"=?iso-2022-jp?b?", b"<", b">", b'"', b"(", b")", b"@", b";", b"filename*0*=utf-8''%00",
    b"\x00", b"\r\n ", b"\xff", b"boundary=b", b"multipart/mixed", b"message/rfc822", b"base64", b"\n--b\n",
    b"\n--b--\n", b"text/html", b"\n\n", b": ", b"From: ", b"Content-Type: ", b"=ZZ", b"&#0;", b"<style>", b"> ",
    b"charset=utf-7", b"+2AA-",
]  # fmt: skip


def assert_sound(mail: Inbound) -> None:
    """The promises that hold for every mail."""
    facts = json.dumps(to_json_dict(mail), ensure_ascii=False)
    facts.encode("utf-8")
    assert "\\u0000" not in facts
    one_line = [
        mail.subject,
        mail.message_id,
        mail.in_reply_to,
        *mail.references,
        *mail.delivered_to,
        *mail.auth_results,
    ]
    one_line += [
        text for address in [mail.from_, *mail.reply_to, *mail.to, *mail.cc] for text in (address.name, address.address)
    ]
    one_line += [
        text for item in mail.attachments for text in (item.name, item.content_type, item.content_id, item.shown_name)
    ]
    assert not any(sign in text for text in one_line for sign in "\r\n\x00\u2028\u2029")
    assert unpack(pack(mail)) == mail


@RELAXED
@given(st.binary(max_size=3000))
def test_any_bytes_give_a_mail(raw: bytes) -> None:
    assert_sound(parse(raw))


@RELAXED
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=60).map(b"".join))
def test_any_pieces_of_mail_give_a_mail(raw: bytes) -> None:
    assert_sound(parse(raw))


@RELAXED
@given(
    st.lists(
        st.tuples(st.sampled_from(HEADERS), st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=6)),
        max_size=8,
    ),
    st.binary(max_size=300),
)
def test_any_headers_give_a_mail(headers: list[tuple[str, list[bytes]]], body: bytes) -> None:
    assert_sound(
        parse(b"".join(f"{name}: ".encode() + b"".join(value) + b"\r\n" for name, value in headers) + b"\r\n" + body)
    )


@RELAXED
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=400),
    st.sampled_from(["8bit", "base64", "quoted-printable"]),
)
def test_no_body_is_lost_on_its_way(text: str, encoding: str) -> None:
    coded = {
        "8bit": text.encode(),
        "base64": base64.encodebytes(text.encode()),
        "quoted-printable": quopri.encodestring(text.encode()),
    }
    head = "Content-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: text/plain; charset=utf-8\n"
    head += f"Content-Transfer-Encoding: {encoding}\n\n"
    found = parse(head.encode() + coded[encoding] + b"\n--zz--\n").text
    assert found.rstrip("\n") == text.removeprefix("\ufeff").rstrip("\n")


@RELAXED
@given(
    st.sampled_from(CHARSETS),
    st.text(st.characters(codec="ascii", exclude_characters="\x00\r+~\x1b"), min_size=1, max_size=100),
)
def test_a_lie_about_the_charset_loses_no_plain_words(charset: str, text: str) -> None:
    found = parse(f"Content-Type: text/plain; charset={charset}\n\n{text}".encode())
    assert found.unreadable is None
    if charset not in ("utf-16", "utf-7"):
        assert found.text.replace("¥", "\\").replace("‾", "~") == text
