"""The listener takes what is ours, stores it before it says so, and refuses in clear words."""

import asyncio
import smtplib
import socket
import threading
import time
from collections.abc import Sequence

import pytest

from rapport.channels.email.actions import Arrival, store
from rapport.channels.email.listener import database, doors
from rapport.channels.email.listener.ledger import Ledger
from rapport.channels.email.models import RawMail
from rapport.platform import clock
from tests.cast import conversation, inbox
from tests.mailroom import environment, free_port, listening, mail, secret_address, start
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
HELP = "help@desk.example"


def send(port: int, raw: bytes, *to: str, sender: str = "uma@customer.example") -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port) as peer:
        return peer.sendmail(sender, to or (HELP,), raw)


def test_a_mail_is_stored_as_it_came_with_its_envelope() -> None:
    inbox()
    raw = b"From: a@b.example\r\n\r\n8-bit \xff\xfe, a lone \n and a long line " + b"x" * 200_000 + b"\r\n"
    with listening() as port:
        with smtplib.SMTP("127.0.0.1", port) as peer:
            peer.ehlo()
            assert peer.has_extn("SMTPUTF8")
            assert peer.has_extn("8BITMIME")
            peer.mail("a@b.example")
            peer.rcpt(HELP)
            peer.docmd("DATA")
            peer.send(raw + b".\r\n")
            assert peer.getreply()[0] == 250
            stored = RawMail.objects.get()
    assert bytes(stored.raw) == raw
    assert (stored.envelope_from, stored.envelope_to, stored.source) == ("a@b.example", [HELP], "smtp")
    assert (stored.peer, stored.size, stored.state) == ("127.0.0.1", len(raw), RawMail.State.NEW)


def test_what_is_ours_is_taken_and_everything_else_refused_with_a_reason() -> None:
    inbox()
    inbox("sales@desk.example", reply_domain="")
    record = conversation()
    ours = [HELP, "HELP+anything@Desk.Example", "sales@desk.example", "x@reply.desk.example", secret_address(record)]
    ours += [secret_address(record, form="plus"), secret_address(record).replace("reply.desk", "old.name")]
    others = [
        "other@desk.example",
        "help@desk.example.evil.example",
        "help@evil.example",
        "help",
        "t.aaaa@evil.example",
    ]
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as peer:
        peer.ehlo()
        peer.mail("a@b.example")
        answers = {address: peer.rcpt(address) for address in [*ours, *others]}
    assert [address for address in ours if answers[address][0] != 250] == []
    assert [address for address in others if answers[address][0] != 550] == []
    assert answers["other@desk.example"][1] == (
        b"5.1.1 <other@desk.example>: no inbox here has this address. Check the spelling."
    )


def test_an_inbox_that_is_switched_off_takes_no_mail() -> None:
    inbox(reply_domain="").__class__.objects.update(is_active=False)
    with listening() as port, pytest.raises(smtplib.SMTPRecipientsRefused):
        send(port, mail())


def test_a_delivery_report_without_a_sender_is_taken() -> None:
    inbox()
    with listening() as port:
        send(port, mail(), sender="")
    assert RawMail.objects.get().envelope_from == ""


@pytest.mark.parametrize("told_before", [True, False])
def test_a_mail_that_is_too_large_is_refused_in_clear_words(told_before: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "LARGEST_MAIL", 20_000)
    inbox()
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as peer:
        if told_before:
            peer.ehlo()
            answer = peer.docmd("MAIL", f"FROM:<a@b.example> SIZE={30_000}")
        else:
            peer.helo()
            peer.mail("a@b.example")
            peer.rcpt(HELP)
            answer = peer.data(b"x\r\n" * 10_000)
        assert answer[0] == 552
        assert b"larger than 25 MB" in answer[1]
        peer.rset()
        peer.sendmail("a@b.example", [HELP], mail())
    assert RawMail.objects.count() == 1


def test_lmtp_answers_once_for_each_recipient() -> None:
    inbox()
    inbox("sales@desk.example")
    with listening(lmtp=True) as port, smtplib.LMTP("127.0.0.1", port) as peer:
        assert peer.sendmail("a@b.example", [HELP, "sales@desk.example"], mail()) == {}
        assert peer.getreply()[0] == 250  # the second answer, which smtplib does not wait for
        assert peer.noop() == (250, b"OK")
    assert RawMail.objects.get().source == "lmtp"
    assert RawMail.objects.get().envelope_to == [HELP, "sales@desk.example"]


def test_when_the_database_refuses_the_peer_keeps_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    with listening() as port:
        send(port, mail())
        with monkeypatch.context() as patch:
            patch.setattr(database, "store", broken)
            with pytest.raises(smtplib.SMTPDataError) as refused:
                send(port, mail())
        assert refused.value.smtp_code == 451
        assert "Nothing is lost" in str(refused.value.smtp_error)
        send(port, mail())
    assert RawMail.objects.count() == 2


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("no database")


def test_mails_of_many_connections_share_a_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    commits: list[int] = []
    real = store

    def counted(arrivals: Sequence[Arrival], **more: object) -> None:
        commits.append(len(arrivals))
        real(arrivals, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "store", counted)
    with listening() as port:
        threads = [threading.Thread(target=lambda: [send(port, mail()) for _ in range(5)]) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(commits) == RawMail.objects.count() == 50
    assert len(commits) < 50


def test_a_mail_that_cannot_be_written_does_not_keep_the_others_out() -> None:
    written: list[str] = []

    def write(arrivals: Sequence[Arrival]) -> None:
        if any(arrival.key == "bad" for arrival in arrivals):
            raise ValueError
        written.extend(arrival.key for arrival in arrivals)

    async def run(work: object, arrivals: Sequence[Arrival]) -> None:
        write(arrivals)

    async def story() -> list[object]:
        ledger = Ledger(write, run)
        entries = [ledger.enter(Arrival(key, "smtp", b"", clock.now())) for key in ("a", "bad", "b")]
        return await asyncio.gather(*entries, return_exceptions=True)

    results = asyncio.run(story())
    assert written == ["a", "b"]
    assert [type(result) for result in results] == [type(None), ValueError, type(None)]


def test_one_peer_cannot_take_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "CONNECTIONS_PER_NETWORK", 3)
    inbox()
    with listening() as port:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        assert all(peer.recv(3) == b"220" for peer in held)
        with socket.create_connection(("127.0.0.1", port)) as fourth:
            assert b"421 4.7.0 Too many connections" in fourth.makefile("rb").read()
        held[0].close()
        time.sleep(0.1)
        send(port, mail())
        for peer in held:
            peer.close()


@pytest.mark.parametrize("address", ["help@desk.example\x00", "h\xfflp@desk.example"])
def test_odd_signs_in_an_address_are_refused(address: str) -> None:
    inbox()
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
        stream = peer.makefile("rb")
        stream.readline()
        peer.sendall(b"HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + address.encode("latin-1") + b">\r\n")
        answers = [stream.readline() for _ in range(3)]
        assert answers[2][:1] == b"5"
    assert RawMail.objects.count() == 0


def test_asked_to_end_it_finishes_the_mail_in_hand() -> None:
    inbox()
    port = free_port()
    process = start("-m", "rapport.channels.email.listener", RAPPORT_SMTP_PORT=str(port))
    try:
        peer, idle = connect(port), connect(port)
        peer.ehlo()
        peer.mail("a@b.example")
        peer.rcpt(HELP)
        peer.docmd("DATA")
        process.terminate()
        assert idle.getreply()[0] == 421
        peer.send(mail() + b".\r\n")
        assert peer.getreply()[0] == 250
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    assert RawMail.objects.count() == 1


def connect(port: int) -> smtplib.SMTP:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE)
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_a_taken_port_is_one_clear_line() -> None:
    import subprocess
    import sys

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "rapport.channels.email.listener"],
            env=environment(RAPPORT_SMTP_PORT=port),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == ["The mail listener cannot start: Address already in use."]
