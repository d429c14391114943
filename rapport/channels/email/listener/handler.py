"""What the listener answers to each recipient and to each mail."""

import logging
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from rapport.channels.email.actions import Arrival, smtp_key
from rapport.channels.email.listener.database import Database
from rapport.channels.email.listener.ledger import Ledger
from rapport.channels.email.listener.pace import Pace
from rapport.platform import clock, disk

log = logging.getLogger(__name__)

TRY_LATER = "451 4.3.0 The mail could not be stored just now. Nothing is lost if you send it again later."
TOO_FAST = "452 4.7.1 Too many mails from your network within a minute. Send this one again in a minute."
NO_ROOM = (
    "452 4.3.1 There is little room here just now. Mails larger than 1 MB have to wait; send this one again later."
)
NO_ROOM_AT_ALL = "452 4.3.1 There is no room here just now. Nothing is lost if you send this again later."
BAD_ADDRESS = "553 5.1.3 This address has characters that no mail address may have."


@dataclass
class Handler:
    """Answers of one kind of door (`source` is smtp or lmtp) to what its peers say."""

    source: str
    database: Database
    ledger: Ledger
    pace: Pace

    # aiosmtpd finds handlers by these names and hands them all of this.
    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.pace.allows(_peer(session)):
            return TOO_FAST
        if _told_size(options) > disk.SMALL_BYTES and disk.is_nearly_full():
            return NO_ROOM
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not address.isprintable():
            return BAD_ADDRESS
        if not (await self.database.places()).takes(address):
            return f"550 5.1.1 <{address}>: no inbox here has this address. Check the spelling."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        if len(raw) > disk.SMALL_BYTES and disk.is_nearly_full():
            return NO_ROOM
        arrival = Arrival(
            key=smtp_key(),
            source=self.source,
            raw=raw,
            received_at=clock.now(),
            envelope_from=_printable((envelope.mail_from or "").removeprefix("<>")),
            envelope_to=list(envelope.rcpt_tos),
            peer=_peer(session),
        )
        await self.ledger.enter(arrival)
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a peer was asked to try later: %s", type(error).__name__)
        return NO_ROOM_AT_ALL if disk.is_out_of_room(error) else TRY_LATER


def _peer(session: Session) -> str:
    return str(session.peer[0]) if isinstance(session.peer, tuple) else ""


def _told_size(options: list[str]) -> int:
    """The size that the peer announces (RFC 1870); 0 when it tells none."""
    told = [option[5:] for option in options if option.upper().startswith("SIZE=")]
    return int(told[0]) if told and told[0].isdigit() else 0


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
