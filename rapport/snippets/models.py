"""Faces in mails that other tools send: whose they are, what was clicked, and by whom as far as that is known."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.customers.models import Customer
from rapport.feedback.models import How, Score, State
from rapport.team.models import User


class Snippet(models.Model):
    """One person's faces. A new one ends the old: mails that carry it answer nobody any more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="snippets")
    seed = models.CharField(max_length=32, unique=True, help_text="From which the token is derived; not the token")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], name="one_snippet_at_a_time", condition=Q(ended_at=None))
        ]


class Seen(models.Model):
    """Somebody, or something, fetched a face. Never a rating."""

    snippet = models.ForeignKey(Snippet, on_delete=models.CASCADE, related_name="seen")
    visitor = models.CharField(max_length=40, help_text="A hash of network, browser, customer and day")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    score = models.PositiveSmallIntegerField(null=True)
    is_trap = models.BooleanField(default=False)
    is_prefetch = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["snippet", "visitor", "at"], name="snippet_seen"),
            models.Index(fields=["at"], name="snippet_seen_at"),
        ]


class Outside(models.Model):
    """What one visitor said on one day of a mail that another tool sent."""

    snippet = models.ForeignKey(Snippet, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="outside_ratings", help_text="Whose mail")
    visitor = models.CharField(max_length=40)
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    comment = models.TextField(blank=True)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.SET_NULL, related_name="outside_ratings", help_text="By a signed link"
    )
    says = models.CharField(max_length=320, blank=True, help_text="The address they say is theirs; nothing proves it")
    of_staff = models.BooleanField(default=False, help_text="One of our own people: never counted")
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settle_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snippet", "visitor"], name="outside_once_a_day")]
        indexes = [
            models.Index(fields=["user", "-changed_at", "-id"], name="outside_of_user"),
            models.Index(fields=["-changed_at", "-id"], name="outside_newest"),
            models.Index(fields=["settle_at"], name="outside_to_settle", condition=Q(settle_at__isnull=False)),
        ]

    COUNTED: ClassVar[frozenset[str]] = frozenset({State.CONFIRMED, State.PROBABLE})

    @property
    def counts(self) -> bool:
        return self.state in self.COUNTED and not self.of_staff


class Click(models.Model):
    """One choice that was sent; all are kept."""

    rating = models.ForeignKey(Outside, on_delete=models.CASCADE, related_name="clicks")
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=12, choices=How.choices)
    page = models.ForeignKey(Seen, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "id"]
