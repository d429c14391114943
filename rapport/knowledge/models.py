"""Saved replies, and which messages began with them."""

from typing import Any

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Inbox, Message
from rapport.team.models import Team, User


class SavedReply(models.Model):
    """Words to begin a reply with. Without team, inbox and owner it is everybody's."""

    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    inbox = models.ForeignKey(Inbox, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_replies")
    language = models.CharField(max_length=8, blank=True)
    html = models.TextField()
    text = models.TextField()
    actions: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    uses = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_id = models.BigIntegerField(null=True, help_text="The answer of the team's board that it was made of")
    removed_at = models.DateTimeField(null=True, help_text="Offered to nobody since; it can be brought back for a week")

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "saved replies"
        indexes = [
            models.Index(fields=["answer_id"], name="saved_replies_of_answer", condition=Q(answer_id__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(team=None) & Q(inbox=None))
                | (Q(team=None) & Q(owner=None))
                | (Q(inbox=None) & Q(owner=None)),
                name="saved_reply_one_scope",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SavedReplyUse(models.Model):
    """This message began with that saved reply."""

    saved_reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="used_in")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
