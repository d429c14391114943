"""One connection to one IMAP server: signing in, waiting for news, leaving; and its failures in plain words."""

import contextlib
import imaplib
import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from imap_tools import BaseMailBox
from imap_tools.errors import (
    MailboxCopyError,
    MailboxFolderCreateError,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxMoveError,
    MailboxStarttlsError,
)
from imap_tools.utils import check_command_status

from rapport.channels.email.models import MailAccount

READ_SECONDS = 30
CONNECT_SECONDS = 60
ROUND_SECONDS = 120
IDLE_SECONDS = 60
LEAVE_SECONDS = 10


@dataclass(frozen=True)
class Login:
    """Where a mailbox is and how to get in: by the password, or by the token when there is one."""

    host: str
    port: int
    security: str
    username: str
    password: str
    token: str = ""


class MailboxProblem(Exception):
    """What went wrong, in words that say what to do."""


class SignInRefused(MailboxProblem):
    """The server knows this user, password or token not, or not any more."""


@dataclass
class Line:
    """The client of a connection from the moment its socket exists, so that it can be cut while it is being made."""

    client: imaplib.IMAP4 | None = None


class _Plain(imaplib.IMAP4):
    def __init__(self, login: Login, line: Line) -> None:
        self._line = line
        super().__init__(login.host, login.port, READ_SECONDS)

    def open(self, *arguments: Any, **more: Any) -> None:
        super().open(*arguments, **more)
        self._line.client = self


class _Tls(imaplib.IMAP4_SSL):
    """Looks at the server's certificate, which the standard library's client does not when left alone."""

    def __init__(self, login: Login, line: Line) -> None:
        self._line = line
        super().__init__(login.host, login.port, timeout=READ_SECONDS, ssl_context=ssl.create_default_context())

    def open(self, *arguments: Any, **more: Any) -> None:
        super().open(*arguments, **more)
        self._line.client = self


class _Box(BaseMailBox):
    def __init__(self, login: Login, line: Line) -> None:
        self._where, self._line = login, line
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        if self._where.security == MailAccount.Security.TLS:
            return _Tls(self._where, self._line)
        client = _Plain(self._where, self._line)
        if self._where.security == MailAccount.Security.STARTTLS:
            check_command_status(client.starttls(ssl.create_default_context()), MailboxStarttlsError)
        return client


def connect(login: Login) -> BaseMailBox:
    """Sign in. Raises MailboxProblem; SignInRefused when the server does not let us in."""
    line = Line()
    with in_words(login), deadline(line, CONNECT_SECONDS):
        box = _Box(login, line)
        try:
            _sign_in(box, login)
        except BaseException:
            leave(box)
            raise
        return box


def _sign_in(box: BaseMailBox, login: Login) -> None:
    if not login.token:
        box.login(login.username, login.password, initial_folder=None)
        return
    said = [f"user={login.username}\1auth=Bearer {login.token}\1\1".encode()]
    try:
        # After a refusal the server waits for one more, empty line before it says NO.
        box.client.authenticate("XOAUTH2", lambda _: said.pop() if said else b"")
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


@contextlib.contextmanager
def in_words(login: Login) -> Iterator[None]:
    """Turns what libraries raise into MailboxProblem."""
    try:
        yield
    except MailboxProblem:
        raise
    except MailboxLoginError as error:
        raise SignInRefused(_refused(login)) from error
    except Exception as error:
        raise MailboxProblem(_words(login, error)) from error


def _refused(login: Login) -> str:
    if login.token:
        return f"{login.host} refuses the sign-in of {login.username}. Check that IMAP is switched on for this mailbox."
    return f"{login.host} refuses this user name and password. Check both; many providers want an app password."


def _words(login: Login, error: Exception) -> str:
    where = f"{login.host}:{login.port}"
    match error:
        case MailboxFolderSelectError():
            return "There is no such folder in the mailbox. Check its name, capital letters included."
        case MailboxFolderCreateError():
            return "The folder for fetched mail cannot be made there. Make it by hand, or leave the setting empty."
        case MailboxMoveError() | MailboxCopyError():
            return "The server refuses to move fetched mail. Check the rights on the folder for fetched mail."
        case MailboxStarttlsError():
            return f"{where} offers no STARTTLS. Check the port, or choose TLS."
        case socket.gaierror():
            return f"There is no server called {login.host}. Check the spelling."
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {where} is not to be trusted ({error.verify_message}). "
                "Use the name it is made for; SSL_CERT_FILE adds an authority of your own."
            )
        case ssl.SSLError():
            return (
                f"No secure connection to {where} ({error.reason or 'TLS failed'}). Check the port and TLS or STARTTLS."
            )
        case TimeoutError():
            return f"{where} did not answer within {READ_SECONDS} seconds. Check the port and the firewall."
        case ConnectionRefusedError():
            return f"Nothing answers at {where}. Check the port."
        case OSError():
            return f"The connection to {where} broke ({error.strerror or type(error).__name__})."
        case imaplib.IMAP4.abort():
            return f"The connection to {where} broke."
        case imaplib.IMAP4.error():
            return f"{login.host} answered unexpectedly ({type(error).__name__})."
    return f"Fetching failed ({type(error).__name__})."


def wait_for_news(box: BaseMailBox, stop: threading.Event) -> None:
    """Return when something came to the open folder since it was searched, when a minute is over, or when asked to
    stop."""
    if box.client.response("EXISTS")[1] != [None]:
        return
    if "IDLE" not in box.client.capabilities:
        stop.wait(IDLE_SECONDS)
        return
    with deadline(box, IDLE_SECONDS + READ_SECONDS), box.idle as idle:
        for _ in range(IDLE_SECONDS):
            if stop.is_set() or _has_said_more(box) or idle.poll(timeout=1):
                return


def _has_said_more(box: BaseMailBox) -> bool:
    """Whether a line waits in the reader's buffer, where `poll` does not see it: news right behind the go-ahead."""
    sock, file = box.client.sock, cast(io.BufferedReader, box.client.file)
    before = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(file.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        sock.settimeout(before)


@contextlib.contextmanager
def deadline(box: BaseMailBox | Line, seconds: float = ROUND_SECONDS) -> Iterator[Callable[[], None]]:
    """Cut the connection when no progress is told for so long: a server that drips bytes never times out by itself."""
    timers: list[threading.Timer] = []

    def progress() -> None:
        while timers:
            timers.pop().cancel()
        timer = threading.Timer(seconds, _cut, [box])
        timer.daemon = True
        timer.start()
        timers.append(timer)

    progress()
    try:
        yield progress
    finally:
        while timers:
            timers.pop().cancel()


def _cut(box: BaseMailBox | Line) -> None:
    if box.client is not None:
        with contextlib.suppress(OSError):
            box.client.sock.shutdown(socket.SHUT_RDWR)


def leave(box: BaseMailBox) -> None:
    with contextlib.suppress(Exception), deadline(box, LEAVE_SECONDS):
        box.logout()
    with contextlib.suppress(Exception):
        box.client.sock.close()
