"""What can be done to a conversation besides writing in it: one entry a verb.

A deed is a verb and a plain value, so that it can wait in the queue; `doer` looks up once what the value names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.changes.models import Change
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Inbox
from rapport.flows.closing import close_locked, stand_at
from rapport.labels import actions as labels
from rapport.labels import queries as known_labels
from rapport.labels import rules as label_rules
from rapport.team.models import Team, User

Verb = Change.Verb
Doer = Callable[[Conversation], object]


@dataclass(frozen=True)
class Deed:
    """`value`: an id, a name, a key, a number, a moment in ISO 8601, or a mapping of fields, as the verb needs it."""

    verb: str
    value: Any = None


@dataclass(frozen=True)
class Hand:
    """Who does it, and when."""

    actor: User
    at: datetime


# Those that may change the place on the pile.
PLACED = {
    Verb.CLOSE, Verb.REOPEN, Verb.WAIT, Verb.STATUS, Verb.PRIORITY, Verb.SNOOZE, Verb.WAKE, Verb.FORGET, Verb.MOVE,
}  # fmt: skip


def doer(deed: Deed, by: Hand) -> Doer:
    """What does the deed to one locked conversation. Raises ConversationError or LabelError when it cannot be done to
    any; what it answers does so when it cannot be done to this one."""
    maker = MAKERS.get(deed.verb)
    if maker is None:
        raise ConversationError(gettext("This cannot be done to a conversation."))
    return maker(deed.value, by)


def _assign(value: Any, by: Hand) -> Doer:
    agent = _one(User.objects.filter(is_active=True), value, "This person is no longer here. Choose somebody else.")
    return lambda one: conversations.assign(one, agent, actor=by.actor, at=by.at)


def _team(value: Any, by: Hand) -> Doer:
    team = _one(Team.objects.all(), value, "This team is no longer there. Choose another one.")
    return lambda one: conversations.give_to_team(one, team, actor=by.actor, at=by.at)


def _one(rows: Any, value: Any, problem: str) -> Any:
    """The row that a value names; None for no value."""
    if value in (None, ""):
        return None
    text = str(value)
    found = rows.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 18 else None
    if found is None:
        raise ConversationError(problem)
    return found


def _plainly(turn: Callable[..., object]) -> Callable[[Any, Hand], Doer]:
    """One of the four, and nothing more exact: whoever asks for Open means open."""

    def make(_value: Any, by: Hand) -> Doer:
        def do(one: Conversation) -> None:
            turn(one, actor=by.actor, at=by.at)
            conversations.name_status(one, "", name="", actor=by.actor, at=by.at)

        return do

    return make


def _status(value: Any, by: Hand) -> Doer:
    """A status of the company's own, by its key; without one, no more than the base status."""
    key = str(value or "")
    if not key:
        return lambda one: conversations.name_status(one, "", name="", actor=by.actor, at=by.at)
    status = known_labels.custom_status(key)
    if status is None:
        raise ConversationError(gettext("There is no such status any more. Choose another one."))
    return lambda one: stand_at(one, status, actor=by.actor, at=by.at)


def _tag(value: Any, by: Hand) -> Doer:
    names = [labels.tag(name, actor=by.actor, at=by.at).name for name in _names(value)]
    return lambda one: conversations.set_tags(one, add=names, actor=by.actor, at=by.at)


def _untag(value: Any, by: Hand) -> Doer:
    names = _names(value)
    return lambda one: conversations.set_tags(one, remove=names, actor=by.actor, at=by.at)


def _names(value: Any) -> list[str]:
    found = [str(one) for one in (value if isinstance(value, list) else [value]) if str(one or "").strip()]
    if not found:
        raise ConversationError(gettext("Name a tag."))
    return found


def _priority(value: Any, by: Hand) -> Doer:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ConversationError(gettext("A priority is low, normal, high or urgent.")) from None
    return lambda one: conversations.set_priority(one, number, actor=by.actor, at=by.at)


def _type(value: Any, by: Hand) -> Doer:
    key = str(value or "")
    if key and not known_labels.is_type(key):
        raise ConversationError(gettext("There is no such type any more. Choose another one."))
    return lambda one: conversations.set_type(one, key, actor=by.actor, at=by.at)


def _fields(value: Any, by: Hand) -> Doer:
    """Only fields that are named are looked at, each by its own rule."""
    known = {one.key: one for one in known_labels.fields()}
    given: Mapping[str, Any] = value if isinstance(value, dict) else {}
    if unknown := [key for key in given if key not in known]:
        raise ConversationError(f"There is no field {unknown[0]}.")
    values = {key: label_rules.clean(known[key], raw) for key, raw in given.items()}
    return lambda one: conversations.set_fields(one, values, actor=by.actor, at=by.at)


def _snooze(value: Any, by: Hand) -> Doer:
    try:
        until = datetime.fromisoformat(str(value)) if value not in (None, "") else None
    except ValueError:
        raise ConversationError(gettext("Say until when, like 2026-03-04 15:00.")) from None
    if until is not None and until.tzinfo is None:
        raise ConversationError(gettext("Say until when together with the time zone."))
    return lambda one: conversations.snooze(one, until, actor=by.actor, at=by.at)


def _wake(_value: Any, by: Hand) -> Doer:
    return lambda one: conversations.wake(one, actor=by.actor, at=by.at)


def _forget(_value: Any, by: Hand) -> Doer:
    return lambda one: conversations.forget_snooze(one, actor=by.actor, at=by.at)


def _move(value: Any, by: Hand) -> Doer:
    """Only to where one sees oneself: nobody pushes a conversation into the dark."""
    inbox = _one(queries.visible_inboxes(by.actor).filter(is_active=True), value, "There is no such inbox.")
    if not isinstance(inbox, Inbox):
        raise ConversationError(gettext("Choose an inbox."))
    return lambda one: conversations.move(one, inbox, actor=by.actor, at=by.at)


MAKERS: dict[str, Callable[[Any, Hand], Doer]] = {
    Verb.ASSIGN: _assign,
    Verb.TEAM: _team,
    Verb.CLOSE: _plainly(close_locked),
    Verb.REOPEN: _plainly(conversations.reopen),
    Verb.WAIT: _plainly(conversations.wait),
    Verb.STATUS: _status,
    Verb.TAG: _tag,
    Verb.UNTAG: _untag,
    Verb.PRIORITY: _priority,
    Verb.TYPE: _type,
    Verb.FIELDS: _fields,
    Verb.SNOOZE: _snooze,
    Verb.WAKE: _wake,
    Verb.FORGET: _forget,
    Verb.MOVE: _move,
}
