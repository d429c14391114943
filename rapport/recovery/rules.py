"""Pure rules of recovery: which step comes next, and by when."""

from collections.abc import Collection
from datetime import datetime, timedelta

FIRST_WORD = timedelta(hours=1)
AFTER = {
    "contacted": timedelta(hours=24),
    "apologised": timedelta(hours=72),
    "fixed": timedelta(days=3),
    "asked_again": timedelta(days=14),
}
ORDER = ("contacted", "apologised", "fixed", "asked_again")
WORDS = {
    "contacted": "First human word due",
    "apologised": "Written apology due",
    "fixed": "Fix due",
    "asked_again": "Asking again due",
}


def next_step(done: Collection[str]) -> str | None:
    """The first step that is not done; None when all are."""
    return next((kind for kind in ORDER if kind not in done), None)


def due_after(kind: str, at: datetime) -> datetime:
    """When the step that follows this one is due."""
    return at + AFTER[kind]


def missing(done: Collection[str]) -> list[str]:
    """The steps that keep a recovery from being closed, in order."""
    return [kind for kind in ORDER if kind not in done]


def why_not_yet(kind: str, done: Collection[str]) -> str:
    """Why this step cannot be done now; empty when it can."""
    if kind in done:
        return "This step is done already."
    if kind == "asked_again" and "fixed" not in done:
        return "Fix it first: asking again before anything changed makes it worse."
    return ""


def outcome_of(score: int) -> str:
    """What the answer to the second asking means."""
    return "recovered" if score >= 3 else "not"
