"""What we told a customer we would do, and by when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation, Message
from rapport.team.models import User


class Promise(models.Model):
    class Kind(models.TextChoices):
        UPDATE = "update", "Next update"
        FIRST_WORD = "first_word", "First human word to an unhappy customer"
        FIX = "fix", "What is put right for an unhappy customer"

    KEPT_BY_WRITING: ClassVar[frozenset[str]] = frozenset({Kind.UPDATE, Kind.FIRST_WORD})

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UPDATE)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="promises")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    nearing_at = models.DateTimeField(null=True, help_text="It came within two hours and moved up on the pile")
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    broken_at = models.DateTimeField(null=True, help_text="It was due and nobody had written; stays when kept late")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="promises_due",
                condition=Q(kept_at=None, withdrawn_at=None, broken_at=None),
            ),
            models.Index(fields=["due_at"], name="promises_open", condition=Q(kept_at=None, withdrawn_at=None)),
            models.Index(fields=["conversation"], name="promises_of_conversation"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.withdrawn_at is None
