"""Pure rules of recovery: which step comes next and by when, how grave it is, what somebody may give."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

FIRST_WORD = timedelta(hours=1)
TO_FINISH = timedelta(hours=24)
ASK_AFTER = timedelta(days=3)
AFTER = {
    "contacted": timedelta(hours=24),
    "apologised": timedelta(hours=24),
    "caused": timedelta(hours=24),
    "agreed": timedelta(hours=72),
    "fixed": timedelta(days=5),
    "asked_again": timedelta(days=14),
    "published": timedelta(hours=24),
}
PATH = ("contacted", "apologised", "caused", "agreed", "fixed", "asked_again", "learned")
ORDER = (*PATH[:-1], "published", PATH[-1])
KEPT = frozenset({"caused"})
WORDS = {
    "contacted": "First human word due",
    "apologised": "Written apology due",
    "caused": "Cause to be named",
    "agreed": "What we owe to be agreed",
    "fixed": "Fix due",
    "asked_again": "Asking again due",
    "published": "Public word due",
    "learned": "Lesson to be written down",
}


def required(*, is_public: bool) -> tuple[str, ...]:
    """The steps without which a recovery is not closed, in order."""
    return ORDER if is_public else PATH


def next_step(done: Collection[str], steps: Collection[str] = PATH) -> str | None:
    """The first step that is not done; None when all are."""
    return next((kind for kind in steps if kind not in done), None)


def missing(done: Collection[str], steps: Collection[str] = PATH) -> list[str]:
    """The steps that keep a recovery from being closed, in order."""
    return [kind for kind in steps if kind not in done]


def due_after(kind: str, at: datetime) -> datetime:
    """When the step that follows this one is due."""
    return at + AFTER[kind]


def due(done: Mapping[str, datetime], following: str, otherwise: datetime) -> datetime:
    """When this step is due, from the last step before it; `otherwise`: what holds while none of these is done."""
    before = ORDER[: ORDER.index(following)]
    last = next((kind for kind in reversed(before) if kind in done), None)
    return otherwise if last is None else due_after(last, done[last])


def ask_from(fixed_at: datetime) -> datetime:
    """Before this the customer cannot know whether the fix lasts."""
    return fixed_at + ASK_AFTER


class NotYet(StrEnum):
    """Why a step cannot be done now."""

    DONE = "done"
    FIX_FIRST = "fix_first"
    TOO_EARLY = "too_early"


def why_not_yet(kind: str, done: Mapping[str, datetime], at: datetime) -> NotYet | None:
    """None when it can be done."""
    if kind in done:
        return NotYet.DONE
    if kind != "asked_again":
        return None
    if "fixed" not in done:
        return NotYet.FIX_FIRST
    return NotYet.TOO_EARLY if at < ask_from(done["fixed"]) else None


def outcome_of(score: int) -> str:
    """What the answer to the second asking means."""
    return {1: "not", 2: "partly"}.get(score, "recovered")


def state_of(done: Collection[str], *, round_: int) -> str:
    """Where an open recovery stands."""
    for kind, state in (("asked_again", "re_asked"), ("fixed", "fixed"), ("agreed", "agreed"), ("contacted",) * 2):
        if kind in done:
            return state
    return "opened" if round_ == 1 else "reopened"


class Severity(IntEnum):
    LIGHT = 1
    SERIOUS = 2
    GRAVE = 3


def severity(*, hard_words: bool, money: int | None, is_unsafe: bool, is_repeat: bool) -> Severity:
    """Danger is always grave; otherwise one reason makes it serious and two make it grave."""
    reasons = sum([hard_words, bool(money), is_repeat])
    if is_unsafe or reasons > 1:
        return Severity.GRAVE
    return Severity.SERIOUS if reasons else Severity.LIGHT


# Money. Currencies have two digits of minor units unless they are named here (ISO 4217).
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THREE.split(), 3)
LIMITS: dict[str, int | None] = {"collaborator": 0, "partner": 0, "agent": 5_000, "lead": 50_000, "owner": None}
MOST_MONEY = 10**12
_AMOUNT = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,3}))?")


class MoneyProblem(ValueError):
    """This is no amount of this currency."""


def read_money(text: str, currency: str) -> int:
    """“12,50” as 1250 minor units. Raises MoneyProblem."""
    digits = DIGITS.get(currency, 2)
    match = _AMOUNT.fullmatch("".join(text.split()))
    if match is None or len(match[2] or "") > digits:
        raise MoneyProblem
    found: int = int(match[1]) * 10**digits + int((match[2] or "").ljust(digits, "0") or 0)
    if found > MOST_MONEY:
        raise MoneyProblem
    return found


def money_words(amount: int, currency: str, mark: str = ".") -> str:
    """1250 as “12.50 EUR”."""
    digits = DIGITS.get(currency, 2)
    whole, part = divmod(amount, 10**digits)
    return f"{whole}{mark}{part:0{digits}} {currency}" if digits else f"{whole} {currency}"


def within(limit: int | None, given: int, amount: int) -> bool:
    """Whether somebody may give this on their own; `given` is what they gave this customer already, so that one large
    gift cannot be cut into small ones. None is no limit."""
    return limit is None or given + amount <= limit
