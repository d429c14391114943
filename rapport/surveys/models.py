"""Questions asked apart from any reply: who was asked by which rule, who was not and why, and what they said."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer
from rapport.feedback.models import How, State
from rapport.surveys import rules
from rapport.team.models import User


class Kind(models.TextChoices):
    NPS = "nps", _("Recommendation (0 to 10)")
    CES = "ces", _("Effort (1 to 7)")


class Way(models.TextChoices):
    MAIL = "mail", _("By mail")
    PHONE = "phone", _("By telephone")


class Survey(models.Model):
    """One question and the rule by which it is asked."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.MAIL)
    inbox = models.ForeignKey(Inbox, null=True, blank=True, on_delete=models.PROTECT, help_text="Empty: every inbox")
    after_days = models.PositiveSmallIntegerField(default=3, help_text="Days from closing a conversation to asking")
    every_days = models.PositiveSmallIntegerField(default=0, help_text="One customer is considered once in so many")
    share = models.PositiveSmallIntegerField(default=100, help_text="How many of a hundred are drawn")
    seed = models.CharField(max_length=32, help_text="Of the draw: whoever knows it can draw again")
    words: "models.JSONField[dict[str, dict[str, str]]]" = models.JSONField(
        default=dict,
        blank=True,
        help_text="By language: our own question, follow-ups by band, words for the telephone",
    )
    is_on = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def scale(self) -> rules.Scale:
        return rules.SCALES[self.kind]


class Why(models.TextChoices):
    """Why somebody was not asked."""

    SWITCHED_OFF = "switched_off", _("the survey was switched off meanwhile")
    REOPENED = "reopened", _("the conversation was open again")
    NO_ADDRESS = "no_address", _("no address is known")
    STAFF = "staff", _("one of our own people")
    BOUNCED = "bounced", _("mail to the address comes back")
    OPTED_OUT = "opted_out", _("does not want to be asked")
    AUTOMATED = "automated", _("no person wrote, only machines")
    DOUBTFUL = "doubtful", _("the sender was not proven")
    IN_RECOVERY = "in_recovery", _("unhappy, and not won back yet")
    NOT_YET = "not_yet", _("was considered by this survey not long ago")
    NOT_DRAWN = "not_drawn", _("not drawn for the sample")
    THROTTLED = "throttled", _("was asked something else not long ago")


class Asking(models.Model):
    """One decision: to ask one customer, or not to. It is planned, then decided once, and kept either way.

    Whatever asks a customer apart from a reply writes such a row, so that one throttle can see all of it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ASKED = "asked", _("Asked")
        SKIPPED = "skipped", _("Not asked")

    class Call(models.TextChoices):
        """What became of a call."""

        OPEN = "open", _("To be called")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Did not want to answer")
        UNREACHED = "unreached", _("Could not be reached")

    occasion = models.CharField(max_length=120, unique=True, help_text="What it is about: decided once")
    about = models.CharField(max_length=12, help_text="The kind of the survey, or what else asks, such as a campaign")
    survey = models.ForeignKey(Survey, null=True, on_delete=models.PROTECT, db_index=False, related_name="askings")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.MAIL)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="askings")
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.CASCADE, related_name="askings", help_text="The contact it is about"
    )
    inbox = models.ForeignKey(Inbox, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    skipped_because = models.CharField(max_length=12, choices=Why.choices, blank=True)
    chance = models.FloatField(default=1.0, help_text="The probability with which such an occasion is drawn")
    recipient = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=8, blank=True)
    seed = models.CharField(max_length=32, blank=True, help_text="From which the token is derived; not the token")
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    message = models.OneToOneField(Message, null=True, on_delete=models.CASCADE, related_name="asking")
    delivered_at = models.DateTimeField(null=True)
    passed_a_server = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True)
    call = models.CharField(max_length=10, choices=Call.choices, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="askings_due", condition=Q(state="planned")),
            models.Index(fields=["customer", "-decided_at"], name="askings_of_customer", condition=Q(state="asked")),
            models.Index(fields=["survey", "customer", "-decided_at"], name="askings_considered"),
            models.Index(fields=["survey", "-decided_at", "-id"], name="askings_newest"),
            models.Index(fields=["survey", "decided_at"], name="askings_to_call", condition=Q(call="open")),
        ]

    def __str__(self) -> str:
        return self.occasion

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.ASKED and self.expires_at is not None and at < self.expires_at


class OptOut(models.Model):
    """Somebody does not want to be asked any more; once it ended they wanted to be asked again, and one of us says how
    they know. What is over stays."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="opt_outs")
    at = models.DateTimeField()
    how = models.CharField(max_length=12, help_text="page, one_click, telephone or desk")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    why = models.CharField(max_length=300, blank=True, help_text="Why they may be asked again")

    HOW: ClassVar[dict[str, Any]] = {
        "page": _("on the page behind a link"),
        "one_click": _("with the button of their mail program"),
        "telephone": _("on the telephone"),
        "desk": _("as one of us noted"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(ended_at=None), name="opted_out_once"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(why=""), name="let_in_for_a_reason"),
        ]


class Opened(models.Model):
    """Somebody, or something, fetched a link. Never an answer."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField(null=True)
    is_trap = models.BooleanField(default=False)
    is_prefetch = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False, help_text="One of our own people: judges nobody's answer")
    network = models.CharField(max_length=50, blank=True, help_text="/24 or /48, never the whole address")
    client = models.CharField(max_length=16, blank=True, help_text="A short hash of the user agent")


class Said(models.Model):
    """One number sent from a page or told on the telephone; all are kept, the last human one counts."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="said")
    at = models.DateTimeField()
    number = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=12, choices=How.choices)
    page = models.ForeignKey(Opened, null=True, on_delete=models.SET_NULL, related_name="said")
    comment = models.TextField(blank=True)
    network = models.CharField(max_length=50, blank=True)
    client = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Answer(models.Model):
    """What one customer answered, as far as we know now."""

    asking = models.OneToOneField(Asking, on_delete=models.CASCADE, related_name="answer")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    comment = models.TextField(blank=True)
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settle_at = models.DateTimeField(null=True, help_text="When it is judged once more; null: it stands")
    told_at = models.DateTimeField(null=True, help_text="When the leads were told of a low one")

    class Meta:
        indexes = [
            models.Index(fields=["settle_at"], name="answers_to_settle", condition=Q(settle_at__isnull=False)),
        ]

    COUNTED: ClassVar[frozenset[str]] = frozenset({State.CONFIRMED, State.PROBABLE})

    @property
    def counts(self) -> bool:
        return self.state in self.COUNTED


class Summed(models.Model):
    """How many decisions of one survey came to the same on one day: that of the decision, in UTC. What is not decided
    yet has no day of its own. `what` is the number that was answered, or why nobody was asked.

    The database writes a `SurveyChange` with every decision and every answer that counts anew or otherwise (migration
    0003), as it keeps an index; `actions.fold` adds them up. Who reads adds what is not folded yet.
    """

    class Part(models.TextChoices):
        PLANNED = "planned", "Planned"
        ASKED = "asked", "Asked"
        COUNTED = "counted", "Answered"
        SUSPECT = "suspect", "Suspect"
        SKIPPED = "skipped", "Skipped"

    survey_id = models.BigIntegerField()
    inbox_id = models.BigIntegerField(help_text="0: none")
    day = models.DateField()
    part = models.CharField(max_length=8, choices=Part.choices)
    what = models.CharField(max_length=12)
    n = models.IntegerField()

    class Meta:
        abstract = True


class SurveyChange(Summed):
    """What one change adds to the counts, or takes from them."""


class SurveyDay(Summed):
    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey_id", "day", "inbox_id", "part", "what"], include=["n"], name="survey_day_once"
            )
        ]
