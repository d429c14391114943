"""Writes of the writing room, one file per trait."""

from rapport.writing.actions.drafts import Gone, Stale, Words, discard, discard_of, keep, take
from rapport.writing.actions.files import LARGEST_FILES, add_file, remove_file
from rapport.writing.actions.pending import back_to_draft, plan, sent
from rapport.writing.actions.presence import be_here, forget_presence, leave
from rapport.writing.actions.signatures import remove_signature, write_signature

__all__ = [
    "LARGEST_FILES",
    "Gone",
    "Stale",
    "Words",
    "add_file",
    "back_to_draft",
    "be_here",
    "discard",
    "discard_of",
    "forget_presence",
    "keep",
    "leave",
    "plan",
    "remove_file",
    "remove_signature",
    "sent",
    "take",
    "write_signature",
]
