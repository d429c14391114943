"""Somebody must look at something now."""

from typing import ClassVar

from django.db import models

from rapport.team.models import User


class Alert(models.Model):
    """One message to one user about one thing. What it is about is told in words and a path, since rooms above
    may not be known here."""

    class Kind(models.TextChoices):
        UNHAPPY = "unhappy", "Unhappy customer"
        PROMISE = "promise", "Promise due"
        DELIVERY = "delivery", "Mail not delivered"
        HANDOVER = "handover", "Handed to you"
        UNREADABLE = "unreadable", "Unreadable mail"
        MAILBOX = "mailbox", "Mailbox in trouble"
        HEALTH = "health", "The desk needs you"
        ASKED = "asked", "You are asked"
        READING = "reading", "Much is read"
        LOOP = "loop", "Automatic mail paused"
        RULE = "rule", "A rule tells you"
        MINE = "mine", "News in what you have"
        FOLLOWED = "followed", "News in what you follow"
        WOKE = "woke", "Back from Later"
        BOARD = "board", "Answer on the board"

    CAN_BE_ANSWERED: ClassVar[frozenset[str]] = frozenset({Kind.UNHAPPY, Kind.PROMISE, Kind.HANDOVER})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=120, help_text="Names the happening: one alert per happening and user")
    headline = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    quote = models.TextField(blank=True, help_text="The customer's own words")
    context = models.TextField(blank=True, help_text="What was rated")
    level = models.PositiveSmallIntegerField(null=True, help_text="The face that was chosen, 1 (Bad) to 4 (Great)")
    path = models.CharField(max_length=200)
    conversation_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="Somebody took it on, or it is over")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="alert_once_per_happening")]
        indexes = [
            models.Index(fields=["user", "-id"], name="alert_unseen", condition=models.Q(seen_at=None)),
            models.Index(fields=["key"], name="alert_by_key"),
        ]

    def __str__(self) -> str:
        return self.headline


class Preference(models.Model):
    """What one person wants to be told of, and where; `channels`: lists of "app", "mail", "push" by kind of alert."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="preference")
    channels: "models.JSONField[dict[str, list[str]]]" = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    shows_names = models.BooleanField(
        default=False, db_default=False, help_text="A push may say who it is about, where everybody can read it"
    )

    def __str__(self) -> str:
        return str(self.user)


class Device(models.Model):
    """A browser that its person wants pushes in, with the address and keys that its push service gave it. It is told of
    nothing while the session in which it was switched on has ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120, help_text="The browser's public key")
    auth = models.CharField(max_length=40, help_text="A secret of the browser, mixed into every push")
    session_key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="How many pushes in a row did not arrive")
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Push(models.Model):
    """One push to one device. What it says is read from its alert when it leaves; without one it is a trial. One that
    gathers stands for everything that its person is told until it is due."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Taken"
        DROPPED = "dropped", "Given up"

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="pushes")
    gathers = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When to try next, or when the lease of the current try ends")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "pushes"
        indexes = [
            models.Index(fields=["due_at", "id"], name="push_due", condition=models.Q(state="waiting")),
            models.Index(fields=["created_at"], name="push_old"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.state}"
