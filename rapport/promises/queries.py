"""Reads of the promises room."""

from datetime import datetime, timedelta
from functools import cache

from django.db.models import DateTimeField, Func, Q, QuerySet, Value

from rapport.conversations.models import Conversation
from rapport.conversations.queries import visible_inboxes
from rapport.platform.gathered import Asked
from rapport.promises.models import Promise
from rapport.team.models import User

NEAR = timedelta(hours=2)
# A question of `sql.together`: how many the user has to keep, read from the index of what is open; `inboxes` is null
# for every inbox. Without first words, as in `due_until`.
OWN_COUNT = """
SELECT count(*) FROM promises_promise p WHERE owner_id = %(user)s AND kept_at IS NULL AND withdrawn_at IS NULL
  AND kind <> 'first_word' AND (%(inboxes)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM conversations_conversation c WHERE c.id = p.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
"""


def open_of(conversation: Conversation) -> list[Promise]:
    """What is still promised in this conversation, soonest first."""
    return list(
        Promise.objects.filter(conversation=conversation, kept_at=None, withdrawn_at=None).select_related("owner")
    )


OF_CONVERSATION = Asked(lambda conversation: Promise.objects.filter(conversation=conversation).select_related("owner"))


def all_of(conversation: Conversation) -> list[Promise]:
    return OF_CONVERSATION.rows(conversation=conversation.pk)


@cache
def due_until(role: str, limit: int) -> Asked[Promise]:
    """What a user of this role has promised and must keep by then (`until`, seconds since 1970), late ones first; leads
    see everybody's. The first word to an unhappy customer is a step of a recovery and told there."""

    def made(user: int, until: int) -> QuerySet[Promise]:
        looker = User(pk=user, role=role)
        end = Func(Value(until), function="to_timestamp", output_field=DateTimeField())
        rows = Promise.objects.exclude(kind=Promise.Kind.FIRST_WORD)
        rows = rows.filter(due_at__lt=end, kept_at=None, withdrawn_at=None)
        if not looker.is_lead:
            rows = rows.filter(owner=user, conversation__inbox__in=visible_inboxes(looker).values("id"))
        return rows.select_related("owner", "conversation__customer").order_by("due_at")[:limit]

    return Asked(made)


def page_of_open(
    known: "QuerySet[Conversation] | None",
    *,
    owner: User | None = None,
    after: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Promise]:
    """What is promised and not kept yet, late ones first, of one owner or of all; `known`: the conversations that
    whoever looks may know of, None for all. Without first words, as in `due_until`."""
    rows = Promise.objects.exclude(kind=Promise.Kind.FIRST_WORD).filter(kept_at=None, withdrawn_at=None)
    rows = rows if owner is None else rows.filter(owner=owner)
    rows = rows if known is None else rows.filter(conversation__in=known)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return list(rows.select_related("owner", "conversation__customer").order_by("due_at", "pk")[:size])


def due(at: datetime, limit: int = 200) -> list[int]:
    """Ids of promises whose time has come without anybody keeping or missing them yet."""
    rows = Promise.objects.filter(due_at__lte=at, kept_at=None, withdrawn_at=None, broken_at=None)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])


def nearing(at: datetime, limit: int = 200) -> list[int]:
    """Ids of open promises that are due within two hours and have not moved up for it yet."""
    rows = Promise.objects.filter(
        due_at__lte=at + NEAR, kept_at=None, withdrawn_at=None, broken_at=None, nearing_at=None
    )
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])
