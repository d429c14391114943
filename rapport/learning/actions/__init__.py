"""Writes of the learning room, one file per trait."""

from rapport.learning.actions.agenda import decide, locked, put, read, share, withdraw
from rapport.learning.actions.digest import make, note_sent, set_wanted, set_when
from rapport.learning.actions.public import set_public_place
from rapport.learning.actions.reasons import LearningError, give, hear, save_reason, set_archived, take_back, unhear

__all__ = [
    "LearningError",
    "decide",
    "give",
    "hear",
    "locked",
    "make",
    "note_sent",
    "put",
    "read",
    "save_reason",
    "set_archived",
    "set_public_place",
    "set_wanted",
    "set_when",
    "share",
    "take_back",
    "unhear",
    "withdraw",
]
