"""What is said about a draft, and why: every rule with its reason and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PRACTICE = "what experienced support teams teach"
PACKARD_I = "Packard, Moore & McFerran 2018: “I” rather than “we” raises satisfaction and purchases"
PACKARD_CONCRETE = "Packard & Berger 2021: concrete words raise satisfaction and spending"
LEWICKI = "Lewicki, Polin & Lount 2016: responsibility first, then repair"
SINGH = "Singh et al. 2018: long apologising past the opening lowers satisfaction"
DANESCU = "Danescu-Niculescu-Mizil 2013: what people hear as polite"


class Rule(StrEnum):
    """Names under which advice is counted, switched off and explained."""

    BLAME = "blame"
    MINIMISING = "minimising"
    CONDESCENDING = "condescending"
    NON_APOLOGY = "non_apology"
    POLICY = "policy"
    ABSTRACT = "abstract"
    WE_FOR_I = "we_for_i"
    SHOUTING = "shouting"
    JARGON = "jargon"
    UNANSWERED = "unanswered"
    NO_GREETING = "no_greeting"
    NO_CLOSE = "no_close"
    SORRY_AGAIN = "sorry_again"
    NO_RESPONSIBILITY = "no_responsibility"
    NO_REPAIR = "no_repair"
    LOOSE_PROMISE = "loose_promise"
    PRIVATE_DATA = "private_data"
    WRONG_NAME = "wrong_name"


# The three that ask for a decision before the mail leaves. Everything else is advice.
DECIDED_FIRST = frozenset({Rule.LOOSE_PROMISE, Rule.PRIVATE_DATA, Rule.WRONG_NAME})


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    source: str


REASONS: dict[Rule, Reason] = {
    Rule.BLAME: Reason("It makes the customer the culprit.", PRACTICE),
    Rule.MINIMISING: Reason("It tells people how large their trouble may be.", PRACTICE),
    Rule.CONDESCENDING: Reason("What is easy for us sounds as if it should have been easy for them.", PRACTICE),
    Rule.NON_APOLOGY: Reason("It regrets the customer’s feelings, not what we did.", LEWICKI),
    Rule.POLICY: Reason("A rule is no reason. Say why it exists, or what is possible instead.", PRACTICE),
    Rule.ABSTRACT: Reason("Name the thing, or give a time.", PACKARD_CONCRETE),
    Rule.WE_FOR_I: Reason("You did it, or will: say “I”.", PACKARD_I),
    Rule.SHOUTING: Reason("Capitals and rows of marks are read as shouting.", DANESCU),
    Rule.JARGON: Reason("The customer did not use this word.", PRACTICE),
    Rule.UNANSWERED: Reason("The customer asked this. Is it answered?", PRACTICE),
    Rule.NO_GREETING: Reason("People are greeted before they are answered.", DANESCU),
    Rule.NO_CLOSE: Reason("A last friendly line is missing.", PRACTICE),
    Rule.SORRY_AGAIN: Reason("Say sorry once, early; then show what you do.", SINGH),
    Rule.NO_RESPONSIBILITY: Reason("A complaint is answered by saying whose fault it was.", LEWICKI),
    Rule.NO_REPAIR: Reason("A complaint is answered by saying what is done about it.", LEWICKI),
    Rule.LOOSE_PROMISE: Reason("The customer will count on this. Shall Rapport remind you?", PRACTICE),
    Rule.PRIVATE_DATA: Reason("This should not travel by mail.", PRACTICE),
    Rule.WRONG_NAME: Reason("This is not the customer’s name.", PRACTICE),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One place in a draft. `start` and `end` are offsets into its text (equal when it is about all of it)."""

    rule: Rule
    quote: str
    rewrite: str = ""
    start: int = 0
    end: int = 0

    @property
    def reason(self) -> Reason:
        return REASONS[self.rule]

    @property
    def key(self) -> str:
        """Names this piece of advice, for as long as its words stand as they are."""
        return f"{self.rule.value}:{' '.join(self.quote.split())}"[:300]

    @property
    def is_decided_first(self) -> bool:
        return self.rule in DECIDED_FIRST


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be sent, and what is known around it. `asked` is the customer's own text."""

    text: str
    asked: str = ""
    customer: str = ""
    others: tuple[str, ...] = ()
    is_complaint: bool = False
    has_promise: bool = False
    is_first_reply: bool = True
