"""Writes of the writing room, one file per trait."""

from rapport.writing.actions.drafts import (
    Gone,
    Stale,
    Taken,
    Words,
    begin,
    discard,
    discard_of,
    erase_drafts,
    keep,
    take,
    take_for_sending,
)
from rapport.writing.actions.files import LARGEST_FILES, add_file, remove_file
from rapport.writing.actions.pending import back_to_draft, plan, sent
from rapport.writing.actions.presence import be_here, forget_presence, leave
from rapport.writing.actions.signatures import remove_signature, write_signature

__all__ = [
    "LARGEST_FILES",
    "Gone",
    "Stale",
    "Taken",
    "Words",
    "add_file",
    "back_to_draft",
    "be_here",
    "begin",
    "discard",
    "discard_of",
    "erase_drafts",
    "forget_presence",
    "keep",
    "leave",
    "plan",
    "remove_file",
    "remove_signature",
    "sent",
    "take",
    "take_for_sending",
    "write_signature",
]
