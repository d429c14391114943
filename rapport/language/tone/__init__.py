"""Advice beside a draft, made offline, each with a reason, its source and what to write instead (SCIENCE section 10).

It never rewrites and never blocks. Three kinds ask for a decision before a mail leaves: `DECIDED_FIRST`.
"""

from rapport.language.tone.advice import DECIDED_FIRST, REASONS, Advice, Draft, Rule
from rapport.language.tone.checker import check, examples, language_of, phrases_in, to_decide

__all__ = [
    "DECIDED_FIRST",
    "REASONS",
    "Advice",
    "Draft",
    "Rule",
    "check",
    "examples",
    "language_of",
    "phrases_in",
    "to_decide",
]
