"""The pile: one constant key per waiting conversation, and why it stands where it stands."""

from typing import Any

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation, Inbox
from rapport.team.models import User


class Placement(models.Model):
    """Where a conversation stands: `rank_key` means "treated as if due at". It changes on events only, so the order
    of the pile never has to be computed when it is read."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="placement"
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE)
    assignee = models.ForeignKey(
        User,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose conversation it is; with the inbox, the database keeps it as the conversation has it",
    )
    waiting = models.BooleanField(default=True)
    rank_key = models.DateTimeField()
    why: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    placed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rank_key", "conversation"], name="the_pile", condition=Q(waiting=True)),
            models.Index(
                fields=["assignee", "rank_key", "conversation"], name="the_pile_of_agent", condition=Q(waiting=True)
            ),
        ]
