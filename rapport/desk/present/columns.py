"""What the rows of a view show, where somebody chose it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.conversations.models import Conversation
from rapport.labels import queries as labels
from rapport.labels.rules import Definition, written
from rapport.platform.said import said
from rapport.team.models import Team

COLUMNS = {
    "assignee": gettext_lazy("Who has it"),
    "team": gettext_lazy("Team"),
    "inbox": gettext_lazy("Inbox"),
    "type": gettext_lazy("Type"),
    "priority": gettext_lazy("Priority"),
    "tags": gettext_lazy("Tags"),
    "rating": gettext_lazy("Rating"),
    "last": gettext_lazy("Last message"),
    "waiting": gettext_lazy("Waiting since"),
    "created": gettext_lazy("Begun"),
}
FIELD = "field:"
MOST_TAGS = 6
Extra = tuple[str, Any, bool]


def choices() -> list[tuple[str, Any]]:
    """Every column there is: those of all conversations, then the fields of the desk."""
    return [*COLUMNS.items(), *((f"{FIELD}{one.key}", one.name) for one in labels.fields())]


def chosen(
    rows: list[dict[str, Any]], conversations: Sequence[Conversation], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows of these conversations with what was chosen and nothing else; as they are when nothing was."""
    if not columns:
        return rows
    wanted = set(columns)
    teams = dict(Team.objects.values_list("pk", "name")) if "team" in wanted else {}
    keys = [one for one in columns if one.startswith(FIELD)]
    fields = {one.key: one for one in labels.fields()} if keys else {}
    return [
        row | _plain(row, one, wanted) | {"extra": tuple(_extra(one, wanted, teams, keys, fields))}
        for row, one in zip(rows, conversations, strict=True)
    ]


def _plain(row: Mapping[str, Any], one: Conversation, wanted: set[str]) -> dict[str, Any]:
    """What every list shows, as far as it was chosen."""
    return {
        "face": row["face"] if "rating" in wanted else None,
        "type": row["type"] if "type" in wanted else "",
        "priority": row["priority"] if "priority" in wanted else "",
        "tags": tuple(one.tag_names[:MOST_TAGS]) if "tags" in wanted else (),
        "assignee": row["assignee"] if "assignee" in wanted else "",
        "at": row["at"] if "last" in wanted else None,
    }


def _extra(
    one: Conversation, wanted: set[str], teams: Mapping[int, str], keys: Sequence[str], fields: Mapping[str, Definition]
) -> list[Extra]:
    """What only a view shows: a word for it, the value, and whether that is a moment."""
    team = teams.get(one.team_id or 0, "")
    found: list[Extra] = [(_("Team"), team, False)] if team else []
    if "inbox" in wanted:
        found.append((_("Inbox"), one.inbox.name, False))
    if "waiting" in wanted and one.waiting_since:
        found.append((_("Waiting since"), one.waiting_since, True))
    if "created" in wanted:
        found.append((_("Begun"), one.created_at, True))
    for key in (column.removeprefix(FIELD) for column in keys):
        value = one.fields.get(key)
        if key in fields and value not in (None, "", []):
            found.append((fields[key].name, _written(fields[key], value), False))
    return found


def _written(field: Definition, value: Any) -> str:
    if field.kind == "date":
        return date_format(date.fromisoformat(str(value)), "j M Y")
    return said(written(value)) if isinstance(value, bool) else written(value)
