"""S22: nothing read from a mail can open a new header line in one of ours."""

from __future__ import annotations

import pytest

from rapport.channels.email.parse import parse

BREAKS = [b"=0A", b"=0D", b"=0D=0A", b"=00", b"=E2=80=A8", b"=E2=80=A9", b"=C2=85", b"=0B", b"=0C"]
SIGNS = "\r\n\x00\x0b\x0c\x85\u2028\u2029"


@pytest.mark.parametrize("sign", BREAKS)
def test_an_encoded_line_break_becomes_a_blank(sign: bytes) -> None:
    word = b"=?utf-8?q?a" + sign + b"Bcc:_evil@x.example?="
    mail = parse(b"From: " + word + b" <a@b.example>\nTo: " + word + b" <c@d.example>\nSubject: " + word + b"\n\nx")
    assert (mail.from_.address, mail.to[0].address) == ("a@b.example", "c@d.example")
    for text in (mail.subject, mail.from_.name, mail.to[0].name):
        assert not any(sign in text for sign in SIGNS)
        assert text.replace(" ", "") == "aBcc:evil@x.example"


@pytest.mark.parametrize(
    "name", ["From", "Message-ID", "In-Reply-To", "References", "Reply-To", "Delivered-To", "Authentication-Results"]
)
@pytest.mark.parametrize("sign", [b"\r", b"\x00", b"\x0b", "\u2028".encode(), b"\xc2\x85"])
def test_a_raw_line_break_becomes_a_blank(name: str, sign: bytes) -> None:
    mail = parse(name.encode() + b": <a" + sign + b"b@c.example>, d@e.example\r\n\r\nx")
    texts = [mail.message_id, mail.in_reply_to, *mail.references, *mail.delivered_to, *mail.auth_results]
    texts += [text for address in (mail.from_, *mail.reply_to) for text in (address.name, address.address)]
    assert not any(sign in text for text in texts for sign in SIGNS)


@pytest.mark.parametrize("name", [b"a%0D%0AX-Evil: yes.txt", b"a%00.png", b"..%2F..%2F%00a.html", b"%E2%80%AEgpj.exe"])
def test_a_file_name_is_one_harmless_word(name: bytes) -> None:
    mail = parse(b"Content-Disposition: attachment; filename*=utf-8''" + name + b"\n\nx")
    found = mail.attachments[0].name
    assert found
    assert not any(sign in found for sign in SIGNS + "/\\\u202e\u200b")
