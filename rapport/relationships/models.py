"""How it goes with the customers we serve: who is unhappy, who left and why, who spoke up, and who stayed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rapport.conversations.models import Conversation, Inbox
from rapport.customers.models import Customer
from rapport.feedback.models import Score
from rapport.relationships.rules import FAMILIES, Family, Reason
from rapport.team.models import User


class Unhappy(models.Model):
    """A customer whose last sign was a bad one; gone when a good one comes. It can be made anew from the ratings, but
    for who looks after them and what was noted."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="unhappy")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", help_text="Where the last bad sign was given"
    )
    since = models.DateTimeField(help_text="The first bad sign after the last good one")
    last_at = models.DateTimeField(help_text="The last bad sign")
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    last_good_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    contacted_at = models.DateTimeField(null=True, help_text="Somebody spoke with them about it")
    contacted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "unhappy"
        indexes = [
            models.Index(
                fields=["since", "customer"], name="unhappy_to_contact", condition=Q(contacted_at__isnull=True)
            ),
            models.Index(
                fields=["since", "customer"], name="unhappy_contacted", condition=Q(contacted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} since {self.since:%d.%m.%Y}"


class Loss(models.Model):
    """A customer left us: since when and why, as somebody of us or a program of ours knows it.

    It stands until they came back or it turns out to be a mistake. A mistake counts nowhere and is kept.
    """

    class End(models.TextChoices):
        BACK = "back", "They came back"
        MISTAKE = "mistake", "Noted by mistake"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="losses")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", help_text="Their newest one when it was noted"
    )
    lost_on = models.DateField()
    reason = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Reason])
    words = models.CharField(max_length=600, blank=True, help_text="What is known of it, in own words")
    noted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    end = models.CharField(max_length=8, choices=End.choices, blank=True)
    asked_at = models.DateTimeField(null=True, help_text="When the one question to them was begun as a draft")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_in = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    lesson = models.CharField(max_length=600, blank=True, help_text="What we learned of it")
    learned_at = models.DateTimeField(null=True)
    learned_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    inboxes: "models.Field[list[int], list[int]]" = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        editable=False,
        help_text="Where this customer is known; the database keeps it as the conversations have it",
    )

    class Meta:
        verbose_name_plural = "losses"
        indexes = [models.Index(fields=["-lost_on", "-id"], name="losses_newest", condition=~Q(end="mistake"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")), name="loss_ends_somehow"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.lost_on:%d.%m.%Y}"

    @property
    def family(self) -> Family:
        return FAMILIES[Reason(self.reason)]


class Voice(models.Model):
    """A conversation in which a customer spoke up in the last 90 days, as the worker found it when it last counted."""

    conversation = models.OneToOneField(Conversation, primary_key=True, on_delete=models.CASCADE, related_name="+")
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, db_index=False, related_name="+")
    type = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField(help_text="The last time")
    times = models.PositiveIntegerField(help_text="Low ratings, and one more for a complaint")

    class Meta:
        indexes = [models.Index(fields=["-at", "-conversation"], name="voices_newest")]

    def __str__(self) -> str:
        return f"{self.times} in {self.conversation_id}"


class Segment(models.Model):
    """How many customers of an inbox, a type of conversation or a language spoke up, when it was last counted."""

    class Kind(models.TextChoices):
        ALL = "all", "Everybody"
        INBOX = "inbox", "Inbox"
        TYPE = "type", "Type of conversation"
        LANGUAGE = "language", "Language"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=40, blank=True, help_text="Number of an inbox, key of a type, or a language")
    active = models.PositiveIntegerField(help_text="Customers with whom something was said in 365 days")
    spoke = models.PositiveIntegerField(help_text="Those of them who spoke up in 90 days, each counted once")
    times = models.PositiveIntegerField(help_text="Their low ratings and complaints")
    loudest = models.PositiveIntegerField(help_text="How many are the loudest twentieth of those who spoke up")
    loudest_times = models.PositiveIntegerField(help_text="How many of the low ratings and complaints are theirs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="segment_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class BadPatch(models.Model):
    """A customer whose first bad sign within two years is known, and what became of it, when it was last counted."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    inbox_id = models.BigIntegerField(
        default=0, db_default=0, help_text="Where that was; the database keeps it as the conversation has it"
    )
    began_at = models.DateTimeField()
    is_recent = models.BooleanField(help_text="Not long enough ago to be judged")
    is_won_back = models.BooleanField(help_text="A recovery ended well within 60 days")
    is_lost = models.BooleanField(help_text="Noted as lost within the 240 days, and not back since")
    came_again = models.BooleanField(help_text="Wrote or rated in the 180 days after those 60, and is not lost")

    class Meta:
        verbose_name_plural = "bad patches"
        indexes = [models.Index(fields=["-began_at", "-customer"], name="bad_patches_newest")]

    def __str__(self) -> str:
        return f"{self.customer_id} since {self.began_at:%d.%m.%Y}"
