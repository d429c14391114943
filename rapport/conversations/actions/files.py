"""Stores files of a message: the bytes first, durably, then the row."""

from collections.abc import Sequence
from dataclasses import asdict

import filetype

from rapport.conversations.letters import File, KeptFile
from rapport.conversations.models import Attachment, Message
from rapport.conversations.rules import display_name
from rapport.platform import storage

UNKNOWN_TYPE = "application/octet-stream"


def attach(message: Message, files: Sequence[File | KeptFile]) -> list[Attachment]:
    """Store the files and list them on the message. Types are sniffed from the bytes, whatever the sender claims."""
    if not files:
        return []
    return Attachment.objects.bulk_create([_row(message, file) for file in files])


def _row(message: Message, file: File | KeptFile) -> Attachment:
    if isinstance(file, KeptFile):
        return Attachment(message=message, **asdict(file))
    return Attachment(
        message=message,
        name=display_name(file.name),
        content_type=str(filetype.guess_mime(file.data[:4096]) or UNKNOWN_TYPE)[:100],
        size=len(file.data),
        blob=storage.put(file.data),
        content_id=file.content_id[:200],
        inline=file.inline,
    )
