"""Something happened in a conversation: whoever is to hear of it, or to act on it, does.

Called by the flow in which it happened, with the conversation locked, in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from rapport.automation.rules import DEPTH
from rapport.conversations.models import Conversation
from rapport.flows.apply_rules import apply_rules
from rapport.flows.tell_followers import tell_followers
from rapport.flows.tell_outside import tell_outside


def happened(
    event: str,
    conversation: Conversation,
    *,
    at: datetime,
    about: Any = None,
    may_mail: bool = False,
    cause: str = "",
    depth: int = 0,
    known: Collection[int] = (),
) -> None:
    """`event` is one of `webhooks.rules.EVENTS` or `automation.rules.Moment`; `about` the message, rating, recovery or
    promise it is about; `may_mail`: its sender may be answered by a machine; `known`: who was told of it already.

    What rules bring about has happened too, with the same cause, and ends three deep (S30).
    """
    tell_outside(event, conversation, at=at, about=about)
    if depth == 0:
        tell_followers(event, conversation, at=at, about=about, known=known)
    if depth >= DEPTH:
        return
    cause = cause or f"{event}:{about.pk if about is not None else at.isoformat()}"
    for caused in apply_rules(event, conversation, cause=cause, at=at, about=about, may_mail=may_mail):
        happened(caused, conversation, at=at, cause=cause, depth=depth + 1)
