"""Customers who left, on the wire."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from rapport.api.schemas.common import CustomerBrief, Person, customer_brief, desk_url, person
from rapport.api.schemas.messages import Text
from rapport.relationships.models import Loss
from rapport.relationships.rules import Family, Reason


class LossIn(Schema):
    """That a customer left: named by `customer` or by `address`, one of the two."""

    model_config = ConfigDict(extra="forbid")

    customer: UUID | None = Field(None, description="`id` of a customer, as in other answers.")
    address: Text | None = Field(None, max_length=320, description="An address they write from.")
    lost_on: date = Field(description="Today or earlier.")
    reason: Reason = Field(description="`unknown` when nobody knows it.")
    words: Text = Field("", max_length=600, description="What is known of it, in own words.")

    @model_validator(mode="after")
    def _one_name(self) -> "LossIn":
        if (self.customer is None) == (self.address is None):
            raise ValueError("Name the customer by “customer” or by “address”, one of the two.")
        return self


class LossOut(Schema):
    id: int
    customer: CustomerBrief
    lost_on: date
    reason: Reason
    family: Family = Field(description="What the reason is counted under.")
    words: str
    noted_by: Person | None
    noted_at: datetime
    url: str


def loss_out(loss: Loss) -> LossOut:
    return LossOut(
        id=loss.pk,
        customer=customer_brief(loss.customer),
        lost_on=loss.lost_on,
        reason=Reason(loss.reason),
        family=loss.family,
        words=loss.words,
        noted_by=person(loss.noted_by),
        noted_at=loss.noted_at,
        url=desk_url(f"/losses/{loss.pk}/"),
    )
