"""An unhappy customer is not let go until contacted, apologised to in writing, helped, and asked again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite
from rapport.team.models import User


class StepKind(models.TextChoices):
    CONTACTED = "contacted", "Contacted"
    APOLOGISED = "apologised", "Apologised in writing"
    FIXED = "fixed", "Fixed"
    ASKED_AGAIN = "asked_again", "Asked again"


class Outcome(models.TextChoices):
    RECOVERED = "recovered", "Won back"
    NOT_RECOVERED = "not", "Not won back"
    SILENT = "silent", "No answer"
    WITHDRAWN = "withdrawn", "Not a person's vote"


class Recovery(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="recoveries")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="recoveries")
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    is_likely = models.BooleanField(default=False, help_text="The vote is likely a person's, not yet confirmed")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the next open step is due; the first one is the first human word")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name_plural = "recoveries"
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="recoveries_open", condition=Q(closed_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["conversation"], name="one_open_recovery", condition=Q(closed_at=None)),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_recovery_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Recovery of {self.conversation_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Step(models.Model):
    """A step that was done: by whom, when, and with which words to the customer."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["done_at", "id"]
        constraints = [models.UniqueConstraint(fields=["recovery", "kind"], name="recovery_step_once")]

    IN_WRITING: ClassVar[frozenset[str]] = frozenset({StepKind.APOLOGISED, StepKind.ASKED_AGAIN})


class Trigger(models.Model):
    """A rating that opened a recovery, or came while it was open."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="triggers")
    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="recovery_trigger")


class Reask(models.Model):
    """The invite that asked again after the fix."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="reasks")
    invite = models.OneToOneField(RatingInvite, on_delete=models.CASCADE, related_name="reask")
