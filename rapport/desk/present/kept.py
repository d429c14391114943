"""Rows of lists as they were rendered, for as long as nothing they show has changed.

A page asks for 50 places and 50 marks; only rows whose mark is new are loaded and rendered. A row must show nothing but
what its mark covers (`triage.queries.looks`), the list it stands in and the time; nothing of who looks at it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from rapport.conversations import queries as conversations
from rapport.desk.present.rows import conversation_rows, pile_rows
from rapport.triage import queries as triage
from rapport.triage.queries import Standing
from rapport.web import words
from rapport.web.templatetags.web import row_html

MOST = 1500
Key = tuple[int, str, bool, str]
Load = Callable[[list[int]], list[dict[str, Any]]]
_kept: dict[Key, tuple[tuple[object, ...], str]] = {}


def rows(standings: Sequence[Standing], *, folder: str, current: int | None, at: datetime) -> list[str]:
    """The rows of a page of the pile, in its order."""
    clocks = {one.conversation_id: words.due_mark(one.due_at, at) for one in standings}

    def load(pks: list[int]) -> list[dict[str, Any]]:
        placements = triage.placed(pks)
        return pile_rows([placements[pk] for pk in pks if pk in placements], folder=folder, current=current)

    return _rows(clocks, load, folder, current, at)


def by_time(pks: Sequence[int], *, folder: str, current: int | None, at: datetime) -> list[str]:
    """The rows of a page of a list that is ordered by time, in its order."""

    def load(missing: list[int]) -> list[dict[str, Any]]:
        found = conversations.rows_of(missing)
        return conversation_rows([found[pk] for pk in missing if pk in found], folder=folder, current=current)

    return _rows(dict.fromkeys(pks, ()), load, folder, current, at)


def _rows(
    clocks: Mapping[int, tuple[object, ...]], load: Load, folder: str, current: int | None, at: datetime
) -> list[str]:
    """What left the list since its places were read is left out."""
    looks = triage.looks(list(clocks))
    reader, found = f"{get_language()} {get_current_timezone_name()}", dict[int, str]()
    missing: dict[int, tuple[Key, tuple[object, ...]]] = {}
    for pk, clock in clocks.items():
        key: Key = (pk, folder, pk == current, reader)
        mark = (looks.get(pk, ""), *clock)
        kept = _kept.get(key)
        if kept is not None and kept[0] == mark:
            found[pk] = kept[1]
        else:
            missing[pk] = (key, mark)
    if missing and len(_kept) >= MOST:
        _kept.clear()
    for row in load(list(missing)) if missing else ():
        key, mark = missing[row["pk"]]
        found[row["pk"]] = row_html(row, at)
        _kept[key] = (mark, found[row["pk"]])
    return [found[pk] for pk in clocks if pk in found]
