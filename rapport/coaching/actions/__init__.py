"""Writes of the coaching room, one file per trait."""

from rapport.coaching.actions.board import BoardError, accept, answer, ask, thank
from rapport.coaching.actions.cases import discard, draft, erase_cases, share, word
from rapport.coaching.actions.lift import measure_when_due
from rapport.coaching.actions.tone import ToneError, add_phrase, bring_phrase_back, decide, remove_phrase, switch

__all__ = [
    "BoardError",
    "ToneError",
    "accept",
    "add_phrase",
    "answer",
    "ask",
    "bring_phrase_back",
    "decide",
    "discard",
    "draft",
    "erase_cases",
    "measure_when_due",
    "remove_phrase",
    "share",
    "switch",
    "thank",
    "word",
]
