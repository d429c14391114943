"""What can be done to a conversation, and what was, as the desk shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rapport.changes import queries as journal
from rapport.changes.models import Change
from rapport.conversations.models import Conversation, Priority, Status
from rapport.desk.access import StaffRequest
from rapport.desk.conversations.dossier import Dossier
from rapport.labels import rules
from rapport.labels.queries import Labels
from rapport.labels.rules import Definition
from rapport.platform.clock import now
from rapport.web.addresses import reverse

UNDOABLE_SHOWN = 4
ICONS = {
    Status.OPEN: "inbox",
    Status.WAITING: "clock",
    Status.LATER: "bell-snooze",
    Status.DONE: "check-circle",
}


def shown(
    request: StaffRequest,
    conversation: Conversation,
    folder: str,
    known: Dossier,
) -> dict[str, Any]:
    """What the head, the side card and the banner need: menus, fields, links, and what can be undone."""
    labels = known.labels
    return {
        "doing_url": reverse("desk:doing", args=[conversation.reference]) + f"?in={folder}",
        "statuses": statuses(labels, conversation),
        "own_status": labels.status_name(conversation.custom_status),
        "priorities": priorities(conversation),
        "priority": Priority(conversation.priority).label,
        "types": [
            {"key": key, "name": name, "current": key == conversation.type} for key, name in labels.types.items()
        ],
        "type_name": labels.type_names.get(conversation.type, ""),
        "tags": [{"name": name, "hue": labels.tags.get(name, 0)} for name in conversation.tag_names],
        "tag_choices": choices(labels, conversation),
        "fields": fields(labels, conversation),
        "links": links(known.linked, folder),
        "undoable": [undoable(one) for one in journal.still_undoable(known.last_done, now(), UNDOABLE_SHOWN)],
        "woke_for_me": conversation.snoozed_by_id == request.user.pk,
    }


def types(labels: Labels, conversation: Conversation) -> list[dict[str, Any]]:
    return [{"key": key, "name": name, "current": key == conversation.type} for key, name in labels.types.items()]


def statuses(labels: Labels, conversation: Conversation | None = None) -> list[dict[str, Any]]:
    """The states with what leads to each, and below each the company's own; Later has a menu that asks until when."""
    ways = {Status.OPEN: "reopen", Status.WAITING: "wait", Status.LATER: "", Status.DONE: "close"}
    here, own = (conversation.status, conversation.custom_status) if conversation else ("", "")
    if here == Status.LATER:
        ways[Status.OPEN] = "wake"
    found: list[dict[str, Any]] = []
    for status, do in ways.items():
        below = [one for one in labels.statuses if one.base == status and one.is_used]
        if do:
            is_here = here == status and not own
            found.append({"do": do, "name": _(status.label), "icon": ICONS[status], "current": is_here})
        icon = "" if do else ICONS[status]
        found += [
            {"do": f"status:{one.key}", "name": one.name, "icon": icon, "current": one.key == own, "is_own": True}
            for one in below
        ]
    return found


def priorities(conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {"do": f"priority:{one.value}", "name": one.label, "current": conversation.priority == one.value}
        for one in sorted(Priority, reverse=True)
    ]


def choices(labels: Labels, conversation: Conversation) -> list[dict[str, Any]]:
    """Tags that it has not yet."""
    own = set(conversation.tag_names)
    return [{"name": name, "hue": hue} for name, hue in labels.tags.items() if name not in own]


def fields(labels: Labels, conversation: Conversation) -> list[dict[str, Any]]:
    """The fields that are asked for here, with their values."""
    asked = rules.shown(
        labels.fields, type_key=conversation.type, inbox_id=conversation.inbox_id, values=conversation.fields
    )
    return [field(one, conversation.fields) for one in asked]


def field(one: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    value = values.get(one.key)
    return {
        "key": f"field-{one.key}",
        "name": one.name,
        "kind": one.kind,
        "options": [{"name": option, "chosen": option == value or option in _many(value)} for option in one.options],
        "help": one.help,
        "required": one.required,
        "value": value if value is not None else "",
    }


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else []


def links(linked: Iterable[Conversation], folder: str) -> list[dict[str, Any]]:
    return [
        {
            "reference": one.reference,
            "subject": one.subject,
            "status": one.get_status_display(),
            "url": reverse("desk:conversation", args=[one.reference]) + f"?in={folder}",
        }
        for one in linked
    ]


def undoable(change: Change) -> dict[str, Any]:
    """A line with a button."""
    return {
        "words": _(change.get_verb_display()),
        "actor": change.actor.first_name if change.actor else "",
        "at": change.at,
        "url": reverse("desk:undoing", args=[change.pk]),
    }
