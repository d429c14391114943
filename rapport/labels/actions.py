"""Writes of the labels room."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.labels import queries
from rapport.labels.models import HUES, ConversationType, CustomStatus, Field, Tag
from rapport.platform import events
from rapport.team.models import User

MOST_TAGS = 1000
MOST_STATUSES = 50


class LabelError(ValueError):
    """The request cannot be done; the text says what to do."""


def name_of_tag(name: str) -> str:
    """A tag's name as it is stored. Raises LabelError."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 40:
        raise LabelError(gettext("A tag has a name of 1 to 40 characters."))
    if any(c in tidy for c in ',"\x00') or not tidy.isprintable():
        raise LabelError(gettext("A tag has no commas, quotation marks or line breaks in its name."))
    return tidy


def tag(name: str, *, actor: User | None, at: datetime) -> Tag:
    """The tag of this name; a new one when there is none, the archived one brought back."""
    tidy = name_of_tag(name)
    found = queries.tag_named(tidy)
    if found is None:
        if Tag.objects.count() >= MOST_TAGS:
            raise LabelError(
                gettext("There are %(most)s tags already. Merge or archive some first.") % {"most": MOST_TAGS}
            )
        found = Tag.objects.create(name=tidy, hue=sum(tidy.lower().encode()) % HUES)
        _tell("labels.tag_added", found.pk, actor, at)
    elif found.archived_at is not None:
        set_archived(found, False, actor=actor, at=at)
    return found


def change_tag(
    found: Tag, *, name: str, hue: int, description: str, actor: User, at: datetime, skill: str = ""
) -> None:
    """Name, colour, description and skill. Raises LabelError when another tag has the name."""
    tidy = name_of_tag(name)
    other = queries.tag_named(tidy)
    if other is not None and other.pk != found.pk:
        raise LabelError(gettext("There is a tag %(name)s already. Merge the two instead.") % {"name": other.name})
    found.name, found.hue, found.description = tidy, hue % HUES, description.strip()[:200]
    found.skill = skill
    found.save(update_fields=["name", "hue", "description", "skill"])
    _tell("labels.tag_changed", found.pk, actor, at)


def delete_tag(found: Tag, *, into: Tag, actor: User, at: datetime) -> None:
    """The one that was merged is gone; conversations carry the other one's name by now."""
    data = {"tag": found.pk, "into": into.pk}
    found.delete()
    events.record("labels.tag_merged", at=at, actor_id=actor.pk, data=data)


def set_archived(
    found: Tag | ConversationType | CustomStatus | Field, is_archived: bool, *, actor: User | None, at: datetime
) -> None:
    """Out of the menus, or back in them. What carries it keeps it."""
    found.archived_at = at if is_archived else None
    found.save(update_fields=["archived_at"])
    kind = type(found).__name__.lower()
    events.record(
        "labels.archived" if is_archived else "labels.brought_back",
        at=at,
        actor_id=actor.pk if actor else None,
        data={kind: found.pk},
    )


def save_type(
    found: ConversationType | None, *, name: str, actor: User, at: datetime, skill: str = ""
) -> ConversationType:
    """A new type, or another name for one, and what it asks of whoever is given one. Raises LabelError."""
    tidy = " ".join(name.split())[:60]
    if not tidy:
        raise LabelError(gettext("Give the type a name."))
    if ConversationType.objects.filter(name__iexact=tidy).exclude(pk=found.pk if found else 0).exists():
        raise LabelError(gettext("There is a type %(name)s already.") % {"name": tidy})
    if found is None:
        keys = set(ConversationType.objects.values_list("key", flat=True))
        found = ConversationType(key=queries.free_key(tidy, keys), position=len(keys))
    found.name, found.skill = tidy, skill
    found.save()
    events.record("labels.type_saved", at=at, actor_id=actor.pk, data={"type": found.pk})
    return found


def save_status(found: CustomStatus | None, *, name: str, base: str, actor: User, at: datetime) -> CustomStatus:
    """A new status below one of the four, or another name for one, which stays below the same. Raises LabelError."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 40 or not tidy.isprintable() or '"' in tidy:
        raise LabelError(gettext("A status has a name of 1 to 40 characters, without quotation marks."))
    if tidy.lower() in {word.lower() for value, label in CustomStatus.Base.choices for word in (value, str(label))}:
        raise LabelError(
            gettext("%(name)s is there already, as one of the four. Choose another name.") % {"name": tidy}
        )
    if CustomStatus.objects.filter(name__iexact=tidy).exclude(pk=found.pk if found else 0).exists():
        raise LabelError(gettext("There is a status %(name)s already.") % {"name": tidy})
    if found is None:
        keys = set(CustomStatus.objects.values_list("key", flat=True))
        if len(keys) >= MOST_STATUSES:
            raise LabelError(
                gettext("There are %(most)s statuses already. Rename one instead.") % {"most": MOST_STATUSES}
            )
        key = queries.free_key(tidy, keys | set(CustomStatus.Base.values))
        found = CustomStatus(key=key, base=CustomStatus.Base(base), position=len(keys))
    found.name = tidy
    found.save()
    events.record("labels.status_saved", at=at, actor_id=actor.pk, data={"status": found.pk})
    return found


def move_status(found: CustomStatus, *, up: bool, actor: User, at: datetime) -> None:
    """One place up or down among those below the same of the four."""
    order = list(CustomStatus.objects.order_by("position", "name"))
    here = [one.pk for one in order if one.base == found.base]
    place = here.index(found.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(here):
        return
    ids = [one.pk for one in order]
    one, two = ids.index(here[place]), ids.index(here[other])
    ids[one], ids[two] = ids[two], ids[one]
    put_in_order(CustomStatus, ids)
    events.record("labels.status_moved", at=at, actor_id=actor.pk, data={"status": found.pk})


def save_field(found: Field | None, given: Mapping[str, Any], *, actor: User, at: datetime) -> Field:
    """A new field, or changes to one; its kind stays once it is there. Raises LabelError."""
    options = [*dict.fromkeys(" ".join(str(one).split())[:100] for one in given.get("options", []) if str(one).strip())]
    if found is None:
        keys = set(Field.objects.values_list("key", flat=True))
        found = Field(key=queries.free_key(given["name"], keys), kind=given["kind"], position=len(keys))
    if found.kind in (Field.Kind.CHOICE, Field.Kind.CHOICES) and not options:
        raise LabelError(gettext("Say what there is to choose from, one option a line."))
    found.name = " ".join(given["name"].split())[:60]
    found.help, found.required = given.get("help", "").strip()[:200], bool(given.get("required"))
    found.options, found.shown_when = options, dict(given.get("shown_when") or {})
    if found.shown_when.get("field") == found.key:
        raise LabelError(gettext("A field cannot wait for itself."))
    found.save()
    events.record("labels.field_saved", at=at, actor_id=actor.pk, data={"field": found.pk})
    return found


def put_in_order(model: type[ConversationType] | type[CustomStatus] | type[Field], ids: Sequence[int]) -> None:
    """The order in which they are shown."""
    for position, pk in enumerate(ids):
        model.objects.filter(pk=pk).update(position=position)


def _tell(name: str, pk: int, actor: User | None, at: datetime) -> None:
    events.record(name, at=at, actor_id=actor.pk if actor else None, data={"tag": pk})
