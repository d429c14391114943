"""Recoveries on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from rapport.api.paging import ListQuery
from rapport.api.schemas.common import ConversationRef, Person, conversation_ref, desk_url, person
from rapport.recovery import rules
from rapport.recovery.models import Outcome, Recovery, Step, StepKind


class RecoveryQuery(ListQuery):
    pass


class StepOut(Schema):
    kind: StepKind
    words: str
    done_at: datetime
    done_by: Person | None
    round: int
    message: UUID | None = Field(description="The message with which it was done.")
    note: str


class RecoveryBrief(Schema):
    id: int
    is_open: bool
    state: str = Field(description="Where it stands; how it ended when it is closed.")
    round: int = Field(description="More than 1 when it was reopened: the steps are done anew.")
    is_second_failure: bool = Field(description="The customer was let down before within half a year.")
    is_likely: bool = Field(description="The vote is likely a person's, not yet confirmed.")
    owner: Person | None
    opened_at: datetime
    due_at: datetime = Field(description="When the next step is due.")
    next_step: StepKind | None
    steps: list[StepOut] = Field(description="What is done, in order.")
    missing: list[StepKind]
    closed_at: datetime | None
    outcome: Outcome | None
    ratings: list[int] = Field(description="Ids of the ratings that are its reason.")
    url: str


class RecoveryOut(RecoveryBrief):
    conversation: ConversationRef


def recovery_brief(recovery: Recovery) -> RecoveryBrief:
    steps = list(recovery.steps.all())
    done = {step.kind for step in recovery.current_steps}
    following = rules.next_step(done, recovery.required) if recovery.is_open else None
    return RecoveryBrief(
        id=recovery.pk,
        is_open=recovery.is_open,
        state=recovery.outcome or rules.state_of(done, round_=recovery.round),
        round=recovery.round,
        is_second_failure=recovery.is_second_failure,
        is_likely=recovery.is_likely,
        owner=person(recovery.owner),
        opened_at=recovery.opened_at,
        due_at=recovery.due_at,
        next_step=StepKind(following) if following else None,
        steps=[_step(step) for step in steps],
        missing=[StepKind(kind) for kind in rules.missing(done, recovery.required)],
        closed_at=recovery.closed_at,
        outcome=Outcome(recovery.outcome) if recovery.outcome else None,
        ratings=sorted(trigger.rating_id for trigger in recovery.triggers.all()),
        url=desk_url(f"/recoveries/{recovery.pk}"),
    )


def recovery_out(recovery: Recovery) -> RecoveryOut:
    return RecoveryOut(**dict(recovery_brief(recovery)), conversation=conversation_ref(recovery.conversation))


def _step(step: Step) -> StepOut:
    return StepOut(
        kind=StepKind(step.kind),
        words=str(StepKind(step.kind).label),
        done_at=step.done_at,
        done_by=person(step.done_by),
        round=step.round,
        message=step.message.public_id if step.message else None,
        note=step.note,
    )
