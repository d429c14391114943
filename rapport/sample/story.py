"""The sample company as its content files tell it, read into plain data and checked."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
NOT_THEMES = {"company", "customers", "papers", "saved_replies", "asking"}
# The one verb of a step; everything else in it goes with the verb.
VERBS = {
    "mail", "reply", "note", "rate", "scan", "assign", "close",
    "contacted", "apologise", "agreed", "gave", "fixed", "learned", "prevents", "prevented", "ask_again",
}  # fmt: skip
FACES = {"bad": 1, "not_quite": 2, "good": 3, "great": 4}


class BadContent(ValueError):
    """A content file says something the sample company does not know; the text says where and what."""


@dataclass(frozen=True)
class Inbox:
    key: str
    name: str
    address: str
    reply_target_hours: int


@dataclass(frozen=True)
class Team:
    key: str
    name: str
    members: list[str]


@dataclass(frozen=True)
class Staff:
    key: str
    name: str
    role: str
    title: str
    email: str
    signature: str


@dataclass(frozen=True)
class Organization:
    key: str
    name: str
    domain: str


@dataclass(frozen=True)
class Customer:
    key: str
    name: str
    address: str
    client: str
    phone: str = ""
    signature: str = ""
    organization: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that happened. `words` is what was written, or the face, colleague or outcome."""

    at: str
    who: str
    verb: str
    words: str = ""
    subject: str = ""
    sender: str = ""
    machine: str = ""
    attach: list[str] = field(default_factory=list)
    promise: str = ""
    due: str = ""
    cause: str = ""
    kind: str = ""
    amount: str = ""
    comment: str = ""
    chips: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    call_me: bool = False


@dataclass(frozen=True)
class Conversation:
    key: str
    inbox: str
    customer: str
    subject: str
    steps: list[Step]


@dataclass(frozen=True)
class SavedReply:
    name: str
    words: str
    language: str = ""
    team: str = ""
    inbox: str = ""
    owner: str = ""
    tags: list[str] = field(default_factory=list)
    status: str = ""


@dataclass(frozen=True)
class SurveyRule:
    name: str
    kind: str
    inbox: str
    after_days: int


@dataclass(frozen=True)
class SurveyAnswer:
    about: str
    number: int
    comment: str = ""


@dataclass(frozen=True)
class Heard:
    """One answer to the campaign, with the reason that each source gives, and what is written back."""

    words: str
    reason: str
    reply: str
    customer: str = ""
    reviewer: str = ""


@dataclass(frozen=True)
class Campaign:
    """`people` bought something and never wrote; those who are drawn first give the answers."""

    name: str
    sender: str
    inbox: str
    at: str
    replies_at: str
    days: int
    size: int
    control_percent: int
    subject: str
    words: str
    people: list[str]
    answer: list[Heard]


@dataclass(frozen=True)
class Story:
    name: str
    domain: str
    inboxes: dict[str, Inbox]
    teams: dict[str, Team]
    staff: dict[str, Staff]
    organizations: dict[str, Organization]
    customers: dict[str, Customer]
    conversations: list[Conversation]
    papers: dict[str, list[str]]
    saved_replies: list[SavedReply]
    surveys: list[SurveyRule]
    surveys_since: str
    answers: list[SurveyAnswer]
    campaign: Campaign

    def phone_of(self, address: str) -> str:
        """The telephone number of the customer with this address; '' when we have none."""
        return next((one.phone for one in self.customers.values() if one.address == address), "")


@cache
def read() -> Story:
    """All content files. Raises BadContent, naming file and place, for what does not fit."""
    company, asking = _toml("company"), _toml("asking")
    campaign = asking["campaign"]
    return Story(
        name=company["name"],
        domain=company["domain"],
        inboxes={row["key"]: Inbox(**row) for row in company["inbox"]},
        teams={row["key"]: Team(**row) for row in company["team"]},
        staff={row["key"]: Staff(**row) for row in company["staff"]},
        organizations={row["key"]: Organization(**row) for row in company["organization"]},
        customers={key: Customer(key=key, **row) for key, row in _toml("customers").items()},
        conversations=[one for name in themes() for one in _conversations(name)],
        papers=_toml("papers"),
        saved_replies=[SavedReply(**row) for row in _toml("saved_replies")["saved_reply"]],
        surveys=[SurveyRule(**row) for row in asking["survey"]],
        surveys_since=asking["since"],
        answers=[SurveyAnswer(**row) for row in asking["answer"]],
        campaign=Campaign(**campaign | {"answer": [Heard(**row) for row in campaign["answer"]]}),
    )


def themes() -> list[str]:
    """The names of the files that hold conversations."""
    return sorted(path.stem for path in CONTENT.glob("*.toml") if path.stem not in NOT_THEMES)


def _toml(name: str) -> dict[str, Any]:
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _conversations(theme: str) -> list[Conversation]:
    return [_conversation(row, theme) for row in _toml(theme)["conversation"]]


def _conversation(row: dict[str, Any], theme: str) -> Conversation:
    steps = [_step(step, f"{theme}.toml, {row['key']}") for step in row.pop("step")]
    return Conversation(steps=steps, **row)


def _step(row: dict[str, Any], place: str) -> Step:
    verbs = VERBS & row.keys()
    if len(verbs) != 1:
        raise BadContent(
            f"{place}: a step has exactly one of {', '.join(sorted(VERBS))}, this one has {verbs or 'none'}."
        )
    verb = verbs.pop()
    words = row.pop(verb)
    sender = row.pop("from", "")
    try:
        return Step(verb=verb, words=words.strip() if isinstance(words, str) else "", sender=sender, **row)
    except TypeError as error:
        raise BadContent(f"{place}: {error}") from error
