"""Surveys for tests, and customers who are asked by them."""

from datetime import datetime
from typing import Any

from rapport.conversations.models import Conversation
from rapport.flows import survey_falls_due
from rapport.flows.conversation_closes import close
from rapport.surveys import actions
from rapport.surveys.actions import Rule
from rapport.surveys.models import Asking, Survey
from tests import cast
from tests.cast import NOON, later


def survey(kind: str = "nps", **fields: Any) -> Survey:
    given: dict[str, Any] = {"name": kind.upper(), "after_days": 0, "is_on": True, **fields}
    return actions.save_survey(Rule(kind=kind, **given), actor=cast.mo(), at=NOON)


def closed(sender: tuple[str, str] = cast.UMA, *, at: datetime | None = None, **fields: Any) -> Conversation:
    """A conversation that was answered and closed."""
    at = at or later(hours=2)
    made = cast.conversation(sender, trust="proven", **fields)
    cast.answers(made, at=at)
    close(made, actor=cast.ada(), at=at)
    return Conversation.objects.get(pk=made.pk)


def asked(
    kind: str = "nps", sender: tuple[str, str] = cast.UMA, *, at: datetime | None = None, **fields: Any
) -> Asking:
    """Somebody who was asked just now."""
    at = at or later(hours=3)
    one = survey(kind, **fields)
    conversation = closed(sender, at=at)
    assert survey_falls_due.sweep(at=at) >= 1
    return Asking.objects.select_related("survey").get(survey=one, conversation=conversation)
