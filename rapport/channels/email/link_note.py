"""What a mail says that brings somebody a link and belongs to no conversation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkNote:
    """Written in one language when it is queued. `words` has a paragraph for every blank line."""

    subject: str
    words: str
    button: str
    url: str
    language: str = "en"
