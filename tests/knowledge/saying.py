"""Saved replies for tests."""

from typing import Any

from rapport.knowledge import actions
from rapport.knowledge.actions import Saying
from rapport.knowledge.models import SavedReply
from rapport.team.models import User
from tests.cast import NOON, mo


def saved(name: str = "Refund", html: str = "<div>Your money is on its way.</div>", **more: Any) -> SavedReply:
    by: User = more.pop("by", None) or mo()
    return actions.write(Saying(name=name, html=html, text=more.pop("text", "Money"), **more), actor=by, at=NOON)
