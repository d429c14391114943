"""Rows that belong to no room: what happened, and how often somebody tried."""

from django.db import models


class Event(models.Model):
    """One thing that happened, named `<room>.<verb in the past tense>`; append-only.

    Conversation and actor are plain ids: the platform lies below every room and may not know their tables.
    """

    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    conversation_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["conversation_id", "at"], name="event_of_conversation"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """A counter of tries in one window of time, for rate limits that hold across processes."""

    key = models.CharField(max_length=120, primary_key=True)
    window_started_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)


class Fact(models.Model):
    """Something the installation knows about itself, such as when its last backup was proven. One row a key."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class IdempotentAnswer(models.Model):
    """The answer that a write of the API gave, so that the same request sent twice acts once."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="idempotent_answer_once")]


class AuditEntry(models.Model):
    """One rare and weighty thing that somebody did. Each carries a hash over itself and over the one before it, so
    that a change, a gap or another order shows. Never changed, never deleted."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=160, blank=True, help_text="The name as it was then")
    address = models.CharField(max_length=45, blank=True, help_text="Where the request came from")
    about = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["action", "-number"], name="audit_by_action"),
            models.Index(fields=["actor_id", "-number"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
