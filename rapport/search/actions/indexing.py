"""Writes of the search room: the worker keeps the index a moment behind what happens."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction

from rapport.conversations.models import Conversation
from rapport.language.words import fold
from rapport.platform import events, sql
from rapport.platform.actions import remember_fact
from rapport.platform.models import Event
from rapport.platform.queries import fact
from rapport.search import queries
from rapport.search.models import Person
from rapport.search.queries import NamesOf, TextsOf
from rapport.search.rules.documents import Document

FOLLOWED = "search.index.followed"
BATCH = 200
SMALL_BATCH = 50  # an agent's reply to one of them may wait for it
MOST_OF_CUSTOMER = 2000
TOP = 2**62
_TAKE_TURN = "SELECT pg_try_advisory_lock(hashtext('rapport search'))::int"
_WAIT_FOR_TURN = "SELECT pg_advisory_xact_lock(hashtext('rapport search'))"
_LEAVE_TURN = "SELECT pg_advisory_unlock(hashtext('rapport search'))::int"
_OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NEXT_TO_RUN = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_WRITE = """
INSERT INTO search_document (conversation_id, at, words)
SELECT c.id, made.at, made.words::tsvector
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS made(id, at, words)
JOIN conversations_conversation c ON c.id = made.id
ON CONFLICT (conversation_id) DO """
_REPLACE = _WRITE + "UPDATE SET at = EXCLUDED.at, words = EXCLUDED.words"
_FILL = _WRITE + "NOTHING"
_NAME = """
INSERT INTO search_person (customer_id, names) SELECT * FROM unnest(%s::bigint[], %s::text[])
ON CONFLICT (customer_id) DO UPDATE SET names = EXCLUDED.names WHERE search_person.names <> EXCLUDED.names
"""


def index(pks: Collection[int], *, only_missing: bool = False) -> int:
    """Make these conversations and their customers findable as they are now; answers how many."""
    found = queries.texts_of(pks)
    statement = _FILL if only_missing else _REPLACE
    sql.run(statement, [[one.pk for one in found], [one.at for one in found], [_words(one) for one in found]])
    owners = Conversation.objects.filter(pk__in=list(pks)).values_list("customer_id", flat=True)
    name_people(set(owners))
    return len(found)


def _words(found: TextsOf) -> str:
    document = Document()
    document.add(found.subject, "A")
    document.add_all(found.authors, "B")
    document.add_all(found.recipients, "C")
    document.add_all(found.texts)
    for text in found.quoted:
        document.add_known(text)
    return document.tsvector


def name_people(customers: Collection[int]) -> None:
    """Keep their names as they are now; who became part of somebody else is found there."""
    people = list(queries.names_of(customers))
    named = [one for one in people if one.names]
    sql.run(_NAME, [[one.pk for one in named], [_names(one) for one in named]])
    Person.objects.filter(pk__in=[one.pk for one in people if not one.names]).delete()


def _names(person: NamesOf) -> str:
    return fold(" ".join(person.names))[:1000]


class Follower:
    """Follows the journal of events: whatever happened to a conversation or a customer is read again.

    Events get their number before they are committed, so a later number may be seen first. Numbers count as settled
    when every transaction that was running as they were seen has ended; those above are looked at again.
    """

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.heard = 0  # events in the last round

    def follow(self, *, at: datetime, most: int = 5000) -> set[int]:
        """Bring the index up to date; answers the conversations that changed. Only one follows at a time."""
        self.heard = 0
        if not _ask(_TAKE_TURN):
            return set()
        try:
            return self._follow(at, most)
        finally:
            _ask(_LEAVE_TURN)

    def _follow(self, at: datetime, most: int) -> set[int]:
        known = fact(FOLLOWED) or _remember(events.newest(), events.newest(), 0, at)  # what was before, `fill` finds
        settled, newest = known["settled"], known["newest"]
        all_have_ended = _ask(_OLDEST_RUNNING) >= known["horizon"]
        fresh = [one for one in events.after(settled, most) if one.pk not in self.seen]
        self.heard = len(fresh)
        next_to_run = _ask(_NEXT_TO_RUN)
        changed = _read_again(fresh)
        if all_have_ended:
            settled = newest
        self.seen = {pk for pk in (*self.seen, *(one.pk for one in fresh)) if pk > settled}
        if fresh:
            _remember(settled, max(newest, fresh[-1].pk), next_to_run, at)
        elif settled != known["settled"]:
            _remember(settled, newest, known["horizon"], at)
        return changed


def _ask(question: str) -> int:
    found = sql.row(question, [])
    assert found is not None
    return int(found[0])


def _remember(settled: int, newest: int, horizon: int, at: datetime) -> dict[str, int]:
    state = {"settled": settled, "newest": newest, "horizon": horizon}
    remember_fact(FOLLOWED, state, at=at)
    return state


def _read_again(fresh: Sequence[Event]) -> set[int]:
    changed = {one.conversation_id for one in fresh if one.conversation_id is not None}
    told = (one.data.get(key) for one in fresh for key in ("customer", "kept", "gone"))
    people = {pk for pk in told if isinstance(pk, int)}
    if people:
        name_people(people)
        theirs = Conversation.objects.filter(customer__in=people).order_by("-id")
        changed |= set(theirs.values_list("pk", flat=True)[:MOST_OF_CUSTOMER])
    pks = sorted(changed)
    for start in range(0, len(pks), SMALL_BATCH):
        with transaction.atomic():
            index(pks[start : start + SMALL_BATCH])
    return changed


def fill(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Index what is not, the newest first, batch by batch; answers how many. Can be broken off and begun anew."""
    below, done = TOP, 0
    while go_on() and (pks := queries.missing(below, BATCH)):
        with transaction.atomic():
            done += index(pks, only_missing=True)
        below = pks[-1]
    if go_on():
        remember_fact(queries.FILLED, {"done": True}, at=at)
    return done


def reindex(*, at: datetime, told: Callable[[int], object] = lambda _: None) -> int:
    """Index everything anew, the newest first, batch by batch, between two rounds of the follower; answers how many."""
    below, done = TOP, 0
    while pks := queries.newest_below(below, BATCH):
        with transaction.atomic():
            sql.row(_WAIT_FOR_TURN, [])
            done += index(pks)
        below = pks[-1]
        told(done)
    remember_fact(queries.FILLED, {"done": True}, at=at)
    return done
