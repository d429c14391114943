"""Rules, and what they did."""

from typing import Any

from django.db import models

from rapport.automation.rules import Moment
from rapport.conversations.models import Conversation
from rapport.team.models import User

MOMENTS = [(moment.value, moment.value) for moment in Moment]


class Rule(models.Model):
    """`conditions` are {field, op, value}, `deeds` {kind, value, key}, checked by `rules.py` before they are kept."""

    name = models.CharField(max_length=80)
    enabled = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    moment = models.CharField(max_length=24, choices=MOMENTS)
    minutes = models.PositiveIntegerField(default=0, help_text="How long it must last, for moments that are a time")
    needs_all = models.BooleanField(default=True, help_text="All conditions, not just one")
    conditions: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list)
    deeds: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    swept_at = models.DateTimeField(null=True, help_text="What became due until then was looked at")
    last_given_to = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, db_index=False, help_text="It can be brought back for a week")
    paused_why = models.CharField(max_length=300, blank=True, help_text="It ran too often and was switched off")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """A rule applied. `held` are conditions, `done` {kind, label}, `refused` {kind, label, why}."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="rule_runs")
    cause = models.CharField(max_length=80, help_text="What set it off: once for each cause and conversation")
    at = models.DateTimeField()
    held: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list)
    done: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    refused: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "cause", "rule"], name="rule_once_for_a_cause"),
        ]
        indexes = [
            models.Index(fields=["rule", "-at", "-id"], name="runs_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.cause}"
