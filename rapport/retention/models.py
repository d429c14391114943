"""How long what was said is kept, and what is kept whatever the rule says."""

from django.db import models

from rapport.conversations.models import Conversation, Inbox
from rapport.team.models import User


class Rule(models.Model):
    """After how many months what was said in a closed conversation is deleted; of one inbox, or of all that have no
    rule of their own."""

    inbox = models.OneToOneField(Inbox, null=True, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(help_text="0: never")
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()
    swept = models.PositiveIntegerField(default=0, help_text="Conversations emptied and not yet in the audit log")
    swept_mails = models.PositiveIntegerField(default=0, help_text="Mails of no conversation, likewise")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbox"], nulls_distinct=False, name="retention_rule_once_per_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.inbox or 'the whole desk'}: {self.months} months"


class Keep(models.Model):
    """Somebody needs it: no rule and no wish to be forgotten empties this conversation while this stands."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="keep")
    why = models.CharField(max_length=200)
    kept_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.why


class Emptied(models.Model):
    """What was said there was deleted as too old."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="emptied"
    )
    at = models.DateTimeField()
    months = models.PositiveSmallIntegerField(help_text="What the rule said")

    class Meta:
        verbose_name_plural = "emptied"
