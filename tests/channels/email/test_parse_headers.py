"""Names, subjects, dates and ids come out as people wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rapport.channels.email.parse import Address, parse
from tests.channels.email.mails import read, with_headers


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?ISO-8859-1?B?R3L832U=?= an alle", "Grüße an alle"),
        (b"=?utf-8?q?two?= =?utf-8?q?_words?=", "two words"),
        (b"=?utf-8?b?4oI=?= =?utf-8?b?rCAxMA==?=", "€ 10"),
        (b"=?utf-8?q?folded?=\r\n =?utf-8?q?_on?=", "folded on"),
        (b"=?utf-8?q?folded_with?=\r\n =?utf-8?q?in_a_wo\r\n rd?= of text", "folded within a word of text"),
        (b"=?utf-8?b?R3LD\r\n vA==?= an\r\n alle", "Grü an alle"),
        (b"=?utf-8?q?never\r\n closed", "=?utf-8?q?never closed"),
        (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?no-such-charset?q?abc?=", "abc"),
        (b"=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("naïve 8-bit".encode(), "naïve 8-bit"),
        ("naïve 8-bit".encode("latin-1"), "naïve 8-bit"),
        (b"=?iso-8859-1?Q?Fr\xf6sche?=", "Frösche"),
        (b"=?utf-8*de?q?Tsch=C3=BCss?=", "Tschüss"),
        (b"a\x00b", "ab"),
    ],
)
def test_a_subject_is_decoded(written: bytes, subject: str) -> None:
    assert with_headers(b"Subject: " + written).subject == subject


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"uma@customer.example", Address("", "uma@customer.example")),
        (b"Uma Beck <uma@customer.example>", Address("Uma Beck", "uma@customer.example")),
        (b'"Beck, Uma" <uma@customer.example>', Address("Beck, Uma", "uma@customer.example")),
        (b"Beck, Uma <uma@customer.example>", Address("Beck, Uma", "uma@customer.example")),
        (b"uma@customer.example (Uma Beck)", Address("Uma Beck", "uma@customer.example")),
        (b"=?utf-8?q?J=C3=B6rg?= <j@customer.example>", Address("Jörg", "j@customer.example")),
        (b'"=?utf-8?q?J=C3=B6rg?=" <j@customer.example>', Address("Jörg", "j@customer.example")),
        (b"old@customer.example <new@customer.example>", Address("old@customer.example", "new@customer.example")),
        ("Jörg <jörg@bücher.example>".encode(), Address("Jörg", "jörg@bücher.example")),
        (b"Nobody", Address("Nobody", "")),
        (b"", Address("", "")),
    ],
)
def test_the_sender_is_read(written: bytes, expected: Address) -> None:
    assert with_headers(b"From: " + written).from_ == expected


def test_recipients_of_groups_and_lists_are_all_read() -> None:
    mail = with_headers(b'To: Team: a@x.example, "B, C" <b@x.example>;, d@x.example', b"Cc: e@x.example; f@x.example")
    assert [address.address for address in mail.to] == ["a@x.example", "b@x.example", "d@x.example"]
    assert [address.address for address in mail.cc] == ["e@x.example", "f@x.example"]


def test_every_address_the_mail_was_meant_for_is_kept_once() -> None:
    mail = with_headers(
        b"Delivered-To: t.abc@reply.example",
        b"X-Original-To: t.def@reply.example",
        b"To: a@x.example, b@x.example",
        b"Cc: A <a@x.example>",
    )
    assert mail.delivered_to == ["t.abc@reply.example", "t.def@reply.example", "a@x.example", "b@x.example"]


def test_an_internationalised_domain_has_one_form_to_compare() -> None:
    assert Address("", "Uma@BÜCHER.example").key == Address("", "uma@xn--bcher-kva.example").key
    assert Address("Unknown", "").key == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"Wed, 17 May 2000 19:35:05 -0400", datetime(2000, 5, 17, 19, 35, 5, tzinfo=timezone(timedelta(hours=-4)))),
        (b"17 May 2000 19:35 GMT", datetime(2000, 5, 17, 19, 35, tzinfo=UTC)),
        (b"17 May 2000 19:35:05", datetime(2000, 5, 17, 19, 35, 5, tzinfo=UTC)),
        (b"Wed, 40 May 2000 19:35:05 -0400", None),
        (b"tomorrow", None),
        (b"Wed, 17 May 2000 99:35:05 +9999", None),
        (b"9" * 5000, None),
    ],
)
def test_a_date_is_aware_or_none(written: bytes, expected: datetime | None) -> None:
    assert with_headers(b"Date: " + written).date == expected


def test_ids_lose_their_brackets() -> None:
    mail = with_headers(b"Message-ID: <a@x>", b"In-Reply-To: <b@x> (of Monday)", b"References: <c@x>\r\n <b@x>")
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("a@x", "b@x", ["c@x", "b@x"])


def test_f08_a_mail_without_an_id_gets_the_same_one_each_time() -> None:
    first, again, other = (with_headers(b"Subject: x", body=body) for body in (b"one", b"one", b"two"))
    assert first.message_id == again.message_id != other.message_id
    assert first.message_id.endswith("@no-message-id.invalid")


def test_a_header_that_is_no_header_does_not_hide_the_rest() -> None:
    mail = parse(
        b"From uma Mon Jan 1 10:00:00 2024\nFrom: a@x.example\nthis line is odd\nSubject: still here\n\nbody\n"
    )
    assert (mail.from_.address, mail.subject, mail.text) == ("a@x.example", "still here", "body\n")


def test_a_body_without_an_empty_line_before_it_is_kept() -> None:
    assert "the bell is broken" in parse(b"From: a@x.example\nthe bell is broken\nplease help\n").text


def test_the_headers_by_which_machines_tell_are_kept() -> None:
    auto = read(
        b"x", b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"X-Loop: us", b"Return-Path: <>"
    ).headers_auto
    assert (auto.auto_submitted, auto.precedence, auto.x_loop, auto.return_path) == ("auto-replied", "bulk", "us", "<>")
    assert auto.list_id is None


def test_authentication_results_keep_their_order() -> None:
    mail = read(b"x", b"Authentication-Results: mx.our; dmarc=fail", b"Authentication-Results: mx.our; dmarc=pass")
    assert mail.auth_results == ["mx.our; dmarc=fail", "mx.our; dmarc=pass"]
