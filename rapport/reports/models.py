"""Ratings and work counted beforehand, so that a report costs the same over a million of them; and the samples of the
silent.

The database writes a `RatingChange` with every invite, rating and click of our own people that is counted anew or
otherwise (migration 0002), as it keeps an index; `actions.fold` adds them up into days, weeks and months. Who reads
adds what is not folded yet: the sums are exact at any moment (decision 10).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Inbox
from rapport.feedback.models import RatingInvite, Score
from rapport.team.models import User

NO_SCORE = -1  # of what is counted without a face: who was asked, and links that our own people opened


class Counted(models.Model):
    """What every row is counted under. The day is that of the reply, in UTC."""

    inbox_id = models.BigIntegerField()
    author_id = models.BigIntegerField()
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=10)
    survey = models.CharField(max_length=10, help_text="What was asked about: a reply, or how we put it right")

    class Meta:
        abstract = True


class Faces(Counted):
    """How many were asked, and by face what came back. `suspect`, `forwarded` and `staff` count nowhere else."""

    day = models.DateField()
    score = models.SmallIntegerField()
    asked = models.IntegerField()
    confirmed = models.IntegerField()
    probable = models.IntegerField()
    suspect = models.IntegerField()
    forwarded = models.IntegerField()
    staff = models.IntegerField()

    class Meta:
        abstract = True


FACES_KEY = ["day", "inbox_id", "author_id", "language", "channel", "survey", "score"]


class RatingChange(Faces):
    """What one change adds to the counts, or takes from them."""

    topic = models.CharField(max_length=40)
    was_unhappy = models.BooleanField()


class RatingDay(Faces):
    class Meta:
        constraints = [models.UniqueConstraint(fields=FACES_KEY, name="rating_day_once")]


class RatingWeek(Faces):
    """The same for whole weeks, so that a year is no longer to read than some months; `day` is the Monday."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=FACES_KEY, name="rating_week_once")]


class RatingMix(Counted):
    """Of which kinds somebody's rated cases of a month were, and how they ended: for a fair comparison."""

    month = models.DateField()
    topic = models.CharField(max_length=40)
    was_unhappy = models.BooleanField()
    answered = models.IntegerField()
    happy = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "month",
                    "inbox_id",
                    "author_id",
                    "language",
                    "channel",
                    "survey",
                    "topic",
                    "was_unhappy",
                ],
                name="rating_mix_once",
            )
        ]


class Sample(models.Model):
    """A random draw among those who were asked in a time and did not answer, to hear from them in person.

    The numbers are those of the moment of drawing. Whoever knows the seed can draw again and gets the same people:
    those whose md5 of seed and number comes first.
    """

    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    first = models.DateField(help_text="The first day of replies that were asked about")
    last = models.DateField()
    inbox = models.ForeignKey(Inbox, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: all")
    language = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    asked = models.IntegerField()
    answered = models.IntegerField()
    happy = models.IntegerField(help_text="Of those who answered")
    silent = models.IntegerField(help_text="Among how many was drawn")
    seed = models.CharField(max_length=32)

    class Meta:
        ordering = ["-drawn_at", "-id"]


class Drawn(models.Model):
    """Somebody who was drawn, and what they told. `probability` is that of having been drawn."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Not contacted yet")
        TOLD = "told", _("Told us")
        UNREACHED = "unreached", _("Could not be reached")

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="drawn")
    invite = models.ForeignKey(RatingInvite, on_delete=models.CASCADE, related_name="drawn")
    probability = models.FloatField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    score = models.PositiveSmallIntegerField(null=True, choices=Score.choices)
    note = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["sample", "invite"], name="drawn_once")]


class WorkDue(models.Model):
    """A conversation whose work is to be counted anew; written by the database with whatever changes it (migration
    0004), read and taken away by `actions.count_work`."""

    conversation_id = models.BigIntegerField()


class Work(models.Model):
    """One thing that happened in a conversation: it came in, the customer wrote, we replied, it was closed, it came
    back. Always what the messages and events of the conversation say now; `actions.count_work` writes no other.

    A wait stands on the row that it began with: that of the conversation until it was closed, that of the customer's
    message until the reply.
    """

    conversation_id = models.BigIntegerField()
    message_id = models.BigIntegerField(null=True)
    kind = models.SmallIntegerField()
    at = models.DateTimeField()
    inbox_id = models.BigIntegerField(help_text="Where the conversation is now, as are type and tags")
    channel = models.CharField(max_length=10)
    type = models.CharField(max_length=40)
    tags: "models.Field[list[str], list[str]]" = ArrayField(models.CharField(max_length=40))
    person_id = models.BigIntegerField(null=True, help_text="Who did it, or who ended the wait")
    measure = models.SmallIntegerField(null=True)
    state = models.SmallIntegerField(null=True)
    waited = models.IntegerField(null=True, help_text="Seconds; of what still waits nothing")
    office = models.IntegerField(null=True, help_text="Seconds of them in which somebody was there")

    class Meta:
        indexes = [
            models.Index(fields=["conversation_id"], name="work_of_conversation"),
            models.Index(fields=["kind", "-at", "-id"], name="work_by_kind"),
            models.Index(fields=["measure", "-at", "-id"], name="work_waits", condition=Q(measure__isnull=False)),
        ]


class WorkCounted(models.Model):
    """What work is added up under: where it is, and one thing more, the tag, type, channel or person of that name; or
    nothing more. `day` is the first of `span` days (`rules.work.start_of`), so that a long time is little to read."""

    inbox_id = models.BigIntegerField()
    by = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    span = models.SmallIntegerField()
    day = models.DateField()

    class Meta:
        abstract = True


class WorkDay(WorkCounted):
    """How much of it there was on a day, in UTC, or in four weeks; and how much of what began then waits or ended
    without a reply."""

    came = models.IntegerField()
    asked = models.IntegerField()
    replied = models.IntegerField()
    closed = models.IntegerField()
    reopened = models.IntegerField()
    first_open = models.IntegerField()
    first_let = models.IntegerField()
    next_open = models.IntegerField()
    next_let = models.IntegerField()
    unresolved = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "name", "span", "day", "inbox_id"], name="work_day_once")]


class WorkSpread(WorkCounted):
    """How long the waits were that began in a week, in four, or in 52: counts by steps of 5 % (`rules.work.step`)."""

    measure = models.SmallIntegerField()
    is_office = models.BooleanField()
    step = models.SmallIntegerField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "name", "span", "day", "inbox_id", "measure", "is_office", "step"],
                include=["number"],  # or each is fetched from another page
                name="work_spread_once",
            )
        ]
