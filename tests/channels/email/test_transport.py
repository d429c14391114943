"""Handing over: what each answer of a server, and each silence, means for the mail."""

import ssl
import subprocess
from email import message_from_bytes
from pathlib import Path

import pytest

from rapport.channels.email import smtp, transport
from rapport.channels.email.smtp import SmtpCarrier, relay_of
from rapport.channels.email.transport import Accepted, Answer, Deferred, Postbox, Refused, Unknown, Unreachable
from tests.channels.email.outgoing import Server, server
from tests.channels.email.ports import free_port

RAW = b"Date: Wed, 04 Mar 2026 12:00:00 +0000\r\nMessage-ID: <1@desk.example>\r\n\r\nHello\r\n"


def carrier(peer: Server, user: str = "", step_seconds: float = 2.0, answer_seconds: float = 2.0) -> SmtpCarrier:
    relay = relay_of(f"smtp://{user}127.0.0.1:{peer.port}")
    return SmtpCarrier(relay, step_seconds=step_seconds, answer_seconds=answer_seconds)


def hand(
    peer: Server,
    raw: bytes = RAW,
    recipient: str = "uma@customer.example",
    step_seconds: float = 2.0,
    answer_seconds: float = 2.0,
) -> Answer:
    with carrier(peer, step_seconds=step_seconds, answer_seconds=answer_seconds) as own:
        return own.hand_over("b.x@desk.example", recipient, raw, lambda: None)


def test_a_mail_is_handed_over_whole() -> None:
    with server() as peer:
        assert hand(peer) == Accepted("250 ok")
    assert peer.texts == [RAW]
    assert peer.heard[1:4] == ["mail FROM:<b.x@desk.example>", "rcpt TO:<uma@customer.example>", "DATA"]


def test_a_null_sender_is_written_as_such() -> None:
    with server() as peer, carrier(peer) as own:
        own.hand_over("", "uma@customer.example", RAW, lambda: None)
    assert "mail FROM:<>" in peer.heard


@pytest.mark.parametrize("step", ["CONNECT", "MAIL", "RCPT", "DATA", "TEXT"])
def test_a_4xx_at_any_step_puts_it_off(step: str) -> None:
    with server({step: ["451 later", "451 later"]}) as peer:
        answer = hand(peer)
    assert isinstance(answer, Deferred)
    assert "451" in answer.reason
    assert peer.texts == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "TEXT"])
def test_a_5xx_about_this_mail_is_final(step: str) -> None:
    with server({step: ["550 5.1.1 no such person"]}) as peer:
        assert hand(peer) == Refused("550 5.1.1 no such person")


def test_a_server_that_refuses_us_all_may_be_put_right() -> None:
    with server({"CONNECT": ["554 go away"]}) as peer:
        assert isinstance(hand(peer), Deferred)


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_text_puts_it_off(step: str) -> None:
    with server({step: [None, None]}) as peer:
        assert isinstance(hand(peer), Deferred)


def test_a_connection_lost_after_the_dot_is_unknown() -> None:
    with server({"TEXT": [None]}) as peer:
        answer = hand(peer)
    assert isinstance(answer, Unknown)
    assert answer.reason.startswith("The whole mail was sent")


def test_silence_after_the_dot_is_unknown() -> None:
    with server() as peer:
        peer.script["TEXT"] = ["250-slow"]  # the last line of the answer never comes
        assert isinstance(hand(peer, answer_seconds=0.3), Unknown)


def test_silence_before_the_text_puts_it_off() -> None:
    with server({"RCPT": ["250-slow"]}) as peer:
        answer = hand(peer, step_seconds=0.3)
    assert answer == Deferred("127.0.0.1 closed the connection or did not answer in time.")


def test_no_server_there_puts_it_off_and_names_it() -> None:
    with server() as gone:
        pass
    answer = hand(gone)
    assert isinstance(answer, Deferred)
    assert answer.reason.startswith("127.0.0.1 cannot be reached")


def test_on_data_runs_after_the_recipient_is_taken_and_before_data() -> None:
    with server() as peer, carrier(peer) as own:
        seen: list[list[str]] = []
        own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: seen.append(list(peer.heard)))
    assert seen[0][-1].startswith("rcpt")
    assert "DATA" not in seen[0]


def test_what_on_data_raises_stops_the_try() -> None:
    def withdraw() -> None:
        raise transport.Withdrawn

    with server() as peer, carrier(peer) as own, pytest.raises(transport.Withdrawn):
        own.hand_over("a@b.example", "uma@customer.example", RAW, withdraw)
    assert "DATA" not in peer.heard
    assert peer.texts == []


def test_on_data_does_not_run_for_a_refused_recipient() -> None:
    with server({"RCPT": ["550 no"]}) as peer, carrier(peer) as own:
        ran: list[int] = []
        own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: ran.append(1))
    assert ran == []


def test_one_connection_serves_many_mails() -> None:
    with server() as peer, carrier(peer) as own:
        for number in range(3):
            own.hand_over("a@b.example", f"{number}@customer.example", RAW, lambda: None)
    assert peer.delivered == ["0@customer.example", "1@customer.example", "2@customer.example"]
    assert len([line for line in peer.heard if line.startswith("ehlo")]) == 1


def test_a_connection_that_was_closed_is_opened_again() -> None:
    with server({"TEXT": ["250 ok", "421 shutting down", "250 ok"]}) as peer, carrier(peer) as own:
        answers = [own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: None) for _ in range(3)]
    assert [type(answer) for answer in answers] == [Accepted, Deferred, Accepted]


def test_a_refused_mail_does_not_spoil_the_next() -> None:
    with server({"RCPT": ["550 no", "250 ok"]}) as peer, carrier(peer) as own:
        first = own.hand_over("a@b.example", "nobody@customer.example", RAW, lambda: None)
        second = own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: None)
    assert (first, second) == (Refused("550 no"), Accepted("250 ok"))


def test_a_wrong_password_names_the_setting() -> None:
    with server({"AUTH": ["535 5.7.8 wrong"]}, ["AUTH PLAIN"]) as peer, carrier(peer, "me:secret@") as own:
        answer = own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: None)
    assert isinstance(answer, Deferred)
    assert "RAPPORT_SMTP_URL" in answer.reason
    assert "secret" not in answer.reason


def test_no_password_goes_unencrypted_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_is_here", lambda host: False)
    with server(extensions=["AUTH PLAIN"]) as peer, carrier(peer, "me:secret@") as own:
        answer = own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: None)
    assert isinstance(answer, Deferred)
    assert "no encryption" in answer.reason
    assert not any(line.upper().startswith("AUTH") for line in peer.heard)


def test_an_address_beyond_ascii_needs_a_server_that_can() -> None:
    with server() as peer:
        assert isinstance(hand(peer, recipient="ümä@customer.example"), Refused)
    with server(extensions=["SMTPUTF8"]) as peer:
        assert isinstance(hand(peer, recipient="ümä@customer.example"), Accepted)


ENDS: list[bytes] = [b"\n.\n", b"\r.\r", b"\r\n.\n", b"\n.\r\n", b"\r\n.\r\n"]


@pytest.mark.parametrize("end", ENDS)
def test_s24_nothing_in_a_text_ends_it(end: bytes) -> None:
    smuggled = b"Hello" + end + b"MAIL FROM:<evil@x>\r\nRCPT TO:<v@x>\r\nDATA\r\nSubject: evil\r\n\r\nx\r\n"
    with server() as peer:
        assert isinstance(hand(peer, raw=b"Subject: a\r\n\r\n" + smuggled), Accepted)
    assert len(peer.texts) == 1
    assert b"evil@x" in peer.texts[0]
    assert b"\r" not in peer.texts[0].replace(b"\r\n", b"")
    assert b"\n" not in peer.texts[0].replace(b"\r\n", b"")


def test_the_postbox_writes_one_file_per_mail_and_recipient(tmp_path: Path) -> None:
    box = Postbox(tmp_path)
    ran: list[int] = []
    for recipient in ("uma@customer.example", "Uma@Customer.example", "sol@customer.example"):
        assert isinstance(box.hand_over("", recipient, RAW, lambda: ran.append(1)), Accepted)
    files = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.eml"))
    assert [name.split("/")[0] for name in files] == ["sol@customer.example", "uma@customer.example"]
    assert all(name.split("/")[1].startswith("20260304-120000-") for name in files)
    assert message_from_bytes((tmp_path / files[0]).read_bytes())["Message-ID"] == "<1@desk.example>"
    assert ran == [1, 1, 1]


@pytest.mark.parametrize(
    "recipient",
    ["../../etc/passwd", "/etc/passwd", "..", ".hidden@x.example", "a/b@x.example", "ü@x.example", "x" * 400],
)
def test_the_postbox_stays_in_its_folder(tmp_path: Path, recipient: str) -> None:
    Postbox(tmp_path / "postbox").hand_over("", recipient, RAW, lambda: None)
    [file] = tmp_path.rglob("*.eml")
    assert file.parent.parent == tmp_path / "postbox"
    assert not file.parent.name.startswith(".")


def test_addresses_that_look_alike_on_disk_have_their_own_folders() -> None:
    assert transport.folder_of("a/b@x.example") != transport.folder_of("a_b@x.example")


def test_a_postbox_in_the_way_puts_the_mail_off(tmp_path: Path) -> None:
    (tmp_path / "postbox").write_text("a file")
    answer = Postbox(tmp_path / "postbox").hand_over("", "uma@x.example", RAW, lambda: None)
    assert isinstance(answer, Deferred)
    assert "local postbox" in answer.reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key.pem -out cert.pem"
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


@pytest.mark.parametrize("is_here", [True, False])
def test_a_certificate_nobody_vouches_for_is_good_enough_on_this_machine_only(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, is_here: bool
) -> None:
    from aiosmtpd.controller import Controller

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    texts: list[bytes] = []

    class Handler:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            texts.append(envelope.content)  # type: ignore[attr-defined]
            return "250 ok"

    with_tls = Controller(Handler(), hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True)
    with_tls.start()
    try:
        monkeypatch.setattr(smtp, "_is_here", lambda host: is_here)
        with SmtpCarrier(relay_of(f"smtp://127.0.0.1:{with_tls.port}")) as own:
            answer = own.hand_over("a@b.example", "uma@customer.example", RAW, lambda: None)
    finally:
        with_tls.stop()
    if is_here:
        assert isinstance(answer, Accepted)
        assert len(texts) == 1
    else:
        assert answer == Unreachable("The certificate of 127.0.0.1 is not trusted: self-signed certificate")
