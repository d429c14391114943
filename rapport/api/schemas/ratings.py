"""Ratings on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from rapport.api.paging import ListQuery
from rapport.api.schemas.common import ConversationRef, Person, conversation_ref, person
from rapport.api.schemas.messages import Text
from rapport.feedback.models import Rating, RatingInvite, Score, State


class RatingQuery(ListQuery):
    score: int | None = Field(None, ge=1, le=4, description="1 Bad, 2 Not quite, 3 Good, 4 Great.")
    state: State | None = Field(None, description="How sure we are that a person voted.")
    since: AwareDatetime | None = Field(None, description="Changed at this time or later, with its offset.")


class RatingIn(Schema):
    """What a customer said of a reply, told by another system."""

    model_config = ConfigDict(extra="forbid")

    score: int = Field(ge=1, le=5, description="From 1, the worst, to the number of points.")
    points: int = Field(4, ge=2, le=5, description="How many answers there were to choose from.")
    comment: Text = Field("", max_length=5000)
    message: UUID | None = Field(None, description="The rated reply; left out: the newest one.")


class RatingBrief(Schema):
    id: int
    score: int = Field(description="1 Bad, 2 Not quite, 3 Good, 4 Great: what it counts as, however it was asked.")
    choice: int = Field(description="What was clicked, from 1, the worst, to `points`.")
    points: int = Field(description="How many answers there were to choose from.")
    word: str
    state: State
    comment: str
    chips: dict[str, bool]
    call_me: bool
    phone: str
    about: RatingInvite.About
    author: Person | None = Field(description="Who wrote what was rated.")
    message: UUID = Field(description="The rated message.")
    first_at: datetime
    changed_at: datetime


class RatingOut(RatingBrief):
    conversation: ConversationRef


def rating_brief(rating: Rating) -> RatingBrief:
    invite = rating.invite
    return RatingBrief(
        id=rating.pk,
        score=rating.score,
        choice=rating.choice or rating.score,
        points=invite.points,
        word=str(Score(rating.score).label),
        state=State(rating.state),
        comment=rating.comment,
        chips=rating.chips,
        call_me=rating.call_me,
        phone=rating.phone,
        about=RatingInvite.About(invite.about),
        author=person(invite.author),
        message=invite.message.public_id,
        first_at=rating.first_at,
        changed_at=rating.changed_at,
    )


def rating_out(rating: Rating) -> RatingOut:
    return RatingOut(**dict(rating_brief(rating)), conversation=conversation_ref(rating.conversation))
