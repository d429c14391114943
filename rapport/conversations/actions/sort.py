"""How a conversation is told apart: tags, priority, type, own status and custom fields."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.models import Conversation, Priority
from rapport.platform import events, sql
from rapport.team.models import User

MOST_TAGS = 30
# A tag that is renamed to one the conversation has already stands there once.
_RENAME = """
UPDATE conversations_conversation SET tag_names = ARRAY(
    SELECT name FROM unnest(array_replace(tag_names, %s, %s)) name GROUP BY name ORDER BY lower(name))
WHERE tag_names @> ARRAY[%s]::varchar[]
"""


def set_tags(
    conversation: Conversation,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    actor: User | None,
    at: datetime,
) -> bool:
    """Add and take away tags; False when nothing changed."""
    gone = {name.lower() for name in remove}
    names = {name.lower(): name for name in conversation.tag_names if name.lower() not in gone}
    names |= {name.lower(): name for name in add if name.lower() not in names}
    if len(names) > MOST_TAGS:
        raise ConversationError(
            gettext("A conversation has %(most)s tags at most. Take some away first.") % {"most": MOST_TAGS}
        )
    found = [names[key] for key in sorted(names)]
    if found == conversation.tag_names:
        return False
    data = {
        "added": [name for name in found if name not in conversation.tag_names],
        "removed": [name for name in conversation.tag_names if name not in found],
    }
    conversation.tag_names = found
    _save(conversation, "tag_names", "conversations.tagged", data, actor, at)
    return True


def set_priority(conversation: Conversation, priority: int, *, actor: User | None, at: datetime) -> bool:
    if priority not in Priority.values:
        raise ConversationError(gettext("A priority is low, normal, high or urgent."))
    if conversation.priority == priority:
        return False
    conversation.priority = priority
    _save(conversation, "priority", "conversations.priority_set", {"to": priority}, actor, at)
    return True


def set_type(conversation: Conversation, key: str, *, actor: User | None, at: datetime) -> bool:
    """One of the known types, or '' for none; the caller has made sure that it is known."""
    if conversation.type == key:
        return False
    conversation.type = key
    _save(conversation, "type", "conversations.type_set", {"to": key}, actor, at)
    return True


def name_status(conversation: Conversation, key: str, *, name: str, actor: User | None, at: datetime) -> bool:
    """Say more exactly where it stands, or '' for no more than its status; the caller has made sure that the key is
    known and stands below that status."""
    if conversation.custom_status == key:
        return False
    conversation.custom_status = key
    _save(conversation, "custom_status", "conversations.status_named", {"to": key, "name": name}, actor, at)
    return True


def set_fields(conversation: Conversation, values: Mapping[str, Any], *, actor: User | None, at: datetime) -> bool:
    """Values that are checked already; None takes one away. Fields that are not named stay."""
    found = {key: value for key, value in (conversation.fields | dict(values)).items() if value is not None}
    if found == conversation.fields:
        return False
    changed = sorted(key for key in values if found.get(key) != conversation.fields.get(key))
    conversation.fields = found
    _save(conversation, "fields", "conversations.fields_set", {"fields": changed}, actor, at)
    return True


def ask_skill(conversation: Conversation, skill: str, *, at: datetime) -> bool:
    """A rule asks that whoever is given it knows this, besides what inbox, type and tags ask."""
    if skill.casefold() in {one.casefold() for one in conversation.skills}:
        return False
    conversation.skills = [*conversation.skills, skill]
    _save(conversation, "skills", "conversations.skill_asked", {"skill": skill}, None, at)
    return True


def rename_tag(old: str, new: str) -> None:
    """Every conversation that carries the old name carries the new one, once. Found by the index on tags."""
    sql.run(_RENAME, [old, new, old])


def _save(
    conversation: Conversation, field: str, name: str, data: dict[str, Any], actor: User | None, at: datetime
) -> None:
    conversation.save(update_fields=[field])
    actor_id = actor.pk if actor else None
    events.record(name, at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)
