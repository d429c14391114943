"""Whose turn it is to be given a conversation."""

from dataclasses import dataclass
from datetime import datetime

from rapport.conversations import queries
from rapport.conversations.models import Conversation, Inbox, Turn
from rapport.conversations.rules import Candidate, next_of
from rapport.labels import queries as labels
from rapport.platform import sql
from rapport.team.models import User

_LOCK = "SELECT 1 FROM conversations_inbox WHERE id = %s FOR NO KEY UPDATE"


@dataclass(frozen=True)
class Choice:
    """Who gets it, how many waited for them before, and what they know that was asked for."""

    user: User
    waiting: int
    skills: list[str]


def lock_giving(inbox_id: int) -> None:
    """Whoever else gives out conversations of this inbox waits until the transaction ends."""
    sql.run(_LOCK, [inbox_id])


def choose(conversation: Conversation) -> Choice | None:
    """Who is next by the inbox's own rule; None when nobody is there who knows what is asked for and has room."""
    inbox, wanted = conversation.inbox, queries.skills_asked(conversation, labels.labels())
    people = {one.pk: one for one in queries.able(queries.who_see(inbox), wanted)}
    waiting = queries.load_of(people)
    last = dict(Turn.objects.filter(inbox=inbox).values_list("user_id", "given_at"))
    there = [Candidate(pk, waiting.get(pk, 0), one.capacity, last.get(pk)) for pk, one in people.items()]
    found = next_of(there, by_load=inbox.giving == Inbox.Giving.LOAD)
    return Choice(people[found.user_id], found.waiting, wanted) if found else None


def note_turn(inbox: Inbox, user: User, *, at: datetime) -> None:
    """This person was given one just now."""
    Turn.objects.update_or_create(inbox=inbox, user=user, defaults={"given_at": at})
