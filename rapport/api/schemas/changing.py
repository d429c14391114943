"""What a program may change about a conversation, and the deeds that do it."""

from collections.abc import Iterator
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from rapport.api.schemas.messages import Text
from rapport.conversations.models import Conversation, Priority
from rapport.flows.deeds import Deed, Verb
from rapport.team.models import User

PRIORITIES = {one.name.lower(): one.value for one in Priority}


class ConversationPatch(Schema):
    """What is left out stays as it is. All of it is done, or nothing."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["open", "waiting", "later", "done"] | None = Field(
        None, description="`later` puts it off until the customer writes; name a time with `snoozed_until` instead."
    )
    custom_status: Text | None = Field(
        None,
        max_length=40,
        description="The key of a status of your own; `status` becomes the one it stands below. null: none.",
    )
    snoozed_until: AwareDatetime | None = Field(None, description="Put it off until then, with its offset.")
    assignee: Text | None = Field(None, description="The address of a colleague; null: nobody.")
    priority: Literal["low", "normal", "high", "urgent"] | None = None
    type: Text | None = Field(None, max_length=40, description="The key of a type; null: none.")
    tags: list[Text] | None = Field(None, max_length=50, description="All of them: others are taken off.")
    fields: dict[str, Any] | None = Field(None, description="Custom fields by key; what is not named stays.")

    @model_validator(mode="after")
    def _one_way_off(self) -> "ConversationPatch":
        if sum(one is not None for one in (self.status, self.custom_status, self.snoozed_until)) > 1:
            raise ValueError("Send one of status, custom_status and snoozed_until.")
        return self

    def deeds(self, one: Conversation) -> Iterator[Deed]:
        """In the order in which they are done. Raises ValueError for a colleague who is not there."""
        named = self.model_fields_set
        if self.tags is not None:
            wanted = [tag for tag in self.tags if tag.strip()]
            gone = [tag for tag in one.tag_names if tag.lower() not in {each.strip().lower() for each in wanted}]
            yield from [Deed(Verb.TAG, wanted)] if wanted else []
            yield from [Deed(Verb.UNTAG, gone)] if gone else []
        if "type" in named:
            yield Deed(Verb.TYPE, self.type or "")
        if self.fields:
            yield Deed(Verb.FIELDS, self.fields)
        if self.priority is not None:
            yield Deed(Verb.PRIORITY, PRIORITIES[self.priority])
        if "assignee" in named:
            yield Deed(Verb.ASSIGN, _pk_of(self.assignee))
        if self.snoozed_until is not None:
            yield Deed(Verb.SNOOZE, self.snoozed_until.isoformat())
        if self.status is not None and self.status != one.status:
            yield _turned(one, self.status)
        elif self.status is not None or "custom_status" in named:
            yield Deed(Verb.STATUS, self.custom_status or "")


def _pk_of(address: str | None) -> int | None:
    if address is None:
        return None
    found = User.objects.filter(is_active=True, email__iexact=address.strip()).first()
    if found is None:
        raise ValueError("There is no colleague with this address.")
    return found.pk


def _turned(one: Conversation, status: str) -> Deed:
    match status:
        case "done":
            return Deed(Verb.CLOSE)
        case "waiting":
            return Deed(Verb.WAIT)
        case "later":
            return Deed(Verb.SNOOZE)
    return Deed(Verb.WAKE if one.is_later else Verb.REOPEN)
