"""What an answer may be, pure. Unknown fields are ignored, so that shops may answer more; see docs/orders.md."""

from datetime import date as day_of
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rapport.orders.rules import MOST_FACTS, MOST_ORDERS, BadAnswer


def _link(text: str) -> str:
    """Only what leads to a page."""
    if not text:
        return ""
    parts = urlsplit(text)  # what it cannot read is a ValueError too
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with https://")
    return text


def _text(most: int, least: int = 0) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most, pattern=r"^[^\x00]*$")


class _Known(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, frozen=True)


class Fact(_Known):
    name: Annotated[str, _text(60, 1)]
    value: Annotated[str, _text(300)]


class Order(_Known):
    title: Annotated[str, _text(120, 1)]
    subtitle: Annotated[str, _text(200)] = ""
    state: Annotated[str, _text(40)] = ""
    amount: Annotated[str, _text(40)] = ""
    date: Annotated[str, _text(40)] = ""
    url: Annotated[str, _text(1000), AfterValidator(_link)] = ""
    facts: Annotated[tuple[Fact, ...], Field(max_length=MOST_FACTS)] = ()

    @property
    def day(self) -> day_of | None:
        """The date, when it was written as one (2026-03-04, with or without a time)."""
        try:
            return day_of.fromisoformat(self.date[:10])
        except ValueError:
            return None


class Card(_Known):
    title: Annotated[str, _text(60)] = ""
    orders: Annotated[
        tuple[Order, ...], Field(max_length=MOST_ORDERS, validation_alias=AliasChoices("orders", "items"))
    ]


def read(body: bytes) -> Card:
    """The card in an answer. Raises BadAnswer."""
    try:
        return Card.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadAnswer(f"{place}: {first['msg']}" if place else first["msg"]) from error
