"""The text people see and the files they attach come out whole."""

from __future__ import annotations

from hashlib import sha256

import pytest

from rapport.channels.email.parse import parse, to_json_dict
from tests.channels.email.mails import b64, mail, multipart, part, read

PLAIN, HTML = b"Content-Type: text/plain; charset=utf-8", b"Content-Type: text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ([], b"Hello\r\nthere\r\n", "Hello\nthere\n"),
        ([b"Content-Type: text/plain; charset=iso-8859-1"], "Grüße".encode("latin-1"), "Grüße"),
        ([b"Content-Type: text/plain; charset=us-ascii"], "Grüße".encode(), "Grüße"),
        ([b'Content-Type: text/plain; charset="bad\xff name"'], "Grüße".encode("cp1252"), "Grüße"),
        ([b"Content-Type: text/plain; charset=gb2312"], "你好".encode("gb18030"), "你好"),
        ([b"Content-Type: text/plain; charset=ks_c_5601-1987"], "안녕".encode("cp949"), "안녕"),
        ([b"Content-Type: text/plain; charset=utf-8"], b"lone \xff\xfe bytes \xc3\xa9", "lone \ufffd\ufffd bytes é"),
        ([b"Content-Transfer-Encoding: quoted-printable"], b"a=C3=A9 soft=\r\n line =ZZ", "aé soft line =ZZ"),
        ([b"Content-Transfer-Encoding: base64"], b"SGVsbG8gd29ybGQ", "Hello world"),
        ([b"Content-Transfer-Encoding: base64"], b"SGVs\r\nbG8=\r\nIHlvdQ==\r\n", "Hello you"),
        ([b"Content-Transfer-Encoding: base64"], b"This is not base64 at all!", "This is not base64 at all!"),
        ([b"Content-Transfer-Encoding: 7-bit"], b"odd name", "odd name"),
        ([b"Content-Transfer-Encoding: x-uuencode"], b"begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n", "Cat"),
        ([b"Content-Type: nonsense"], b"still text", "still text"),
        (
            [b"Content-Type: text/plain; format=flowed"],
            b"one \r\nline\r\n> quo \r\n> ted\r\n-- \r\nU",
            "one line\n> quo ted\n-- \nU",
        ),
        ([b"Content-Type: text/plain; format=flowed; delsp=yes"], b"Fahr \r\nrad", "Fahrrad"),
        ([], b"nul \x00 byte", "nul  byte"),
    ],
)
def test_text_is_decoded(headers: list[bytes], body: bytes, text: str) -> None:
    assert read(body, *headers).text == text


def test_html_alone_becomes_text() -> None:
    body = b"<html><head><title>no</title><style>p{}</style></head><body>"
    body += b"<p>Dear&nbsp;shop,</p><p>it<br>broke &amp; fell</p>"
    body += (
        b"<ul><li>bell</li><li>lamp</li></ul><div style='display:none'>preheader</div><script>alert(1)</script></body>"
    )
    mail = read(body, HTML)
    assert mail.text == "Dear shop,\n\nit\nbroke & fell\n\n- bell\n- lamp"
    assert mail.html.startswith("<html>")


def test_html_is_asked_when_the_text_part_is_empty() -> None:
    assert mail(multipart("alternative", part(b" ", PLAIN), part(b"<p>Hello</p>", HTML))).text == "Hello"


def test_of_an_alternative_the_plain_text_is_read_once() -> None:
    apple = multipart(
        "mixed",
        part(b"<p>one</p>", HTML),
        part(b"GIF89a", b"Content-Type: image/gif"),
        part(b"<p>two</p>", HTML),
        boundary=b"in",
    )
    found = mail(multipart("alternative", part(b"one two", PLAIN), apple))
    assert found.text == "one two"
    assert "one" in found.html
    assert "two" in found.html


def test_texts_around_an_attachment_are_both_read() -> None:
    found = mail(
        multipart(
            "mixed",
            part(b"before", PLAIN),
            part(b"x", b"Content-Type: application/pdf; name=a.pdf"),
            part(b"after", PLAIN),
        )
    )
    assert found.text.split() == ["before", "after"]
    assert [item.name for item in found.attachments] == ["a.pdf"]


def test_an_attachment_is_described_exactly() -> None:
    data = bytes(range(256)) * 10
    pdf = part(
        b64(data),
        b"Content-Type: application/pdf",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename=a.pdf",
    )
    found = mail(multipart("mixed", part(b"see", PLAIN), pdf)).attachments[0]
    assert (found.name, found.content_type, found.size, found.inline) == ("a.pdf", "application/pdf", 2560, False)
    assert (found.sha256, found.data) == (sha256(data).hexdigest(), data)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"Content-Disposition: attachment; filename=plain.txt", "plain.txt"),
        (b'Content-Disposition: attachment; filename="two words; and more.txt"', "two words; and more.txt"),
        (b"Content-Disposition: attachment; filename=two words.txt", "two words.txt"),
        (b'Content-Disposition: attachment; filename="never closed.txt', "never closed.txt"),
        (b"Content-Disposition: attachment; filename*=utf-8''Rechnung%20M%C3%A4rz.pdf", "Rechnung März.pdf"),
        (b"Content-Disposition: attachment; filename*0*=iso-8859-1'de'Gr%FC; filename*1=\"sse.txt\"", "Grüsse.txt"),
        (b"Content-Disposition: attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        (b'Content-Disposition: attachment; filename="=?utf-8?q?Gr=C3=BC=C3=9Fe=2Etxt?="', "Grüße.txt"),
        (b'Content-Disposition: attachment; filename="C:\\\\TEMP\\\\logo.png"', "logo.png"),
        (b"Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%00a.html", "a.html"),
        (b'Content-Disposition: attachment; filename="\xe2\x80\xae gpj.exe"', "gpj.exe"),
        (b'Content-Disposition: attachment; filename=".."', ""),
        (b"Content-Disposition: attachment", ""),
    ],
)
def test_a_file_name_is_read_and_made_safe(header: bytes, name: str) -> None:
    found = mail(multipart("mixed", part(b"see", PLAIN), part(b"x", b"Content-Type: application/x-odd", header)))
    assert [item.name for item in found.attachments] == [name]
    assert found.attachments[0].shown_name


def test_a_long_file_name_keeps_its_ending() -> None:
    header = b'Content-Disposition: attachment; filename="' + b"a" * 5000 + b'.pdf"'
    name = mail(multipart("mixed", part(b"see", PLAIN), part(b"x", header))).attachments[0].name
    assert len(name) == 120
    assert name.endswith("a.pdf")


def test_a_picture_in_the_html_is_inline_and_one_beside_it_is_not() -> None:
    html = part(b'<p>see <img src="cid:pic@1"></p>', HTML)
    shown = part(
        b64(b"png"),
        b"Content-Type: image/png; name=a.png",
        b"Content-ID: <pic@1>",
        b"Content-Transfer-Encoding: base64",
    )
    beside = part(b"jpg", b"Content-Type: image/jpeg", b'Content-Disposition: attachment; filename="b.jpg"')
    found = mail(multipart("mixed", multipart("related", html, shown, boundary=b"in"), beside))
    assert [(item.name, item.inline, item.content_id) for item in found.attachments] == [
        ("a.png", True, "pic@1"),
        ("b.jpg", False, ""),
    ]


def test_a_forwarded_mail_is_a_file_named_by_its_subject() -> None:
    inner = b"From: x@y.example\r\nSubject: Old matter\r\n\r\nHello"
    found = mail(multipart("mixed", part(b"see", PLAIN), part(inner, b"Content-Type: message/rfc822")))
    item = found.attachments[0]
    assert (item.content_type, item.name, item.shown_name) == ("message/rfc822", "", "Old matter.eml")
    assert item.data.startswith(b"From: x@y.example")


@pytest.mark.parametrize("kind", ["text/plain", "text/csv", "application/ms-tnef", "text/calendar"])
def test_a_mail_that_is_only_a_file_has_no_text(kind: str) -> None:
    found = read(
        b"a,b", b"Content-Type: " + kind.encode() + b'; name="winmail.dat"', b"Content-Disposition: attachment"
    )
    assert found.text == ""
    assert [item.name for item in found.attachments] == ["winmail.dat"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: multipart/mixed; boundary=b\n\nno boundary at all", "no boundary at all"),
        (b"Content-Type: multipart/mixed\n\n--b\n\nno parameter", "no parameter"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnever closed", "never closed"),
        (b"Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\nshown\n--b--\nepilogue", "shown"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nlong--b\n--bb\n--b--", "long--b\n--bb"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b  \r\n\r\nblanks\r\n--b--  \r\n", "blanks"),
        (
            b"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=in\n\n"
            b"--in\n\none\n--o\n\ntwo\n--in\nContent-Type: text/plain\n\nthree\n--o--\n",
            "one\ntwo\nthree",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=in\n"
            b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n"
            b"--in\nContent-Type: text/html\n\n<p>Greetings</p>\n--in--\n--o--\n",
            "Gr\xfc\xdfe",
        ),
        (b"\n\n\nSubject: x\n\nleading lines", "leading lines"),
        (b"Subject: x\r\rmac lines\r", "mac lines\n"),
    ],
)
def test_broken_structure_does_not_lose_the_text(raw: bytes, text: str) -> None:
    assert text in parse(raw).text


def test_a_file_that_holds_a_boundary_line_stays_whole() -> None:
    log = b"first\r\n--in\r\nlast"
    unclosed = multipart("mixed", part(b"see", PLAIN), boundary=b"in").replace(b"--in--\r\n", b"")
    found = mail(multipart("mixed", unclosed, part(log, b"Content-Type: text/plain; name=mail.log")))
    assert [item.data for item in found.attachments] == [log]


def test_words_before_the_parts_are_shown_only_where_a_type_announces_them() -> None:
    inner = multipart("alternative", part(b"Hello", PLAIN), part(b"<p>Hello</p>", HTML), boundary=b"in")
    found = mail(multipart("mixed", inner.replace(b"--in", b"For old readers\r\n--in", 1)))
    assert (found.text, found.attachments) == ("Hello", [])


def test_a_text_over_a_thousand_unclosed_lines_loses_none_of_its_words() -> None:
    unclosed = multipart("mixed", part(b"see", PLAIN), boundary=b"in").replace(b"--in--\r\n", b"")
    text = mail(multipart("mixed", unclosed, part(b"\r\n--in\r\n\r\nword" * 1000, PLAIN))).text
    assert text.count("word") == 1000


def test_the_json_has_exactly_the_promised_keys() -> None:
    found = to_json_dict(
        mail(multipart("mixed", part(b"see", PLAIN), part(b"x", b"Content-Type: image/png; name=a.png")))
    )
    assert list(found) == [
        "from", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references", "text", "reply_text", "html",
        "attachments", "kind", "unreadable", "nature", "invite", "forwarded_from",
    ]  # fmt: skip
    assert list(found["attachments"][0]) == ["name", "content_type", "size", "sha256", "inline"]
    assert found["from"] == {"name": "Uma Beck", "address": "uma@customer.example"}


def test_the_reply_is_told_from_what_it_quotes() -> None:
    assert (
        read(b"It works.\r\n\r\nOn 3 May 2024 at 10:00, Ada <a@shop.example> wrote:\r\n> Does it?\r\n").reply_text
        == "It works."
    )
    html = b'<div>It works.</div><blockquote type="cite">Does it?</blockquote>'
    assert read(html, HTML).reply_text == "It works."
