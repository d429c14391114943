"""Who is unhappy: found from the ratings, worked off by people."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.platform import events, sql
from rapport.platform.actions import remember_fact
from rapport.platform.queries import fact
from rapport.relationships import queries, rules
from rapport.relationships.actions.problems import RelationshipError
from rapport.relationships.models import Unhappy
from rapport.relationships.rules import Sign
from rapport.team.models import User

PLACE = "relationships-read-until"
BATCH = 200
NOTE_CHARS = 500
SCORES = {Sign.BAD: 1, Sign.NOT_QUITE: 2}
# A rating keeps the moment of its transaction's clock; one that commits a little late must not be passed over.
LAG_SECONDS = 60
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226342)"


def follow(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Look anew at everybody whose ratings changed since the last time; answers how many. Killed in between, it begins
    again where it stood: looking twice changes nothing."""
    done = 0
    while go_on():
        with transaction.atomic():
            sql.row(_ONE_AT_A_TIME, [])
            before, pk = _place()
            until = datetime.fromtimestamp(at.timestamp() - LAG_SECONDS, UTC)
            rows = queries.changed_since(before, pk, until, BATCH)
            if not rows:
                return done
            look_at({customer for _, _, customer in rows})
            last, number, _ = rows[-1]
            remember_fact(PLACE, {"at": last.isoformat(), "pk": number}, at=at)
        done += len(rows)
    return done


def _place() -> tuple[datetime, int]:
    known = fact(PLACE)
    if not known:
        return datetime(1970, 1, 1, tzinfo=UTC), 0
    return datetime.fromisoformat(str(known["at"])), int(str(known["pk"]))


def look_at(customers: Collection[int]) -> None:
    """Who of them is unhappy now. A new bad sign asks for a new word; who looks after them stays."""
    spells = {pk: rules.spell(found) for pk, found in queries.spoken(customers).items()}
    Unhappy.objects.filter(customer__in=[pk for pk, one in spells.items() if one is None]).delete()
    known = Unhappy.objects.select_for_update().in_bulk([pk for pk, one in spells.items() if one is not None])
    for pk, one in spells.items():
        if one is None:
            continue
        row = known.get(pk) or Unhappy(customer_id=pk)
        if row.contacted_at is not None and row.contacted_at < one.last.at:
            row.contacted_at, row.contacted_by = None, None
        row.conversation_id, row.score = one.last.conversation, SCORES[one.last.sign]
        row.since, row.last_at, row.last_good_at = one.since, one.last.at, one.last_good_at
        row.save()


def take(row: Unhappy, owner: User | None, *, actor: User, at: datetime) -> None:
    """From now on this person looks after them, or nobody."""
    row.owner = owner
    row.save(update_fields=["owner"])
    data = {"customer": row.customer_id, "owner": owner.pk if owner else None}
    events.record("relationships.taken", at=at, actor_id=actor.pk, conversation_id=row.conversation_id, data=data)


def note_contact(row: Unhappy, words: str, *, actor: User, at: datetime) -> None:
    """Somebody spoke with them. Raises RelationshipError without a word on what came of it."""
    told = " ".join(words.replace("\0", "").split())[:NOTE_CHARS]
    if not told:
        raise RelationshipError(gettext("Write in a few words what came of it."))
    row.contacted_at, row.contacted_by, row.note = at, actor, told
    row.owner = row.owner or actor
    row.save(update_fields=["contacted_at", "contacted_by", "note", "owner"])
    events.record(
        "relationships.contacted",
        at=at,
        actor_id=actor.pk,
        conversation_id=row.conversation_id,
        data={"customer": row.customer_id},
    )
