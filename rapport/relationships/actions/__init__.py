"""Writes of the relationships room: who is unhappy, who left, and what is counted once a day."""

from rapport.relationships.actions.counting import count, count_when_due
from rapport.relationships.actions.losses import (
    WORDS,
    Told,
    asked,
    correct,
    end,
    erase_words,
    give,
    locked,
    note_loss,
)
from rapport.relationships.actions.problems import RelationshipError
from rapport.relationships.actions.unhappy import NOTE_CHARS, follow, look_at, note_contact, take

__all__ = [
    "NOTE_CHARS",
    "WORDS",
    "RelationshipError",
    "Told",
    "asked",
    "correct",
    "count",
    "count_when_due",
    "end",
    "erase_words",
    "follow",
    "give",
    "locked",
    "look_at",
    "note_contact",
    "note_loss",
    "take",
]
