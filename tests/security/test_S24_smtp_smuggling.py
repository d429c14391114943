"""S24: only CRLF.CRLF ends a mail, so nobody can smuggle a second one inside the first."""

import smtplib
import socket

import pytest

from rapport.channels.email.models import RawMail
from tests.cast import inbox
from tests.mailroom import listening
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
SMUGGLED = (
    b"MAIL FROM:<evil@x.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nFrom: boss@desk.example\r\n\r\nsmuggled"
)
ENDS = [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\n\n.\r\n", b"\r\n\x00.\r\n"]


@pytest.mark.parametrize("end", ENDS, ids=repr)
def test_one_mail_stays_one_mail(end: bytes) -> None:
    inbox()
    content = b"From: uma@customer.example\r\nSubject: x\r\n\r\nbefore" + end + SMUGGLED
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
        stream = peer.makefile("rb")

        def say(words: bytes, code: bytes) -> None:
            if words:
                peer.sendall(words)
            line = stream.readline()
            while line[3:4] == b"-":
                line = stream.readline()
            assert line.startswith(code), line

        say(b"", b"220")
        say(b"EHLO x\r\n", b"250")
        say(b"MAIL FROM:<uma@customer.example>\r\n", b"250")
        say(b"RCPT TO:<help@desk.example>\r\n", b"250")
        say(b"DATA\r\n", b"354")
        say(content + b"\r\n.\r\n", b"250")
        say(b"QUIT\r\n", b"221")
    stored = RawMail.objects.get()
    assert bytes(stored.raw).endswith(b"smuggled\r\n")
    assert stored.envelope_from == "uma@customer.example"


def test_dots_at_the_start_of_lines_arrive_as_they_were_written() -> None:
    inbox()
    text = b"From: a@b.example\r\n\r\n.\r\n..\r\n.dot\r\nend\r\n"
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as peer:
        peer.sendmail("a@b.example", ["help@desk.example"], text)
    assert bytes(RawMail.objects.get().raw) == text
