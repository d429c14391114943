"""What Rapport sees in a mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rapport.channels.email.parse.invites import Invite

Kind = Literal["human", "auto_reply", "bounce", "list"]
Nature = Literal["", "signed", "encrypted"]


@dataclass(frozen=True, slots=True)
class Address:
    """A name and an address as the mail wrote them; `address` is '' when it is not one exact address."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The form to compare: lower case, the domain as IDNA; '' when the address is unknown."""
        local, at, domain = self.address.rpartition("@")
        if not at:
            return ""
        return f"{local.lower()}@{_idna(domain.lower())}"


def _idna(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


@dataclass(frozen=True, slots=True)
class Attachment:
    """`name` is what the mail says, made safe to show and store; '' when it says none. `size` is in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str
    inline: bool
    content_id: str
    data: bytes = field(repr=False)
    shown_name: str = ""


@dataclass(frozen=True, slots=True)
class AutoHeaders:
    """The headers by which machines tell that they are machines (None: the mail does not have it)."""

    auto_submitted: str | None = None
    precedence: str | None = None
    list_id: str | None = None
    list_unsubscribe: str | None = None
    return_path: str | None = None
    x_auto_response_suppress: str | None = None
    x_loop: str | None = None


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report of a mail system says about a mail of ours; '' or None where it does not.

    `action` is failed, delayed, delivered, relayed, expanded (RFC 3464) or complaint (RFC 5965): not every report
    is a failure.
    """

    original_message_id: str = ""
    final_recipient: str = ""
    status: str | None = None
    action: str | None = None
    diagnostic: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One mail. `unreadable` says what could not be read; everything else is what could.

    `nature` says what wraps the words; nobody checked the signature. `forwarded_from` is who wrote what the sender
    passes on, as the sender's mail tells it: to be proposed, never to be acted on.
    """

    from_: Address
    reply_to: list[Address]
    to: list[Address]
    cc: list[Address]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: list[str]
    text: str
    reply_text: str
    html: str
    attachments: list[Attachment]
    kind: Kind
    unreadable: str | None
    delivered_to: list[str]
    auth_results: list[str]
    headers_auto: AutoHeaders
    bounce: Bounce | None = None
    nature: Nature = ""
    invite: Invite | None = None
    forwarded_from: Address | None = None
