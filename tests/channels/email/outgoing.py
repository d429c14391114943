"""What tests of outgoing mail share: reading a mail back, and carriers and servers that do as they are told."""

import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Self

from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Accepted, Answer
from rapport.conversations.models import Conversation, Message
from rapport.flows.deliver_message import deliver
from tests import cast


def read(raw: bytes) -> EmailMessage:
    """The mail as a mail program sees it."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Letterbox:
    """A carrier that gives the answers it was told, then accepts everything; keeps what it was handed."""

    answers: list[Answer] = field(default_factory=list)
    handed: list[tuple[str, str, bytes]] = field(default_factory=list)
    before_data: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:
        self.before_data()
        on_data()
        self.handed.append((envelope_from, recipient, raw))
        return self.answers.pop(0) if self.answers else Accepted("250 ok")

    @property
    def mails(self) -> list[EmailMessage]:
        return [read(raw) for _, _, raw in self.handed]


def reply_of(conversation: Conversation | None = None, **fields: object) -> tuple[Message, OutboundMail]:
    """An agent's reply and its row in the outbox, at ten past noon."""
    message = cast.answers(conversation or cast.conversation(), **fields)  # type: ignore[arg-type]
    return message, OutboundMail.objects.get(message=message)


def send(outbound: OutboundMail, at: datetime, *answers: Answer) -> Letterbox:
    """One try at a time of our choosing."""
    box = Letterbox(list(answers))
    deliver(outbound.pk, clock=lambda: at, carrier=box)
    outbound.refresh_from_db()
    return box


@dataclass
class Server:
    """A mail server that answers each command with the next line of its script for that command, else with success.

    An answer of None closes the connection without a word.
    """

    port: int
    script: dict[str, list[str | None]]
    extensions: tuple[str, ...] = ()
    heard: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)


USUAL = {"CONNECT": "220 peer", "EHLO": "250 peer", "DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 welcome"}


@contextmanager
def server(
    script: Mapping[str, Sequence[str | None]] | None = None, extensions: Iterable[str] = ()
) -> Iterator[Server]:
    """Scripts by command in capitals: CONNECT, EHLO, MAIL, RCPT, DATA, TEXT (the final dot), QUIT."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = Server(
        listener.getsockname()[1], {word: list(answers) for word, answers in (script or {}).items()}, tuple(extensions)
    )
    threading.Thread(target=_accept, args=(listener, made), daemon=True).start()
    try:
        yield made
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, made: Server) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(connection, made), daemon=True).start()


def _answer(made: Server, word: str) -> str | None:
    scripted = made.script.get(word)
    return scripted.pop(0) if scripted else USUAL.get(word, "250 ok")


def _talk(connection: socket.socket, made: Server) -> None:
    # One that hangs up on us ends the talk.
    with suppress(ConnectionError), connection, connection.makefile("rb") as lines:

        def say(answer: str | None) -> bool:
            if answer is None:
                return False
            connection.sendall(answer.encode() + b"\r\n")
            return not answer.startswith("421")

        recipient = ""
        if not say(_answer(made, "CONNECT")):
            return
        for line in lines:
            command = line.decode(errors="replace").strip()
            word = command.split(" ")[0].split(":")[0].upper()
            made.heard.append(command)
            answer = _answer(made, word)
            if word == "RCPT":
                recipient = command[len("RCPT TO:<") :].split(">")[0]
            if word == "EHLO" and answer == USUAL["EHLO"] and made.extensions:
                answer = "250-peer\r\n" + "\r\n".join(
                    f"250{'-' if name != made.extensions[-1] else ' '}{name}" for name in made.extensions
                )
            if not say(answer):
                return
            if word == "DATA" and answer and answer.startswith("354"):
                text = _text(lines)
                answer = _answer(made, "TEXT")
                if answer and answer.startswith("250"):
                    made.texts.append(text)
                    made.delivered.append(recipient)
                if not say(answer):
                    return
            if word == "QUIT":
                return


def _text(lines: Iterable[bytes]) -> bytes:
    text = []
    for line in lines:
        if line == b".\r\n":
            break
        text.append(line[1:] if line.startswith(b".") else line)
    return b"".join(text)
