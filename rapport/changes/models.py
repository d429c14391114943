"""The journal of what people did to conversations."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation
from rapport.team.models import User


class Change(models.Model):
    """One action, on one conversation or on many."""

    class Verb(models.TextChoices):
        ASSIGN = "assign", "Assigned"
        TEAM = "team", "Given to a team"
        CLOSE = "close", "Done"
        REOPEN = "reopen", "Opened again"
        WAIT = "wait", "Waiting"
        TAG = "tag", "Tagged"
        UNTAG = "untag", "Tag removed"
        PRIORITY = "priority", "Priority changed"
        TYPE = "type", "Type changed"
        STATUS = "status", "Status changed"
        FIELDS = "fields", "Fields changed"
        SNOOZE = "snooze", "Later"
        WAKE = "wake", "Back from Later"
        FORGET = "forget", "Will not come back"
        MOVE = "move", "Moved"
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split off"
        LINK = "link", "Linked"
        UNLINK = "unlink", "Link removed"
        UNDO = "undo", "Undone"

    ALWAYS_UNDONE: ClassVar[tuple[str, ...]] = (Verb.MERGE, Verb.SPLIT)
    UNDO_FOR: ClassVar[timedelta] = timedelta(hours=1)

    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    data: "models.JSONField[dict[str, Any]]" = models.JSONField(
        default=dict, help_text="Ids and settings of the action"
    )
    left: "models.JSONField[list[int] | None]" = models.JSONField(
        null=True, help_text="Conversations that the worker has still to do; empty: all are done"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["id"], name="changes_unfinished", condition=Q(left__isnull=False))]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    def may_be_undone(self, at: datetime) -> bool:
        """Whether it still can be taken back."""
        if self.undone_at is not None or self.verb == self.Verb.UNDO:
            return False
        return self.verb in self.ALWAYS_UNDONE or at < self.at + self.UNDO_FOR


class Step(models.Model):
    """What a change did to one conversation."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="steps")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    before: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    after: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "conversation"], name="changed_once")]
