"""Somebody must look at something now."""

import uuid
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
    history = models.TextField(blank=True, default="", db_default="", help_text="How the customer rated us before")
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


class Touch(models.Model):
    """What somebody did by a link in the mail about an alert; each link does it once."""

    class Deed(models.TextChoices):
        TAKE = "take", "Take it"
        CALL = "call", "I call"
        ASSIGN = "assign", "Assign to …"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="touches")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "touches"
        constraints = [models.UniqueConstraint(fields=["alert", "deed"], name="link_does_it_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.deed}"


class Rung(models.Model):
    """One step of an alert about an unhappy customer: who was told, and when it climbs to the next ones unless somebody
    takes it."""

    class Who(models.IntegerChoices):
        FIRST = 1, "Whoever has it, and the leads on duty"
        LEADS = 2, "Every lead"
        OWNERS = 3, "The owners"

    key = models.CharField(max_length=100, help_text="The happening")
    who = models.PositiveSmallIntegerField(choices=Who.choices)
    conversation_id = models.BigIntegerField()
    told: "models.JSONField[list[int]]" = models.JSONField(default=list, help_text="Ids of users")
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="When it climbs; null: there is nobody above")
    ended_at = models.DateTimeField(null=True, help_text="It climbed, or somebody took it")

    class Meta:
        ordering = ["who"]
        constraints = [models.UniqueConstraint(fields=["key", "who"], name="rung_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="rung_due", condition=models.Q(ended_at=None)),
            models.Index(fields=["conversation_id"], name="rung_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.who}"


class Route(models.Model):
    """A way by which alerts leave for a place that many people read, or for another system. Its address is a secret:
    whoever knows it can write there."""

    class Kind(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        DISCORD = "discord", "Discord"
        WEBHOOK = "webhook", "Signed webhook"

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sealed_address = models.TextField()
    hint = models.CharField(max_length=120, help_text="What may be shown of the address")
    sealed_secret = models.TextField(blank=True, help_text="What signs; of a webhook only")
    kinds: "models.JSONField[list[str]]" = models.JSONField(default=list)
    inboxes: "models.JSONField[list[int]]" = models.JSONField(default=list, help_text="Ids; empty: every inbox")
    names_customers = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    held_until = models.DateTimeField(null=True, help_text="The other side asked us to wait")
    tried_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="How many tries in a row failed")
    trouble = models.CharField(max_length=300, blank=True)
    switched_off_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One happening for one route. What it says is kept as it was raised; one that gathers stands for all that were put
    into it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Arrived"
        DROPPED = "dropped", "Given up"
        GATHERED = "gathered", "Told together with others"

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="posts")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, help_text="The happening, told once to each route")
    kind = models.CharField(max_length=12, blank=True, help_text="The kind of alert; empty: a trial")
    headline = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    context = models.TextField(blank=True)
    history = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    reference = models.CharField(max_length=20, blank=True)
    path = models.CharField(max_length=200)
    conversation_id = models.BigIntegerField(null=True)
    gathers = models.BooleanField(default=False)
    into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="gathered")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When to try next, or when the lease of the current try ends")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["route", "key"], name="told_once_to_each_route")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="post_due", condition=models.Q(state="waiting")),
            models.Index(fields=["route", "-created_at"], name="post_lately"),
            models.Index(fields=["created_at"], name="post_old"),
            models.Index(fields=["conversation_id"], name="post_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.state}"
