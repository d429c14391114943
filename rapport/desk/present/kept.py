"""Rows of the pile as they were rendered, for as long as nothing they show has changed.

A page asks for 50 places and 50 marks; only rows whose mark is new are loaded and rendered. A row must show nothing but
what its mark covers (`triage.queries.looks`), the list it stands in and the time; nothing of who looks at it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from rapport.desk.present.rows import pile_rows
from rapport.triage import queries as triage
from rapport.triage.queries import Standing
from rapport.web import words
from rapport.web.templatetags.web import row_html

MOST = 4000
Key = tuple[int, str, bool, str]
_kept: dict[Key, tuple[tuple[str, ...], str]] = {}


def rows(standings: Sequence[Standing], *, folder: str, current: int | None, at: datetime) -> list[str]:
    """The rows of a page of the pile, in its order."""
    looks = triage.looks([one.conversation_id for one in standings])
    reader, found, missing = f"{get_language()} {get_current_timezone_name()}", {}, []
    for one in standings:
        pk = one.conversation_id
        key: Key = (pk, folder, pk == current, reader)
        mark = (looks.get(pk, ""), words.due_words(one.due_at, at), words.due_state(one.due_at, at))
        kept = _kept.get(key)
        if kept is not None and kept[0] == mark:
            found[pk] = kept[1]
        else:
            missing.append((key, mark))
    if missing:
        found |= _rendered(missing, folder, current, at)
    return [found[one.conversation_id] for one in standings if one.conversation_id in found]


def _rendered(
    missing: Sequence[tuple[Key, tuple[str, ...]]], folder: str, current: int | None, at: datetime
) -> dict[int, str]:
    """What left the pile since its places were read is left out."""
    if len(_kept) >= MOST:
        _kept.clear()
    placements = triage.placed([key[0] for key, _ in missing])
    known = [(key, mark) for key, mark in missing if key[0] in placements]
    shown = pile_rows([placements[key[0]] for key, _ in known], folder=folder, current=current)
    found = {}
    for (key, mark), row in zip(known, shown, strict=True):
        found[key[0]] = row_html(row, at)
        _kept[key] = (mark, found[key[0]])
    return found
