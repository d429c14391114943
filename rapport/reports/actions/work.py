"""Counts the work on conversations anew, a batch at a time: what changed since, and once all there ever was.

Only what is counted here is ever written, and always from what the messages and events say now: so it does not matter
what became of a conversation, how often it is counted, or where a batch was broken off.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.db import connection, transaction

from rapport.platform import sql
from rapport.platform.actions import remember_fact
from rapport.platform.queries import fact
from rapport.reports.rules import work as rules
from rapport.reports.rules.work import CLOSED, REOPENED, UNDONE, WAITS_FOR_CUSTOMER, Kind, Measure, Said, State, Turned
from rapport.reports.work import FILLED
from rapport.team.opening import Hours, between
from rapport.team.queries import every_hours, plain_hours

BATCH = 250
AT_ONCE = 4  # batches in a row, so that what else is due waits a second or two at most
FILLED_AT_ONCE = 40

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226342)"
_TAKE = """
DELETE FROM reports_workdue WHERE id IN (SELECT id FROM reports_workdue ORDER BY id LIMIT %s) RETURNING conversation_id
"""
_BELOW = "SELECT id FROM conversations_conversation WHERE id < %s ORDER BY id DESC LIMIT %s"
_CASES = """
SELECT c.id, c.inbox_id, c.type, c.tag_names, i.hours_id,
  CASE WHEN c.status = 'done' THEN coalesce(c.closed_at, c.last_message_at) END,
  ARRAY(SELECT lower(value) FROM customers_identity d WHERE d.customer_id = c.customer_id OR d.id = c.identity_id)
FROM conversations_conversation c JOIN conversations_inbox i ON i.id = c.inbox_id
WHERE c.id = ANY(%s) AND c.merged_into_id IS NULL
"""
_SAID = """
SELECT conversation_id, id, at, author_id, kind = 'reply', message_id LIKE '<form-%%', lower(from_address),
  ARRAY(SELECT lower(one->>'address') FROM jsonb_array_elements(CASE kind WHEN 'reply' THEN "to" || cc || bcc
    ELSE reply_to END) one)
FROM conversations_message
WHERE conversation_id = ANY(%s) AND (kind = 'reply' AND forwards_id IS NULL
  OR kind = 'inbound' AND NOT held AND (origin = 'human' OR unreadable <> ''))
ORDER BY at, id
"""
_TURNED = """
SELECT conversation_id, name, at, actor_id, data->>'verb' FROM platform_event
WHERE conversation_id = ANY(%s) AND name = ANY(%s) ORDER BY at, id
"""
_NAMES = {
    "conversations.closed": CLOSED,
    "conversations.reopened": REOPENED,
    "conversations.set_waiting": WAITS_FOR_CUSTOMER,
    "changes.undone": UNDONE,
}
_ERASED = "conversations.erased"
_UNDID = {"close": CLOSED, "reopen": REOPENED, "wait": WAITS_FOR_CUSTOMER}
_COLUMNS = (
    "conversation_id, message_id, kind, at, inbox_id, channel, type, tags, person_id, measure, state, waited, office"
)
_COUNTED = f"SELECT {_COLUMNS} FROM reports_work WHERE conversation_id = ANY(%s)"  # noqa: S608
_GONE = "DELETE FROM reports_work WHERE conversation_id = ANY(%s)"
_PARTS = (
    "came", "asked", "replied", "closed", "reopened", "first_open", "first_let", "next_open", "next_let", "unresolved"
)  # fmt: skip
_DAYS = f"""
INSERT INTO reports_workday AS known (by, name, span, day, inbox_id, {", ".join(_PARTS)})
  SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::date[], %s::bigint[],
    {", ".join(["%s::int[]"] * len(_PARTS))})
ON CONFLICT (by, name, span, day, inbox_id) DO UPDATE SET
  {", ".join(f"{one} = known.{one} + EXCLUDED.{one}" for one in _PARTS)}
"""  # noqa: S608  # a constant
_SPREADS = """
INSERT INTO reports_workspread AS known (by, name, span, day, inbox_id, measure, is_office, step, number)
  SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::date[], %s::bigint[], %s::smallint[],
    %s::boolean[], %s::smallint[], %s::int[])
ON CONFLICT (by, name, span, day, inbox_id, measure, is_office, step) DO UPDATE
  SET number = known.number + EXCLUDED.number
"""


class Row(NamedTuple):
    """One row of `Work`."""

    conversation: int
    message: int | None
    kind: int
    at: datetime
    inbox: int
    channel: str
    type: str
    tags: tuple[str, ...]
    person: int | None
    measure: int | None
    state: int | None
    waited: int | None
    office: int | None


def count_work(*, go_on: Callable[[], bool] = lambda: True) -> int:
    """Count what changed since, some batches of it; answers how many conversations were looked at."""
    done = 0
    for _ in range(AT_ONCE):
        with transaction.atomic():
            sql.row(_ONE_AT_A_TIME, [])
            due = {pk for (pk,) in sql.rows(_TAKE, [BATCH])}
            _count(due)
        done += len(due)
        if not due or not go_on():
            break
    return done


def fill_work(*, at: datetime, go_on: Callable[[], bool] = lambda: True, batches: int = FILLED_AT_ONCE) -> int:
    """Count what was there before anything was counted, the newest first; answers how many conversations. Each batch
    writes down how far it came, so it can be broken off anywhere; once all are, nothing is looked for any more."""
    known, done = fact(FILLED), 0
    for _ in range(batches):
        if known.get("done") or not go_on():
            break
        with transaction.atomic():
            sql.row(_ONE_AT_A_TIME, [])
            pks = [pk for (pk,) in sql.rows(_BELOW, [known.get("below", 2**62), BATCH])]
            _count(set(pks))
            known = {"below": pks[-1]} if len(pks) == BATCH else {"done": True}
            remember_fact(FILLED, known, at=at)
        done += len(pks)
    return done


def _count(pks: set[int]) -> None:
    """Write what the work on these conversations is, and change the sums by what differs from before."""
    if not pks:
        return
    found = list(pks)
    before: dict[int, list[Row]] = defaultdict(list)
    for values in sql.rows(_COUNTED, [found]):
        row = Row(*values)._replace(tags=tuple(values[7]))
        before[row.conversation].append(row)
    after = _all_work(found, before)
    changed = [pk for pk in found if Counter(before.get(pk, ())) != Counter(after.get(pk, ()))]
    if not changed:
        return
    sql.run(_GONE, [changed])
    with connection.cursor() as cursor, cursor.copy(f"COPY reports_work ({_COLUMNS}) FROM STDIN") as copied:
        for pk in changed:
            for row in after.get(pk, ()):
                copied.write_row(row._replace(tags=list(row.tags)))  # type: ignore[arg-type]
    _add_up([(row, -1) for pk in changed for row in before.get(pk, ())]
            + [(row, 1) for pk in changed for row in after.get(pk, ())])  # fmt: skip


def _all_work(pks: Sequence[int], before: dict[int, list[Row]]) -> dict[int, list[Row]]:
    said, turned = defaultdict(list), defaultdict(list)
    for pk, *rest in sql.rows(_SAID, [pks]):
        said[pk].append(rest)
    for pk, *rest in sql.rows(_TURNED, [pks, [*_NAMES, _ERASED]]):
        turned[pk].append(rest)
    hours = {one.pk: plain_hours(one) for one in every_hours()}
    found = {}
    for pk, inbox, kind_of, tags, open_at, done_at, own in sql.rows(_CASES, [pks]):
        about = (pk, inbox, kind_of, tuple(tags), hours.get(open_at))
        found[pk] = _work(about, said[pk], turned[pk], done_at, set(own), before.get(pk, []))
    return found


_About = tuple[int, int, str, tuple[str, ...], Hours | None]


def _work(
    about: _About, said: list[list[Any]], turned: list[list[Any]], done_at: datetime | None, own: set[str],
    before: list[Row],
) -> list[Row]:  # fmt: skip
    """What is erased says no more who wrote to whom, so it stays as it was counted."""
    pk, inbox, kind_of, tags, hours = about
    is_form = next((form for _, _, _, ours, form, *_ in said if not ours), False)
    channel = "form" if is_form else "email"
    if before and any(name == _ERASED for name, *_ in turned):
        channel = before[0].channel
        counted = _said_before(before)
    else:
        counted = _counted(said, own)
    events = [
        Turned(at, _NAMES[name], actor, _UNDID.get(verb, "")) for name, at, actor, verb in turned if name in _NAMES
    ]
    known = {(row.kind, row.at, row.waited, row.inbox): row.office for row in before if row.waited is not None}
    rows = []
    for one in rules.entries(counted, events, done_at=done_at):
        waited = office = None
        if one.until is not None:
            waited = _seconds(one.until - one.at)
            # What was measured once is not measured anew by hours that came later.
            office = known.get((one.kind, one.at, waited, inbox))
            if office is None:
                office = min(waited, _seconds(between(hours, one.at, one.until))) if hours else waited
        rows.append(
            Row(pk, one.message, one.kind, one.at, inbox, channel, kind_of, tags, one.person, one.measure, one.state,
                waited, office)
        )  # fmt: skip
    return rows


def _counted(said: list[list[Any]], own: set[str]) -> list[Said]:
    """What the customer wrote, and our replies that went to them, and not only to others."""
    own = own | {address for _, _, _, ours, _, sender, named in said if not ours for address in (sender, *named)}
    return [
        Said(at, message, author, ours)
        for message, at, author, ours, _, _, named in said
        if not ours or not named or own.intersection(named)
    ]


def _said_before(before: Iterable[Row]) -> list[Said]:
    rows = [row for row in before if row.kind in (Kind.ASKED, Kind.REPLIED)]
    found = [Said(row.at, row.message or 0, row.person, row.kind == Kind.REPLIED) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.pk))


def _seconds(span: timedelta) -> int:
    return min(2**31 - 1, max(0, round(span.total_seconds())))


_KINDS = {
    Kind.CAME: "came", Kind.ASKED: "asked", Kind.REPLIED: "replied", Kind.CLOSED: "closed", Kind.REOPENED: "reopened"
}  # fmt: skip
_STANDS = {
    (Measure.FIRST, State.OPEN): "first_open",
    (Measure.FIRST, State.LET): "first_let",
    (Measure.NEXT, State.OPEN): "next_open",
    (Measure.NEXT, State.LET): "next_let",
    (Measure.RESOLUTION, State.OPEN): "unresolved",
}


def _add_up(rows: Iterable[tuple[Row, int]]) -> None:
    days: dict[tuple[str, str, int, date, int], Counter[str]] = defaultdict(Counter)
    spreads: Counter[tuple[str, str, int, date, int, int, bool, int]] = Counter()
    for row, sign in rows:
        day = row.at.astimezone(UTC).date()
        everybody = [("", ""), ("type", row.type), ("channel", row.channel), *(("tag", name) for name in row.tags)]
        theirs = [*everybody, ("person", str(row.person))] if row.person else everybody
        starts = [(span, rules.start_of(day, span)) for span in rules.DAY_SPANS]
        for by in theirs if row.kind in (Kind.REPLIED, Kind.CLOSED) else everybody:
            for start in starts:
                days[*by, *start, row.inbox][_KINDS[Kind(row.kind)]] += sign
        if row.measure is None or row.state is None:
            continue
        if row.state != State.ENDED:
            for by in everybody:
                for start in starts:
                    days[*by, *start, row.inbox][_STANDS[Measure(row.measure), State(row.state)]] += sign
            continue
        assert row.waited is not None
        assert row.office is not None
        steps = ((False, rules.step(row.waited)), (True, rules.step(row.office)))
        starts = [(span, rules.start_of(day, span)) for span in rules.WAIT_SPANS]
        for by, start, step in product(theirs, starts, steps):
            spreads[*by, *start, row.inbox, row.measure, *step] += sign
    changes = sorted((key, parts) for key, parts in days.items() if any(parts.values()))
    if changes:
        keys = zip(*(key for key, _ in changes), strict=True)
        sql.run(_DAYS, [*map(list, keys), *([parts[name] for _, parts in changes] for name in _PARTS)])
    numbers = sorted((*key, number) for key, number in spreads.items() if number)
    if numbers:
        sql.run(_SPREADS, [list(column) for column in zip(*numbers, strict=True)])
