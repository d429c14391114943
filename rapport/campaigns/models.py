"""Writing to those in the middle and to those who say nothing: who was drawn, with which chance, what came of it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.campaigns import rules
from rapport.conversations.models import Conversation, Inbox
from rapport.customers.models import Customer
from rapport.surveys.models import Asking, Why
from rapport.team.models import User


class Campaign(models.Model):
    """One question to people drawn at random from a segment, in the name of one of us."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DRAWING = "drawing", _("Being drawn")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("All written")

    ENDED = (State.STOPPED, State.DONE)

    name = models.CharField(max_length=80)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="+", help_text="From whose address")
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who writes and answers")
    segment: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    subject = models.CharField(max_length=200)
    words = models.TextField()
    offers_reasons = models.BooleanField(default=False, help_text="The mail has our reasons, to choose from")
    size = models.PositiveIntegerField(help_text="How many are asked")
    control_percent = models.PositiveSmallIntegerField(help_text="Of all who are drawn, how many are left alone")
    equally = models.BooleanField(default=False, help_text="As many from each stratum, whatever its size")
    per_hour = models.PositiveIntegerField()
    seed = models.CharField(max_length=32, help_text="Of the draw: whoever knows it can draw again")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    strata: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list, help_text="As they were drawn")
    excluded: "models.JSONField[dict[str, int]]" = models.JSONField(
        default=dict, help_text="Who belonged to the segment and could not be drawn, by why"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, help_text="When a lead pressed Start; the draw is about this moment")
    taken_up_at = models.DateTimeField(null=True, help_text="When a worker last began to draw it")
    people = models.PositiveIntegerField(null=True, help_text="How many belong to the segment, counted before the draw")
    drawn_at = models.DateTimeField(null=True)
    found_nobody_at = models.DateTimeField(null=True, help_text="A draw found nobody, and it is a draft again")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["id"], name="campaigns_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_being_drawn(self) -> bool:
        return self.state == self.State.DRAWING

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def of_whom(self) -> rules.Segment:
        return rules.segment_of(self.segment)


# What keeps somebody out of a draw and is no reason of surveys: another campaign has drawn them.
IN_CONTROL, WAITING_ELSEWHERE = "control", "waiting"
OUT = {
    Why.NO_ADDRESS: Why.NO_ADDRESS.label,
    Why.STAFF: Why.STAFF.label,
    Why.BOUNCED: Why.BOUNCED.label,
    Why.OPTED_OUT: Why.OPTED_OUT.label,
    Why.IN_RECOVERY: Why.IN_RECOVERY.label,
    IN_CONTROL: _("is left alone, to compare another campaign with"),
    WAITING_ELSEWHERE: _("waits for the mail of another campaign"),
    Why.THROTTLED: Why.THROTTLED.label,
}


class Outreach(models.Model):
    """One person who was drawn: to be asked, or to be left alone."""

    class Arm(models.TextChoices):
        ASK = "ask", _("To be asked")
        CONTROL = "control", _("Left alone")

    class State(models.TextChoices):
        DRAWN = "drawn", _("Waits")
        ASKED = "asked", _("Written to")
        SKIPPED = "skipped", _("Not written to")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="outreaches", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="outreaches")
    arm = models.CharField(max_length=8, choices=Arm.choices)
    stratum = models.CharField(max_length=12)
    chance = models.FloatField(help_text="The probability with which this person was drawn into this arm")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAWN)
    asking = models.OneToOneField(Asking, null=True, on_delete=models.SET_NULL, related_name="outreach")
    conversation = models.OneToOneField(Conversation, null=True, on_delete=models.SET_NULL, related_name="outreach")
    decided_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When the person first wrote back")
    chose_at = models.DateTimeField(
        null=True, help_text="When the person first chose a reason of the mail, if it counts"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "customer"], name="outreach_once")]
        indexes = [
            models.Index(fields=["campaign", "id"], name="outreach_waiting", condition=Q(state="drawn", arm="ask")),
            models.Index(fields=["campaign", "-decided_at", "-id"], name="outreach_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.arm} {self.state}"

    @property
    def spoke_at(self) -> datetime | None:
        """When the person wrote back, else when they chose a reason."""
        return self.answered_at or self.chose_at
