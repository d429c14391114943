"""The one place that hands mail to a server.

What matters is where a try broke off. Before the final dot nothing can have been taken, so trying again is safe.
Once the dot is on its way only the server's answer tells, and no answer is `Unknown`.
"""

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from django.conf import settings

from rapport.channels.email.retry import ANSWER_SECONDS
from rapport.channels.email.transport import Accepted, Answer, Deferred, Refused, Unknown, Unreachable

STEP_SECONDS = 30.0
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Relay:
    """A server that takes our mail. `security`: tls, starttls (or nothing is sent), plain, or offered (TLS if it can);
    `named` is what to change when user and password are wrong."""

    host: str
    port: int
    security: str = "offered"
    user: str = ""
    password: str = ""
    named: str = "RAPPORT_SMTP_URL"


def relay_of(url: str) -> Relay:
    """smtp://user:password@host:587, or smtps:// for TLS from the first byte."""
    parts = urlsplit(url)
    over_tls = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname or "",
        port=parts.port or (465 if over_tls else 587),
        security="tls" if over_tls else "offered",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpCarrier:
    """One connection to one server, opened when needed and opened again when the server has closed it."""

    def __init__(
        self, relay: Relay, *, step_seconds: float = STEP_SECONDS, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self.relay, self.host = relay, relay.host
        self.step_seconds, self.answer_seconds = step_seconds, answer_seconds
        self.smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._part()

    def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:
        deadline = time.monotonic() + settings.RAPPORT_LEASE_SECONDS * 0.8
        try:
            smtp = self._ready(deadline)
        except (OSError, smtplib.SMTPException) as problem:
            return Unreachable(_words(problem, self.relay))
        try:
            refusal = self._envelope(smtp, envelope_from, recipient, deadline)
            if refusal is None:
                on_data()
                return self._text(smtp, raw)
        except (OSError, smtplib.SMTPException) as problem:
            self._part()
            return Deferred(_words(problem, self.relay))
        except BaseException:
            self._part()
            raise
        return refusal

    def check(self) -> str:
        """Sign in and leave; answers what is wrong, or nothing."""
        try:
            self._ready(time.monotonic() + self.step_seconds)
        except (OSError, smtplib.SMTPException) as problem:
            return _words(problem, self.relay)
        self._part()
        return ""

    def _ready(self, deadline: float) -> smtplib.SMTP:
        if self.smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._patience(self.smtp, deadline)
                if self.smtp.rset()[0] == 250:
                    return self.smtp
            self._part()
        self.smtp = self._connect(deadline)
        return self.smtp

    def _connect(self, deadline: float) -> smtplib.SMTP:
        timeout = self._seconds(deadline)
        if self.relay.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=timeout, context=self._tls(), local_hostname=_our_name())
        else:
            smtp = smtplib.SMTP(timeout=timeout, local_hostname=_our_name())
        smtp._host = self.host  # type: ignore[attr-defined]  # smtplib checks the certificate against this name
        try:
            code, text = smtp.connect(self.host, self.relay.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, text)
            self._greet(smtp, deadline)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP, deadline: float) -> None:
        self._patience(smtp, deadline)
        smtp.ehlo_or_helo_if_needed()
        if self.relay.security in ("starttls", "offered") and smtp.has_extn("starttls"):
            smtp.starttls(context=self._tls())
            smtp.ehlo()
        elif self.relay.security == "starttls":
            raise smtplib.SMTPNotSupportedError(f"{self.host} offers no STARTTLS. Use another port, or TLS.")
        if self.relay.user:
            if not isinstance(smtp.sock, ssl.SSLSocket) and not _is_here(self.host):
                raise smtplib.SMTPNotSupportedError(
                    f"{self.host} offers no encryption, so the password was not sent. Use TLS or another port."
                )
            self._patience(smtp, deadline)
            smtp.login(self.relay.user, self.relay.password)

    def _envelope(self, smtp: smtplib.SMTP, envelope_from: str, recipient: str, deadline: float) -> Answer | None:
        if not recipient.isascii() and not smtp.has_extn("smtputf8"):
            return Refused(f"{self.host} cannot send to an address with letters beyond ASCII.")
        options = ["SMTPUTF8"] if not recipient.isascii() else []
        self._patience(smtp, deadline)
        code, text = smtp.mail(envelope_from, options)
        if code == 250:
            self._patience(smtp, deadline)
            code, text = smtp.rcpt(recipient)
        return None if code in (250, 251) else _refusal(code, text)

    def _text(self, smtp: smtplib.SMTP, raw: bytes) -> Answer:
        """From here on `on_data` has run. Only what follows the body decides between trying again and not knowing."""
        if smtp.sock:
            smtp.sock.settimeout(self.step_seconds)
        code, text = smtp.docmd("DATA")
        if code != 354:
            return _refusal(code, text)
        smtp.send(_dot_stuffed(raw))
        try:
            if smtp.sock:
                smtp.sock.settimeout(self.answer_seconds)
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self._part()
            return Unknown(f"The whole mail was sent, then: {_words(problem, self.relay)}")
        return Accepted(_said(code, text)) if 200 <= code < 300 else _refusal(code, text)

    def _part(self) -> None:
        if self.smtp is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.smtp.sock:
                self.smtp.sock.settimeout(2)
            self.smtp.quit()
        self.smtp.close()
        self.smtp = None

    def _patience(self, smtp: smtplib.SMTP, deadline: float) -> None:
        if smtp.sock:
            smtp.sock.settimeout(self._seconds(deadline))

    def _seconds(self, deadline: float) -> float:
        """A lease must not run out before the text is handed over."""
        left = min(self.step_seconds, deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if _is_here(self.host):
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context


def _dot_stuffed(raw: bytes) -> bytes:
    """Every line end is CRLF, so that nothing in the text can look like its end to any server (SMTP smuggling)."""
    lines = _LINE_END.split(raw)
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _refusal(code: int, text: bytes) -> Deferred | Refused:
    """5xx is final; everything else is worth another try."""
    return Refused(_said(code, text)) if 500 <= code < 600 else Deferred(_said(code, text))


def _said(code: int, text: bytes) -> str:
    return f"{code} {' '.join(text.decode(errors='replace').split())}"


def _words(problem: Exception, relay: Relay) -> str:
    host = relay.host
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        said = _said(problem.smtp_code, _bytes(problem.smtp_error))
        return f"{host} did not accept user and password of {relay.named}: {said}"
    if isinstance(problem, smtplib.SMTPResponseException):
        return _said(problem.smtp_code, _bytes(problem.smtp_error))
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return str(problem)
    if isinstance(problem, (TimeoutError, smtplib.SMTPServerDisconnected)):
        return f"{host} closed the connection or did not answer in time."
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not trusted: {problem.verify_message}"
    if isinstance(problem, socket.gaierror):
        return f"{host} was not found: {problem.strerror}."
    return f"{host} cannot be reached: {problem}"


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _our_name() -> str:
    """What we call ourselves in EHLO: the mail domain, not the machine's name."""
    return str(settings.RAPPORT_MAIL_DOMAIN)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
