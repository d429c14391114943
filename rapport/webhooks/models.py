"""Who is told, and what became of it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from rapport.team.models import User


class Endpoint(models.Model):
    """An address of another system. `owner` made it: it is told what the owner may know."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events: "models.JSONField[list[str]]" = models.JSONField(default=list)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="endpoints")
    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, help_text="Both secrets sign until then")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, help_text="No success since; null: the last one arrived")
    switched_off_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def has_two_secrets(self, at: datetime) -> bool:
        return self.old_secret_until is not None and self.old_secret_until > at


class Delivery(models.Model):
    """One happening for one endpoint. `attempts` are {at, status, words, ms}, the oldest first."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Arrived"
        FAILED = "failed", "Given up"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=40)
    body = models.TextField(help_text="The very bytes that are signed and sent, on every try")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When to try next, or when the lease of the current try ends")
    tries = models.PositiveSmallIntegerField(default=0)
    attempts: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["due_at", "id"], name="webhook_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="webhook_log"),
            models.Index(fields=["created_at"], name="webhook_old"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"

    @property
    def webhook_id(self) -> str:
        """The same on every try and replay, so that the other side can tell a repetition."""
        return f"msg_{self.public_id.hex}"
