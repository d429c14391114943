"""Reads of the labels room."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import slugify

from rapport.labels.models import ConversationType, CustomStatus, Field, Tag
from rapport.labels.rules import Definition, StatusName
from rapport.platform import sql
from rapport.platform.gathered import Asked

# A question of `sql.together`; `read` makes something of the answer.
EVERYTHING = """
SELECT jsonb_build_array(
  (SELECT coalesce(json_agg(json_build_array(name, hue, skill) ORDER BY lower(name)), '[]')
     FROM labels_tag WHERE archived_at IS NULL),
  (SELECT coalesce(json_agg(json_build_array(key, name, archived_at IS NULL, skill) ORDER BY position, name), '[]')
     FROM labels_conversationtype),
  (SELECT coalesce(json_agg(json_build_object('key', key, 'name', name, 'kind', kind, 'options', options, 'help', help,
     'required', required, 'shown_when', shown_when) ORDER BY position, name), '[]')
     FROM labels_field WHERE archived_at IS NULL),
  (SELECT coalesce(json_agg(json_build_array(key, name, base, archived_at IS NULL) ORDER BY position, name), '[]')
     FROM labels_customstatus))
"""


@dataclass(frozen=True)
class Labels:
    """All that a conversation may carry. `types` are those that can be chosen, `type_names` all that ever were, and so
    are `statuses`, in their order."""

    tags: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    type_names: dict[str, str] = field(default_factory=dict)
    fields: list[Definition] = field(default_factory=list)
    statuses: list[StatusName] = field(default_factory=list)
    tag_skills: dict[str, str] = field(default_factory=dict)
    type_skills: dict[str, str] = field(default_factory=dict)

    @property
    def every_skill(self) -> set[str]:
        """What any type or tag in use asks for."""
        return {*self.tag_skills.values(), *(self.type_skills[key] for key in self.types if key in self.type_skills)}

    def skills(self, type_key: str, tag_names: Iterable[str]) -> list[str]:
        """What a type and tags ask of whoever is given the conversation."""
        asked = [self.type_skills.get(type_key, ""), *(self.tag_skills.get(name, "") for name in tag_names)]
        return [one for one in asked if one]

    def status_name(self, key: str) -> str:
        """The own status of a conversation in words; '' for none."""
        return next((one.name for one in self.statuses if one.key == key), "") if key else ""


def labels() -> Labels:
    """Tags with their hues, types and fields in use, in one query."""
    return read(sql.together({"labels": EVERYTHING}, {})["labels"])


def read(answer: str) -> Labels:
    """The answer to `EVERYTHING`."""
    tags, types, fields, statuses = json.loads(answer)
    return Labels(
        tags={name: hue for name, hue, _ in tags},
        types={key: name for key, name, is_used, _ in types if is_used},
        type_names={key: name for key, name, *_ in types},
        fields=[Definition(**one) for one in fields],
        statuses=[StatusName(*one) for one in statuses],
        tag_skills={name: skill for name, _, skill in tags if skill},
        type_skills={key: skill for key, _name, _used, skill in types if skill},
    )


def fields() -> list[Definition]:
    """The fields in use, in their order."""
    return [definition(one) for one in Field.objects.filter(archived_at=None)]


def definition(one: Field) -> Definition:
    return Definition(one.key, one.name, one.kind, one.options, one.help, one.required, one.shown_when)


# Tags to choose from, by name.
TAGS = Asked(lambda: Tag.objects.filter(archived_at=None).order_by("name"))


def tag_named(name: str) -> Tag | None:
    """The tag of this name, whatever its case, archived or not."""
    return Tag.objects.filter(name__iexact=name.strip()).first()


def is_type(key: str) -> bool:
    """Whether conversations may be given this type."""
    return ConversationType.objects.filter(key=key, archived_at=None).exists()


def custom_status(key: str) -> StatusName | None:
    """The status of this key, if conversations may be given it."""
    found = CustomStatus.objects.filter(key=key, archived_at=None).first()
    return StatusName(found.key, found.name, found.base) if found else None


def free_key(name: str, taken: set[str]) -> str:
    """A key for a new type or field: made of its name once, and never changed."""
    base = slugify(name)[:32] or "field"
    return next(key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken)
