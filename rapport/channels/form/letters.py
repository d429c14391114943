"""Turns what was typed into a letter for the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from rapport.channels.form.pages import Page
from rapport.conversations.letters import File, Letter
from rapport.conversations.models import Inbox, Message

_PREFIX = "<form-"


@dataclass(frozen=True)
class Sent:
    """What somebody wrote into the form. `page` makes it count once."""

    page: Page
    name: str
    address: str
    subject: str
    text: str
    files: Sequence[File] = field(default_factory=tuple)
    is_complaint: bool = False


def message_id_of(page: Page) -> str:
    """Names the message that a page became; no Message-ID of a mail has this form."""
    return f"{_PREFIX}{page.name}@{settings.RAPPORT_MAIL_DOMAIN}>"


def came_by_form(message: Message) -> bool:
    return message.kind == Message.Kind.INBOUND and is_of_form(message.message_id)


def is_of_form(message_id: str) -> bool:
    return message_id.startswith(_PREFIX)


def letter(sent: Sent, inbox: Inbox, *, may_acknowledge: bool, at: datetime) -> Letter:
    """A new matter, whatever its subject says: nothing proves who wrote it."""
    text = sent.text.replace("\r\n", "\n").replace("\r", "\n")
    return Letter(
        inbox=inbox,
        from_name=sent.name,
        from_address=sent.address.lower(),
        subject=sent.subject,
        text=text,
        reply_text=text,
        received_at=at,
        trust=Message.Trust.UNCHECKED,
        was_unreached=False,
        message_id=message_id_of(sent.page),
        files=list(sent.files),
        may_acknowledge=may_acknowledge,
        is_complaint=sent.is_complaint,
    )
