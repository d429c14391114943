"""A tag gets another name, or becomes another tag, in every conversation that carries it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations import actions as conversations
from rapport.labels import actions as labels
from rapport.labels.models import Tag
from rapport.platform import live
from rapport.team.models import User


@transaction.atomic
def change_tag(tag: Tag, *, name: str, hue: int, description: str, actor: User, at: datetime, skill: str = "") -> None:
    """Name, colour, description and skill. Raises LabelError."""
    before = tag.name
    labels.change_tag(tag, name=name, hue=hue, description=description, skill=skill, actor=actor, at=at)
    if tag.name != before:
        conversations.rename_tag(before, tag.name)
        live.changed(["pile"])


@transaction.atomic
def merge_tag(gone: Tag, into: Tag, *, actor: User, at: datetime) -> None:
    """Whatever carries the one carries the other. Raises LabelError for a tag with itself."""
    if gone.pk == into.pk:
        raise labels.LabelError(gettext("Choose another tag to merge into."))
    conversations.rename_tag(gone.name, into.name)
    labels.delete_tag(gone, into=into, actor=actor, at=at)
    live.changed(["pile"])
