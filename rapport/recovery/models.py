"""An unhappy customer is not let go until contacted, apologised to in writing, helped, and asked again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite
from rapport.promises.models import Promise
from rapport.recovery import rules
from rapport.team.models import User


class StepKind(models.TextChoices):
    CONTACTED = "contacted", "Contacted"
    APOLOGISED = "apologised", "Apologised in writing"
    CAUSED = "caused", "Cause named"
    AGREED = "agreed", "Agreed what we owe"
    FIXED = "fixed", "Fixed"
    ASKED_AGAIN = "asked_again", "Asked again"
    PUBLISHED = "published", "Said in public"
    LEARNED = "learned", "Lesson written down"


class Outcome(models.TextChoices):
    RECOVERED = "recovered", "Won back"
    PARTLY = "partly", "Partly won back"
    NOT_RECOVERED = "not", "Not won back"
    SILENT = "silent", "No answer"
    WITHDRAWN = "withdrawn", "Not a person's vote"


class State(models.TextChoices):
    """Where an open recovery stands; a closed one stands at its outcome."""

    OPENED = "opened", "Opened"
    CONTACTED = "contacted", "In contact"
    AGREED = "agreed", "Agreed"
    FIXED = "fixed", "Put right"
    RE_ASKED = "re_asked", "Waiting for the answer"
    REOPENED = "reopened", "Reopened"


# Those that Rapport comes with, so that they can be read in every language.
FIRST_CAUSES = (
    gettext_noop("We were too slow"),
    gettext_noop("The answer was wrong or did not help"),
    gettext_noop("We did not keep our word"),
    gettext_noop("How we spoke to the customer"),
    gettext_noop("Something was broken"),
    gettext_noop("Late or lost on the way"),
    gettext_noop("Price or bill"),
    gettext_noop("A misunderstanding"),
)


class Cause(models.Model):
    """Why it went wrong: a word of a short list, which leads keep. The words that came with Rapport are translated."""

    name = models.CharField(max_length=80, unique=True)
    is_ours = models.BooleanField(default=True, help_text="Whether such a thing is our fault")
    second_chance = models.TextField(
        blank=True, db_default="", help_text="The letter that asks for a second chance, with placeholders; empty: ours"
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return gettext(self.name)


class Recovery(models.Model):
    """`round` is 1 until it is reopened: then every step but the cause is done anew."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="recoveries")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="recoveries")
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    is_likely = models.BooleanField(default=False, help_text="The vote is likely a person's, not yet confirmed")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the next open step is due; the first one is the first human word")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    reopened_at = models.DateTimeField(null=True)
    reopened_for = models.CharField(max_length=300, blank=True, db_default="", help_text="Why it was no end")
    heard_at = models.DateTimeField(
        null=True, help_text="When the second asking was answered, or two weeks had passed without an answer"
    )
    cause = models.ForeignKey(Cause, null=True, on_delete=models.PROTECT, related_name="recoveries")
    harm = models.TextField(blank=True, db_default="", help_text="What it did to the customer, in their words")
    money = models.BigIntegerField(null=True, help_text="What it cost the customer, in minor units of the currency")
    is_unsafe = models.BooleanField(default=False, db_default=False, help_text="Somebody was or could have been hurt")
    offered = models.TextField(blank=True, db_default="", help_text="Justice of the outcome: what we owe and offer")
    procedure = models.TextField(blank=True, db_default="", help_text="Justice of the way: how long, how often asked")
    treatment = models.TextField(blank=True, db_default="", help_text="Justice of the tone: how they were treated")
    second_chance_at = models.DateTimeField(
        null=True, help_text="When we asked for a second chance, though it was not our fault"
    )
    is_public = models.BooleanField(default=False, db_default=False, help_text="It has to be said in public, too")
    public_url = models.URLField(max_length=500, blank=True, db_default="", help_text="Where it was said in public")
    shared_at = models.DateTimeField(null=True, help_text="Since when the whole company is shown it as an example")
    shared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    shared_words = models.CharField(
        max_length=300, blank=True, db_default="", help_text="What others can learn of it, in the words of that lead"
    )

    class Meta:
        verbose_name_plural = "recoveries"
        ordering = ["due_at"]
        indexes = [
            models.Index(fields=["due_at"], name="recoveries_open", condition=Q(closed_at=None)),
            models.Index(fields=["-opened_at"], name="recoveries_newest"),
            models.Index(fields=["-closed_at"], name="recoveries_closed", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["-closed_at", "-id"], name="recoveries_won", condition=Q(outcome="recovered")),
            models.Index(fields=["-shared_at", "-id"], name="recoveries_shared", condition=Q(shared_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["conversation"], name="one_open_recovery", condition=Q(closed_at=None)),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_recovery_has_outcome",
            ),
            models.CheckConstraint(condition=Q(money=None) | Q(money__gte=0), name="recovery_money_is_no_debt"),
        ]

    def __str__(self) -> str:
        return f"Recovery of {self.conversation_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_second_failure(self) -> bool:
        """A class of its own: one failure can be made good, two cannot be with the same means."""
        return self.previous_id is not None or self.round > 1

    @property
    def is_our_fault(self) -> bool:
        return self.cause is None or self.cause.is_ours

    @property
    def may_have_second_chance(self) -> bool:
        """Once, and only where the cause is none of ours: what is our fault is put right."""
        return self.is_open and not self.is_our_fault and self.second_chance_at is None

    @property
    def required(self) -> tuple[str, ...]:
        return rules.required(is_public=self.is_public)

    @property
    def current_steps(self) -> list["Step"]:
        """Those of this round, and the cause; uses what was prefetched."""
        return [step for step in self.steps.all() if step.round == self.round or step.kind in rules.KEPT]


class Step(models.Model):
    """A step that was done: by whom, when, and with which words to the customer."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    promise = models.ForeignKey(Promise, null=True, on_delete=models.SET_NULL, related_name="+")
    parts: "models.JSONField[list[str]]" = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), help_text="Which parts an apology had"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["done_at", "id"]
        constraints = [models.UniqueConstraint(fields=["recovery", "kind", "round"], name="recovery_step_once")]

    IN_WRITING: ClassVar[frozenset[str]] = frozenset({StepKind.APOLOGISED, StepKind.ASKED_AGAIN})


class Trigger(models.Model):
    """A rating that opened a recovery, or came while it was open. `score` is the face at that moment."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="triggers")
    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="recovery_trigger")
    score = models.PositiveSmallIntegerField(null=True)


class Reask(models.Model):
    """The invite that asked again after the fix."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="reasks")
    invite = models.OneToOneField(RatingInvite, on_delete=models.CASCADE, related_name="reask")


class Goodwill(models.Model):
    """What somebody gave, or wants to give, an unhappy customer. Over their limit it counts when a lead allowed it."""

    class Kind(models.TextChoices):
        CREDIT = "credit", "Credit"
        REFUND = "refund", "Money back"
        GIFT = "gift", "Gift"
        WORK = "work", "Work for free"
        CALL = "call", "A call back"

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="goodwill")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.PositiveBigIntegerField(help_text="Minor units of the currency: cents")
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_allowed = models.BooleanField(null=True, help_text="Null while a lead has to decide")

    class Meta:
        verbose_name_plural = "goodwill"
        ordering = ["-given_at", "-id"]
        indexes = [
            models.Index(fields=["-given_at", "-id"], name="goodwill_newest"),
            models.Index(fields=["given_at"], name="goodwill_to_decide", condition=Q(is_allowed=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"


class Prevention(models.Model):
    """What we do so that it does not happen again: by whom, by when. A repeat of the cause opens it again."""

    text = models.CharField(max_length=300)
    cause = models.ForeignKey(Cause, null=True, on_delete=models.PROTECT, related_name="preventions")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="preventions")
    due_on = models.DateField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    done_note = models.CharField(max_length=600, blank=True)
    reopened_at = models.DateTimeField(null=True)
    repeats = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="preventions_open", condition=Q(done_at=None)),
            models.Index(fields=["-done_at", "-id"], name="preventions_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text


class Concern(models.Model):
    """A customer for whose sake something is prevented: they are told when it is done."""

    prevention = models.ForeignKey(Prevention, on_delete=models.CASCADE, related_name="concerns")
    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="concerns")
    token = models.CharField(max_length=64, blank=True, help_text="Names the letter that tells them; empty: not begun")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prevention", "recovery"], name="concerned_once")]


class Complaint(models.Model):
    """A conversation in which somebody complained. It is closed with what was learned and with what is done so that it
    does not happen again, which has an owner; or taken out, when it turns out to be none."""

    class Way(models.TextChoices):
        WORDS = "words", "Read from what was written"
        LINK = "link", "Through the link in a mail"
        FORM = "form", "Through the contact form"

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="complaint")
    about = models.ForeignKey(
        Conversation,
        null=True,
        on_delete=models.SET_NULL,
        related_name="complaints_about",
        help_text="The one whose mail carried the link",
    )
    way = models.CharField(max_length=5, choices=Way.choices)
    came_at = models.DateTimeField()
    lesson = models.CharField(max_length=600, blank=True)
    prevention = models.ForeignKey(Prevention, null=True, on_delete=models.PROTECT, related_name="complaints")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    why_none = models.CharField(max_length=300, blank=True, help_text="Why it is no complaint after all")

    class Meta:
        indexes = [
            models.Index(fields=["came_at", "id"], name="complaints_open", condition=Q(closed_at=None)),
            models.Index(fields=["-closed_at", "-id"], name="complaints_closed", condition=Q(closed_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(why_none="") | (~Q(lesson="") & Q(prevention__isnull=False)),
                name="complaint_closes_with_a_lesson",
            )
        ]

    def __str__(self) -> str:
        return f"Complaint in {self.conversation_id}"
