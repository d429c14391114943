"""Tags, types, statuses and custom fields: their definitions. The values are in the conversations."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

HUES = 8


class Tag(models.Model):
    """A word on conversations."""

    name = models.CharField(max_length=40)
    hue = models.PositiveSmallIntegerField(default=0, help_text="Its colour: one of the eight hues of the tokens")
    description = models.CharField(max_length=200, blank=True)
    skill = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="What whoever is given it must know"
    )
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_once")]

    def __str__(self) -> str:
        return self.name


class ConversationType(models.Model):
    """What kind of matter a conversation is. Conversations carry the key, which never changes."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    skill = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="What whoever is given it must know"
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CustomStatus(models.Model):
    """A status in the company's own words, below one of the four that decide what happens. Conversations carry the
    key; neither it nor the base ever changes."""

    class Base(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting")
        LATER = "later", _("Later")
        DONE = "done", _("Done")

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    base = models.CharField(max_length=8, choices=Base.choices)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "custom statuses"
        constraints = [models.UniqueConstraint(Lower("name"), name="custom_status_named_once")]

    def __str__(self) -> str:
        return self.name


class Field(models.Model):
    """Something the company wants to know of its conversations."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        CHOICE = "choice", "One of several"
        CHOICES = "choices", "Some of several"
        DATE = "date", "Date"
        TICK = "tick", "Yes or no"
        LINK = "link", "Link"

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    options: "models.JSONField[list[str]]" = models.JSONField(default=list, help_text="What a choice chooses from")
    help = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False, help_text="Nothing is closed before it is filled in")
    shown_when: "models.JSONField[dict[str, Any]]" = models.JSONField(
        default=dict, help_text="types: keys; inboxes: ids; field + values: only then is it asked for"
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
