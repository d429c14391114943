"""What an event carries. docs/webhooks.md tells the same for those who read it; a field is never taken away."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Person:
    """Somebody of the company."""

    name: str
    email: str


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    address: str


@dataclass(frozen=True)
class ConversationTold:
    reference: str
    subject: str
    status: str
    custom_status: str | None
    url: str
    inbox: str
    customer: Customer
    assignee: Person | None
    is_complaint: bool
    created_at: str
    waiting_since: str | None


@dataclass(frozen=True)
class MessageTold:
    id: str
    kind: str
    at: str
    author: Person | None
    text: str


@dataclass(frozen=True)
class RatingTold:
    score: int
    face: str
    state: str
    comment: str
    wants_a_call: bool


@dataclass(frozen=True)
class RecoveryTold:
    id: int
    owner: Person | None
    due_at: str
    outcome: str


@dataclass(frozen=True)
class PromiseTold:
    text: str
    owner: Person | None
    due_at: str


@dataclass(frozen=True)
class Told:
    """The data of one event; what it is not about is null."""

    conversation: ConversationTold | None = None
    message: MessageTold | None = None
    rating: RatingTold | None = None
    recovery: RecoveryTold | None = None
    promise: PromiseTold | None = None
    rule: str | None = None


ADDRESSES = frozenset({"address", "email"})


def body(event: str, told: Told, *, at: datetime, addresses: bool) -> str:
    """The bytes to sign, as text. Without `addresses` nobody's address is in it, for people of other companies."""
    data = {name: value for name, value in asdict(told).items() if value is not None}
    shown = data if addresses else _without_addresses(data)
    return json.dumps({"type": event, "timestamp": at.isoformat(), "data": shown}, ensure_ascii=False)


def _without_addresses(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_addresses(one) for name, one in value.items() if name not in ADDRESSES}
    return value
