"""Asking after every reply, and what came back.

An invite belongs to one reply, its author and its recipient, all fixed when the reply was sent. Votes and observations
are never changed; the rating is what they add up to now.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.feedback import rules
from rapport.team.models import User


class Score(models.IntegerChoices):
    BAD = 1, "Bad"
    NOT_QUITE = 2, "Not quite"
    GOOD = 3, "Good"
    GREAT = 4, "Great"


class Channel(models.TextChoices):
    """How the customer came to us."""

    EMAIL = "email", _("E-mail")
    FORM = "form", _("Contact form")


class Scale(models.Model):
    """How one inbox asks in one language. A row is never changed: other words are another row, and what was asked
    before keeps its own."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="scales")
    language = models.CharField(max_length=8, blank=True, help_text="Empty: every language that has none of its own")
    points = models.PositiveSmallIntegerField()
    words: "models.JSONField[list[str]]" = models.JSONField(default=list, help_text="From the worst to the best")
    colours: "models.JSONField[list[str]]" = models.JSONField(default=list, help_text="#rrggbb, or empty for none")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inbox", "language"], name="one_scale_at_a_time", condition=models.Q(ended_at=None)
            )
        ]


class RatingInvite(models.Model):
    """The question under one reply. What it is counted under is written down when it is asked, and stays."""

    class About(models.TextChoices):
        REPLY = "reply", "A reply"
        RECOVERY = "recovery", "How we put it right"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="invites")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="invites")
    author = models.ForeignKey(User, on_delete=models.PROTECT, help_text="Who wrote the rated reply")
    recipient = models.CharField(max_length=320, help_text="The address that was asked")
    about = models.CharField(max_length=10, choices=About.choices, default=About.REPLY)
    seed = models.CharField(max_length=32, unique=True, help_text="From which the token is derived; not the token")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, help_text="When the mail was handed over with this link in it")
    passed_a_server = models.BooleanField(
        db_default=True, help_text="False for the local postbox, where a click in the first seconds is a person's"
    )
    expires_at = models.DateTimeField()
    inbox = models.ForeignKey(
        Inbox,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        help_text="Where the conversation was when asked; empty: asked by an earlier version, and not counted yet",
    )
    language = models.CharField(max_length=8, blank=True, db_default="", help_text="Of the reply, as far as known")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL, db_default=Channel.EMAIL)
    topic = models.CharField(max_length=40, blank=True, db_default="", help_text="Type of the conversation when asked")
    was_unhappy = models.BooleanField(db_default=False, help_text="A complaint, or unhappy in it before")
    of_staff = models.BooleanField(db_default=False, help_text="One of our own people was asked: never counted")
    scale = models.ForeignKey(
        Scale, null=True, on_delete=models.PROTECT, db_index=False, related_name="+", help_text="Empty: the four faces"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "recipient"], name="invite_once_per_recipient")]
        indexes = [models.Index(fields=["-created_at", "-id"], name="invites_newest")]

    def is_open(self, at: datetime) -> bool:
        return at < self.expires_at

    @property
    def points(self) -> int:
        """How many answers there were to choose from."""
        return self.scale.points if self.scale is not None else rules.USUAL_POINTS


class Observation(models.Model):
    """Somebody, or something, fetched a link. Never a vote."""

    invite = models.ForeignKey(RatingInvite, on_delete=models.CASCADE, related_name="observations")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    score = models.PositiveSmallIntegerField(null=True)
    is_trap = models.BooleanField(default=False, help_text="The hidden link, which no person sees")
    is_prefetch = models.BooleanField(default=False)
    is_staff = models.BooleanField(db_default=False, help_text="One of our own people; counted apart, and kept")
    network = models.CharField(max_length=50, blank=True, help_text="/24 or /48, never the whole address")
    client = models.CharField(max_length=16, blank=True, help_text="A short hash of the user agent")

    class Meta:
        indexes = [models.Index(fields=["invite", "at"], name="observations_of_invite")]


class State(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed by a person"
    PROBABLE = "probable", "Likely, not yet confirmed"
    SUSPECT = "suspect", "Probably a machine"


class How(models.TextChoices):
    INTERACTION = "interaction", "A touch, key or pointer on the page"
    BUTTON = "button", "The send button"
    COMMENT = "comment", "Words"
    DWELL = "dwell", "The page stayed open"
    PASSED_ON = "passed_on", "Not the person who was asked"
    TOLD = "told", "Told to one of us, or by another system"


class Vote(models.Model):
    """One submitted choice; all are kept, the last human one counts."""

    invite = models.ForeignKey(RatingInvite, on_delete=models.CASCADE, related_name="votes")
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    choice = models.PositiveSmallIntegerField(null=True, help_text="What was clicked on a scale of its own")
    how = models.CharField(max_length=12, choices=How.choices)
    page = models.ForeignKey(
        Observation, null=True, on_delete=models.SET_NULL, related_name="votes", help_text="The page it was sent from"
    )
    comment = models.TextField(blank=True)
    network = models.CharField(max_length=50, blank=True)
    client = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["invite", "at"], name="votes_of_invite")]


class Fixed(models.Model):
    """Somebody said whether the matter is settled; all are kept, the newest that counts stands. It says nothing of how
    we did: a kind reply may not have fixed it."""

    invite = models.ForeignKey(RatingInvite, on_delete=models.CASCADE, related_name="fixed")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="fixed")
    is_fixed = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    page = models.ForeignKey(Observation, null=True, on_delete=models.SET_NULL, related_name="+")
    network = models.CharField(max_length=50, blank=True)
    client = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "-at"], name="fixed_of_conversation")]


class Rating(models.Model):
    """What one recipient thinks of one reply, as far as we know now."""

    invite = models.OneToOneField(RatingInvite, on_delete=models.CASCADE, related_name="rating")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="ratings")
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    choice = models.PositiveSmallIntegerField(null=True, help_text="What was clicked on a scale of its own")
    state = models.CharField(max_length=10, choices=State.choices)
    comment = models.TextField(blank=True)
    chips: "models.JSONField[dict[str, bool]]" = models.JSONField(default=dict)
    call_me = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    passed_on = models.BooleanField(db_default=False, help_text="Whoever answered said that somebody else was asked")
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    acted_on_at = models.DateTimeField(null=True, help_text="When somebody was told of it, or it was found harmless")
    settle_at = models.DateTimeField(null=True, help_text="When it is judged once more; null: it stands")

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-changed_at"], name="ratings_of_conversation"),
            models.Index(fields=["-changed_at", "-id"], name="ratings_newest"),
            models.Index(fields=["settle_at"], name="ratings_to_settle", condition=models.Q(settle_at__isnull=False)),
        ]

    COUNTED: ClassVar[frozenset[str]] = frozenset({State.CONFIRMED, State.PROBABLE})

    def __str__(self) -> str:
        return f"{self.get_score_display()} ({self.state})"

    @property
    def counts(self) -> bool:
        return self.state in self.COUNTED

    @property
    def may_be_quoted(self) -> bool:
        """Whether whoever answered may be asked for it; whatever they answered."""
        return self.counts and not self.passed_on and bool(self.comment.strip())

    @property
    def is_bad(self) -> bool:
        return self.counts and self.score == Score.BAD

    @property
    def is_unhappy(self) -> bool:
        return self.counts and self.score <= Score.NOT_QUITE


class Quote(models.Model):
    """Whoever answered allows that these words are quoted in public, under the name that they chose. Withdrawn, it is
    deleted. It holds for exactly these words with this face."""

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="quote")
    words = models.TextField()
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    name = models.CharField(max_length=80, blank=True, help_text="As it is to be shown; empty: a customer")
    allowed_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, help_text="Since when it stands on the public page")
    shown_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-allowed_at", "-id"], name="quotes_newest"),
            models.Index(fields=["-shown_at", "-id"], name="quotes_shown", condition=models.Q(shown_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Quote {self.pk}"
