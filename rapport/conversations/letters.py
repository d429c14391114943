"""What comes in, as the record sees it: already read, matched to a conversation or not, and judged for trust."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapport.conversations.models import Inbox, Message
from rapport.customers.rules import Addressee


@dataclass(frozen=True)
class File:
    """A file before it is stored. `content_id` is without angle brackets."""

    name: str
    data: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file whose bytes lie in storage already. `content_id` is without angle brackets."""

    name: str
    content_type: str
    size: int
    blob: str
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class Letter:
    """One inbound message of any channel. `conversation_id` is set only by a token or id that we signed; `tell_by_mail`
    is off where a mail about it could come back as the next one, and `was_unreached` where no
    mail came back from the address, or nothing shows that the sender reads what comes there."""

    inbox: Inbox
    from_name: str
    from_address: str
    subject: str
    text: str
    reply_text: str
    received_at: datetime
    origin: Message.Origin = Message.Origin.HUMAN
    trust: Message.Trust = Message.Trust.UNCHECKED
    proof: str = ""
    conversation_id: int | None = None
    html: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    to: list[dict[str, str]] = field(default_factory=list)
    cc: list[dict[str, str]] = field(default_factory=list)
    reply_to: list[dict[str, str]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    unreadable: str = ""
    hint: str = ""
    may_acknowledge: bool = False
    is_complaint: bool = False
    silent: bool = False
    tell_by_mail: bool = True
    was_unreached: bool = True
    nature: str = ""
    invite: dict[str, str] = field(default_factory=dict)
    forwarded_from: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What stands for the message where there is room for a line."""
        wrapped = "An encrypted mail" if self.nature == Message.Nature.ENCRYPTED else self.invite.get("title", "")
        return self.reply_text or self.text.strip() or self.unreadable or wrapped

    @property
    def is_human(self) -> bool:
        return self.origin == Message.Origin.HUMAN and not self.unreadable

    @property
    def is_held(self) -> bool:
        """A message into an existing conversation whose sender is not proven acts on nothing until accepted."""
        trusted = {Message.Trust.PROVEN, Message.Trust.SECRET}
        return self.conversation_id is not None and self.trust not in trusted


@dataclass(frozen=True)
class Reply:
    """What an agent sends. `seen_id` is the newest message the agent had on the screen; 0 skips that check.

    Without `to` it goes to the customer. Whoever stands in `to` and `cc` is part of the conversation from then on,
    unless it `forwards` a message: then it answers nobody. `keep_open`: we still owe something after it.
    """

    text: str
    html: str = ""
    files: Sequence[File | KeptFile] = ()
    compose_key: str = ""
    seen_id: int = 0
    close: bool = False
    keep_open: bool = False
    forwards: Message | None = None
    signature: str = ""
    saved_reply: int | None = None
    promise_text: str = ""
    promise_due_at: datetime | None = None
    to: list[Addressee] | None = None
    cc: list[Addressee] = field(default_factory=list)
    bcc: list[Addressee] = field(default_factory=list)
