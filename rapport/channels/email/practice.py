"""The local postbox read back, and its mails answered, so that the whole loop can be tried without a mail server.

An answer is a real mail through the real listener: it takes the way of every other mail.
"""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rapport.channels.email import compose, servers
from rapport.channels.email.parse.clean import clean_header, clean_text
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.parse.reader import parse
from rapport.channels.email.transport import folder_of
from rapport.platform.queries import fact
from rapport.team.models import User
from rapport.team.rules import May

SAMPLE = "sample.plays"  # a fact while the sample company is what this desk holds
SECONDS = 10.0
MOST_CHARS = 20_000


class PracticeError(ValueError):
    """The answer could not be sent; the text says what to do."""


@dataclass(frozen=True)
class Posted:
    """A mail in the local postbox. `key` names it in addresses of pages and is no path."""

    key: str
    recipient: str
    at: datetime
    mail: Inbound
    path: Path

    @property
    def source(self) -> str:
        return self.path.read_bytes().decode("ascii", errors="replace")


def is_open() -> bool:
    """Whether mail goes to the local postbox, because there is no mail server."""
    return not servers.any_takes_mail()


def may_be_read_by(user: User) -> bool:
    """Who manages the inboxes; everybody while the sample company plays, where nothing is real."""
    return user.may(May.LEAD) or bool(fact(SAMPLE))


def posted(*, limit: int = 200) -> list[Posted]:
    """The newest mails, newest first."""
    return [found for path in _files()[:limit] if (found := _read(path))]


def find(key: str) -> Posted | None:
    """The mail of a key; keys are compared with what lies there, so that no address can name a file."""
    return next((_read(path) for path in _files() if _key(path) == key), None)


def send_as_customer(posted_mail: Posted, text: str, *, at: datetime) -> None:
    """Answer the mail as whoever got it. Raises PracticeError when it cannot be sent."""
    words = clean_text(text).strip()
    if not words:
        raise PracticeError("Write a few words first.")
    if len(words) > MOST_CHARS:
        raise PracticeError(f"That is too long to try out ({MOST_CHARS} characters at most).")
    answered = posted_mail.mail
    to = (answered.reply_to or [answered.from_])[0].address
    if not to:
        raise PracticeError("This mail says nowhere to answer to.")
    _hand_over(_answer(posted_mail, to, words, at), posted_mail.recipient, to)


def _answer(posted_mail: Posted, to: str, words: str, at: datetime) -> EmailMessage:
    answered, mail = posted_mail.mail, EmailMessage(SMTP)
    subject = clean_header(answered.subject)
    mail["From"] = _sender(posted_mail)
    mail["To"] = Address(addr_spec=compose.wire_address(to))
    mail["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=posted_mail.recipient.rpartition("@")[2])
    if answered.message_id:
        mail["In-Reply-To"] = f"<{answered.message_id.strip('<>')}>"
        mail["References"] = mail["In-Reply-To"]
    quoted = "\n".join(f"> {line}" for line in answered.text.splitlines())
    who = clean_header(answered.from_.name or answered.from_.address)
    mail.set_content(f"{words}\n\nOn {posted_mail.at:%d %b %Y at %H:%M}, {who} wrote:\n{quoted}\n")
    return mail


def _sender(posted_mail: Posted) -> Address:
    people = [*posted_mail.mail.to, *posted_mail.mail.cc]
    name = next((one.name for one in people if one.address.lower() == posted_mail.recipient.lower()), "")
    return Address(clean_header(name), addr_spec=compose.wire_address(posted_mail.recipient))


def _hand_over(mail: EmailMessage, sender: str, to: str) -> None:
    port = settings.RAPPORT_SMTP_PORT
    if not port:
        raise PracticeError("Incoming mail is switched off: RAPPORT_SMTP_PORT is 0.")
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=SECONDS) as smtp:
            smtp.send_message(mail, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPException as problem:
        raise PracticeError(f"The mail was not taken: {problem}") from problem
    except OSError as problem:
        raise PracticeError(f"No mail listener answers on port {port}. Is `rapport run` running?") from problem


def _root() -> Path:
    return Path(settings.RAPPORT_DATA) / "postbox"


def _files() -> list[Path]:
    """File names begin with the time the mail was written."""
    return sorted(_root().glob("*/*.eml"), key=lambda path: (path.name, path.parent.name), reverse=True)


def _key(path: Path) -> str:
    return hashlib.sha256(f"{path.parent.name}/{path.name}".encode()).hexdigest()[:24]


def _read(path: Path) -> Posted | None:
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=500)
def _parsed(path: Path, changed: int) -> Posted:  # noqa: ARG001  # part of the key
    mail = parse(path.read_bytes())
    addresses = [one.address for one in (*mail.to, *mail.cc) if one.address]
    of_folder = (address for address in addresses if folder_of(address) == path.parent.name)
    recipient = next(of_folder, addresses[0] if addresses else path.parent.name)
    at = mail.date or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Posted(_key(path), recipient, at if at.tzinfo else at.replace(tzinfo=UTC), mail, path)
