"""What the rooms know of one recovery besides itself, asked in one query."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapport.alerts import queries as alerts
from rapport.alerts.models import Rung
from rapport.conversations import queries as conversations
from rapport.feedback.models import Rating
from rapport.learning import queries as learning
from rapport.learning.models import Given, Reason
from rapport.platform import queries as platform
from rapport.platform.gathered import Asked, gather
from rapport.recovery import queries
from rapport.recovery.models import Cause, Goodwill, Prevention, Recovery
from rapport.recovery.queries import Budget
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import May


@dataclass(frozen=True)
class Dossier:
    """`names`: all active users; `people`: those of them who may be given it; `given` by rating."""

    ratings: list[Rating]
    given: Mapping[int, Sequence[Given]]
    reasons: list[Reason]
    causes: list[Cause]
    goodwill: list[Goodwill]
    preventions: list[Prevention]
    people: list[User]
    names: list[User]
    rungs: list[Rung]
    budget: Budget


_QUESTIONS: dict[str, Asked[Any]] = {
    "files": queries.FILES,
    "given": learning.OF_RECOVERY,
    "reasons": learning.CHOICES,
    "causes": queries.CAUSES,
    "goodwill": queries.GOODWILL,
    "preventions": queries.PREVENTIONS,
    "people": conversations.AROUND,
    "names": team.NAMES,
    "rungs": alerts.RUNGS,
}


def dossier(recovery: Recovery) -> Dossier:
    """Of one whose triggers were fetched with it."""
    found = gather(
        _QUESTIONS,
        {
            "recovery": recovery.pk,
            "conversation": recovery.conversation_id,
            "inbox": recovery.conversation.inbox_id,
            "cause": recovery.cause_id,
            "facts": [queries.BUDGET],
        },
        {"facts": platform.FACTS},
    )
    given: dict[int, list[Given]] = {}
    for one in found["given"]:
        given.setdefault(one.rating_id, []).append(one)
    return Dossier(
        ratings=queries.with_files(recovery, found["files"]),
        given=given,
        reasons=found["reasons"],
        causes=found["causes"],
        goodwill=found["goodwill"],
        preventions=found["preventions"],
        people=[user for user in found["people"] if user.may(May.WRITE)],
        names=found["names"],
        rungs=found["rungs"],
        budget=queries.budget_of(json.loads(found["facts"] or "{}").get(queries.BUDGET, {})),
    )
