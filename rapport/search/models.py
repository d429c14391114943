"""What can be found: the words of every conversation and the names of every customer."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Conversation, Inbox
from rapport.customers.models import Customer
from rapport.team.models import Team, User


class WordsField(models.Field):  # type: ignore[type-arg]
    """Words with their places: PostgreSQL's tsvector, in its own notation."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        return "tsvector"


@WordsField.register_lookup
class Match(Lookup):
    """`words__match=` takes PostgreSQL's notation of a tsquery, as `rules.Query` writes it."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*values, self.rhs)


class NameField(models.TextField):  # type: ignore[type-arg]
    """Names, folded, to be found although they are misspelt."""


@NameField.register_lookup
class Alike(Lookup):
    """`names__alike=`: some of the words are like those that were asked for (pg_trgm)."""

    lookup_name = "alike"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} %%> %s", (*values, self.rhs)


class Document(models.Model):
    """The words of one conversation. Only the worker writes it, a moment after something changed."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="document"
    )
    at = models.DateTimeField(help_text="When somebody last wrote; the order in which results are shown")
    words = WordsField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="documents_by_word"),
            models.Index(fields=["-at", "-conversation"], name="documents_newest_first"),
        ]


class Person(models.Model):
    """Name, organisation and addresses of one customer, folded."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    names = NameField()

    class Meta:
        indexes = [GinIndex(fields=["names"], name="people_by_name", opclasses=["gin_trgm_ops"])]


class View(models.Model):
    """A search that was kept, as a list beside the folders."""

    class Audience(models.TextChoices):
        OWNER = "owner", _("Only me")
        TEAM = "team", _("A team")
        ALL = "all", _("Everybody")

    class Order(models.TextChoices):
        RANK = "rank", _("Who waits, most urgent first")
        TIME = "time", _("Everything, the newest first")
        OLDEST = "old", _("Everything, the oldest first")
        WAITING = "wait", _("Who waits for an answer, the longest first")

    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)
    icon = models.CharField(max_length=30, default="bookmark")
    order = models.CharField(max_length=4, choices=Order.choices, default=Order.TIME)
    columns: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=50),
        default=list,
        db_default=[],
        help_text="What its rows show; empty: as every list",
    )
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    audience = models.CharField(max_length=5, choices=Audience.choices, default=Audience.OWNER)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    position = models.FloatField(help_text="Smaller ones stand further up")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(audience="team") | Q(team__isnull=False), name="view_of_a_team")
        ]

    def __str__(self) -> str:
        return self.name

    def is_changed_by(self, user: User) -> bool:
        """Whether this user may change it: the owner, and leads what is shared."""
        return self.owner_id == user.pk or (user.is_lead and self.audience != self.Audience.OWNER)


class ViewCount(models.Model):
    """How many open conversations a view has in one inbox; of a view that asks for `mine`, how many of one user."""

    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="counts")
    inbox = models.ForeignKey(Inbox, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["view", "inbox", "user"], name="view_counted_once", nulls_distinct=False)
        ]
