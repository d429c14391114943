"""Messages on the wire, both ways."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StrictBool

from rapport.api.schemas.common import Person, person
from rapport.conversations.models import Attachment, Message
from rapport.customers.rules import MOST_PEOPLE, addressee

# Whoever may read a conversation may not vote in its customer's name.
_RATING_LINK = re.compile(r"(/[rsf]/)[\w-]{16,}[\w/-]*")


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("Leave out the character U+0000; no mail can carry it.")
    return text


Text = Annotated[str, AfterValidator(_storable)]


class PromiseIn(Schema):
    """What the customer is told to expect, and by when."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(min_length=1, max_length=300)
    due_at: AwareDatetime = Field(description="With its offset, in the future, at most a year ahead.")


def _person(text: str) -> str:
    addressee(text)
    return text


Line = Annotated[str, Field(max_length=500), AfterValidator(_person)]


class ReplyIn(Schema):
    """A reply to the customer, by the user of the token."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(min_length=1, max_length=200_000)
    html: Text | None = Field(
        None, max_length=1_000_000, description="Reduced to what the reply box of the desk offers."
    )
    cc: list[Line] | None = Field(
        None,
        max_length=MOST_PEOPLE,
        description="`uma@customer.example` or `Uma Ferrari <uma@customer.example>`. Whoever stands here is part of "
        "the conversation from then on. Left out: whoever is part of it already.",
    )
    bcc: list[Line] = Field([], max_length=MOST_PEOPLE, description="In the same form. Nobody else learns of them.")
    close: StrictBool = Field(False, description="Mark the conversation as done.")
    promise: PromiseIn | None = None


class Address(Schema):
    name: str
    address: str


class AttachmentOut(Schema):
    id: UUID
    name: str
    content_type: str = Field(description="Sniffed from the bytes.")
    size: int = Field(description="Bytes.")
    inline: bool


class MessageOut(Schema):
    id: UUID
    kind: Message.Kind
    origin: Message.Origin
    trust: Message.Trust
    held: bool = Field(description="Its sender is not proven; it counts for nothing until somebody accepts it.")
    at: datetime
    author: Person | None = Field(description="Who of us wrote it.")
    sender: Address
    to: list[Address]
    cc: list[Address]
    bcc: list[Address] = Field(description="Who got a reply without the others knowing.")
    subject: str
    text: str = Field(description="What is new in it.")
    full_text: str = Field(description="All of it, quoted history included.")
    unreadable: str = Field(description="Why the mail could not be read; mostly empty.")
    attachments: list[AttachmentOut]


def message_out(message: Message) -> MessageOut:
    return MessageOut(
        id=message.public_id,
        kind=Message.Kind(message.kind),
        origin=Message.Origin(message.origin),
        trust=Message.Trust(message.trust),
        held=message.held,
        at=message.at,
        author=person(message.author),
        sender=Address(name=message.from_name, address=message.from_address),
        to=[_address(one) for one in message.to],
        cc=[_address(one) for one in message.cc],
        bcc=[_address(one) for one in message.bcc],
        subject=message.subject,
        text=without_rating_links(message.shown_text),
        full_text=without_rating_links(message.text),
        unreadable=message.unreadable,
        attachments=[_attachment(one) for one in message.attachments.all()],
    )


def without_rating_links(text: str) -> str:
    return _RATING_LINK.sub(r"\1…", text)


def _address(one: Mapping[str, str]) -> Address:
    return Address(name=one.get("name", ""), address=one.get("address", ""))


def _attachment(one: Attachment) -> AttachmentOut:
    return AttachmentOut(
        id=one.public_id, name=one.name, content_type=one.content_type, size=one.size, inline=one.inline
    )
