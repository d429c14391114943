"""What answers teach the company: why they were poor, what was decided about each, what everybody is told each week."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from rapport.campaigns.models import Outreach
from rapport.conversations.models import Inbox
from rapport.feedback.models import Rating
from rapport.recovery.models import Prevention
from rapport.team.models import User

# Those that Rapport comes with, so that they can be read in every language.
FIRST_REASONS = (
    gettext_noop("Too slow"),
    gettext_noop("Not solved"),
    gettext_noop("Not understood"),
    gettext_noop("Unfriendly"),
    gettext_noop("A fault in the product"),
    gettext_noop("The price or the bill"),
    gettext_noop("A wrong answer"),
    gettext_noop("Had to say it again"),
    gettext_noop("Something else"),
)


class Reason(models.Model):
    """Why an answer was poor: a word of a short list, which leads keep. The words that came with Rapport are
    translated."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return gettext(self.name)


class Source(models.TextChoices):
    """Who says so. They are kept apart, since they often do not agree."""

    CUSTOMER = "customer", gettext_lazy("Customer")
    AGENT = "agent", gettext_lazy("Who answered")
    REVIEWER = "reviewer", gettext_lazy("Reviewer")


class Given(models.Model):
    """The reason that one source gives for one rating. What it is counted under stays: the day of the reply, in UTC,
    and the inbox. That it was another one before is an event.

    Whether it is counted is kept by triggers (migration 0002), as an index is: so a year of them is soon added up.
    """

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="reasons")
    source = models.CharField(max_length=8, choices=Source.choices)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="given")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Empty: customer")
    at = models.DateTimeField()
    day = models.DateField()
    inbox = models.ForeignKey(Inbox, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")

    counts = models.BooleanField(
        default=False, db_default=False, help_text="Its rating is poor now, counts, and is about a reply to a customer"
    )
    is_main = models.BooleanField(
        default=False, db_default=False, help_text="It stands for the rating where one reason is counted"
    )

    class Meta:
        verbose_name_plural = "given"
        constraints = [models.UniqueConstraint(fields=["rating", "source"], name="reason_once_a_source")]
        indexes = [
            models.Index(
                fields=["day", "reason"],
                include=["inbox", "source", "is_main"],
                name="reasons_counted",
                condition=Q(counts=True),
            )
        ]


class Heard(models.Model):
    """The reason that one source gives for what somebody answered to a campaign. What the customer says they chose
    themselves in the mail, `by` nobody; or it was said in words, and noted by one of us."""

    outreach = models.ForeignKey(Outreach, on_delete=models.CASCADE, related_name="reasons")
    source = models.CharField(max_length=8, choices=Source.choices)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="heard")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "heard"
        constraints = [models.UniqueConstraint(fields=["outreach", "source"], name="heard_once_a_source")]


class Item(models.Model):
    """One rating on the agenda of the review. A poor one stays there until somebody read it and said what we do; what
    we do is a commitment of the register, or nothing, and why. Praise needs nobody, and may be shared."""

    class Kind(models.TextChoices):
        POOR = "poor", "Poor"
        PRAISE = "praise", "Praise"

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="agenda_item")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    inbox = models.ForeignKey(
        Inbox,
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="+",
        help_text="Where the rating is; the database keeps it as the conversation has it",
    )
    put_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="It turned out to be no person's answer")
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    prevention = models.ForeignKey(Prevention, null=True, on_delete=models.PROTECT, related_name="agenda_items")
    why_nothing = models.CharField(max_length=300, blank=True, help_text="Why nothing is to be done")
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["put_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(read_at__isnull=False), name="nothing_is_decided_unread"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(prevention__isnull=False) | ~Q(why_nothing=""),
                name="decided_on_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["put_at", "id"],
                name="agenda_unread",
                condition=Q(kind="poor", withdrawn_at=None, read_at=None),
            ),
            models.Index(
                fields=["put_at", "id"],
                name="agenda_open",
                condition=Q(kind="poor", withdrawn_at=None, decided_at=None),
            ),
            models.Index(fields=["-decided_at", "-id"], name="agenda_decided", condition=Q(decided_at__isnull=False)),
            models.Index(
                fields=["-put_at", "-id"], name="praise_newest", condition=Q(kind="praise", withdrawn_at=None)
            ),
            models.Index(
                F("shared_at").desc(), name="praise_shared", condition=Q(kind="praise", shared_at__isnull=False)
            ),
        ]


class Digest(models.Model):
    """What the whole company was told about one week. Kept are numbers, and which rows to tell of: words are read when
    it is shown, so that what is forgotten is forgotten here, too."""

    first = models.DateField(unique=True, help_text="The first of seven days of replies, in UTC")
    made_at = models.DateTimeField()
    facts: "models.JSONField[dict[str, object]]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["-first"]

    def __str__(self) -> str:
        return self.first.isoformat()


class Copy(models.Model):
    """Somebody was sent a digest: the row is made with the mail, so there is one."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="copies")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "copies"
        constraints = [models.UniqueConstraint(fields=["digest", "user"], name="digest_once")]


class Unwanted(models.Model):
    """Somebody who wants no digest by mail."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "unwanted"


class PublicPlace(models.Model):
    """Where customers of an inbox may review us in public. Whoever answers is shown the way, whatever they answered."""

    inbox = models.OneToOneField(Inbox, primary_key=True, on_delete=models.CASCADE, related_name="+")
    url = models.URLField(max_length=500)
    name = models.CharField(max_length=60, help_text="As customers know it")

    def __str__(self) -> str:
        return self.name
