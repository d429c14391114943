"""The central record: inboxes, conversations, messages and their attachments."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from rapport.customers.models import Customer, Identity
from rapport.team.models import BusinessHours, Team, User

FIRST_NUMBER = 1000


class Inbox(models.Model):
    """One address that customers write to."""

    class Giving(models.TextChoices):
        """How new conversations find somebody."""

        OFF = "off", "People take them"
        TURNS = "turns", "In turn"
        LOAD = "load", "To whoever has the fewest waiting"

    name = models.CharField(max_length=80)
    address = models.EmailField(unique=True)
    reply_domain = models.CharField(
        max_length=200, blank=True, help_text="Domain of signed reply addresses; empty: a +tag on the inbox address"
    )
    reply_target_minutes = models.PositiveIntegerField(default=240)
    acknowledge = models.BooleanField(default=False, help_text="Answer each new conversation with a short receipt")
    answers_by_mail = models.BooleanField(
        db_default=False,
        help_text="Agents may answer customers by answering Rapport's mails, after proof of who they are",
    )
    giving = models.CharField(max_length=8, choices=Giving.choices, default=Giving.OFF, db_default=Giving.OFF)
    skills: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        help_text="What whoever is given something must know",
    )
    take_back_off_duty = models.BooleanField(
        default=False, db_default=False, help_text="Whoever goes off duty loses what waits here"
    )
    quotes_history = models.BooleanField(
        default=True, db_default=True, help_text="Replies carry the customer's last message below them"
    )
    is_active = models.BooleanField(default=True)
    hours = models.ForeignKey(
        BusinessHours,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text="When people are there; empty: always",
    )
    teams: "models.ManyToManyField[Team, models.Model]" = models.ManyToManyField(
        Team, blank=True, help_text="Who sees it; empty: everybody but outsourced agents"
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "inboxes"

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting"
    LATER = "later", "Later"
    DONE = "done", "Done"


# What is saved when the status may have changed.
STANDING = ("status", "custom_status")


class Priority(models.IntegerChoices):
    LOW = -1, "Low"
    NORMAL = 0, "Normal"
    HIGH = 1, "High"
    URGENT = 2, "Urgent"


class Conversation(models.Model):
    """Everything said about one matter with one customer. Shown as R-1042."""

    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, help_text="The address we answer to")
    subject = models.CharField(max_length=500)
    snippet = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    custom_status = models.CharField(
        max_length=40, blank=True, default="", db_default="",
        help_text="Key of a status in the company's own words, below `status`, or none",
    )  # fmt: skip
    assignee = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned")
    is_complaint = models.BooleanField(default=False)
    complaint_words = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, help_text="The oldest customer message nobody has answered")
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True, help_text="Reopened, and not answered since")
    automatic_paused_until = models.DateTimeField(
        null=True, help_text="Too many mails in a short time: nothing is answered automatically before"
    )
    nth_contact = models.PositiveSmallIntegerField(default=1, help_text="Which contact of this customer in 7 days")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    tag_names: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], help_text="Names of tags, in order"
    )
    priority = models.SmallIntegerField(
        choices=Priority.choices, default=Priority.NORMAL, db_default=Priority.NORMAL.value
    )
    type = models.CharField(max_length=40, blank=True, db_default="", help_text="Key of a conversation type, or none")
    fields: "models.JSONField[dict[str, Any]]" = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="Values of custom fields by key"
    )
    skills: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        help_text="What a rule asks of whoever is given it",
    )
    snoozed_until = models.DateTimeField(
        null=True, help_text="When it comes back; empty while it is Later: when the customer writes"
    )
    snoozed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    woke_at = models.DateTimeField(null=True, help_text="Came back at its time, and not answered or closed since")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_index=False, related_name="merged", help_text="Lives on there"
    )

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-created_at"], name="conversations_of_customer"),
            GinIndex(fields=["tag_names"], name="conversations_by_tag"),
            models.Index(
                fields=["snoozed_until"], name="conversations_to_wake", condition=Q(snoozed_until__isnull=False)
            ),
            models.Index(fields=["merged_into"], name="conversations_merged", condition=Q(merged_into__isnull=False)),
            models.Index(
                fields=["team", "-last_message_at", "-id"],
                name="conversations_open_of_team",
                condition=~Q(status="done") & Q(team__isnull=False),
            ),
            models.Index(
                fields=["waiting_since", "id"], name="conversations_waiting", condition=Q(waiting_since__isnull=False)
            ),
            models.Index(
                fields=["custom_status"], name="conversations_by_own_status", condition=Q(custom_status__gt="")
            ),
            models.Index(fields=["status", "-last_message_at", "-id"], name="conversations_by_status"),
            models.Index(
                fields=["assignee", "-last_message_at", "-id"],
                name="conversations_open_of_agent",
                condition=~Q(status="done"),
            ),
        ]

    type_name: str | None = None  # these two are filled in by the queries of lists
    status_name: str | None = None

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def reference(self) -> str:
        """The number people say, such as R-1042."""
        return f"R-{FIRST_NUMBER + self.pk}"

    def stand(self, status: str) -> None:
        """Its status from now on. The own one goes with the one that it stood below: `STANDING` is to be saved."""
        if status != self.status:
            self.custom_status = ""
        self.status = status

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE

    @property
    def is_later(self) -> bool:
        """Whether somebody put it off: until a time, or until the customer writes."""
        return self.status == Status.LATER

    def is_automatic_paused(self, at: datetime) -> bool:
        """Whether mails came so fast that nothing automatic may answer them now."""
        return self.automatic_paused_until is not None and self.automatic_paused_until > at


class Tally(models.Model):
    """How many conversations stand where, as changes that add up: never a total that two writers would wait for.

    The database writes a row with every change that moves a conversation (migration 0007, 0002 of triage for the
    pile, 0003 of learning for what is unread), as it keeps an index; `actions.fold_tally` adds rows up now and then.
    `part` is a status, "pile" or "unread".
    """

    part = models.CharField(max_length=8)
    inbox_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    delta = models.IntegerField()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.delta:+} {self.part}"


def pk_of_reference(reference: str) -> int | None:
    """The primary key behind R-1042 (or r-1042, or 1042); None when it is not a reference."""
    digits = reference.strip().upper().removeprefix("R-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        return None
    pk = int(digits) - FIRST_NUMBER
    return pk if pk > 0 else None


class Link(models.Model):
    """Two conversations that have to do with each other; `first` is the older one."""

    first = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links_to")
    second = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links_from")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="linked_once")]


class Turn(models.Model):
    """When somebody was last given a conversation of an inbox by itself."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inbox", "user"], name="turn_once")]


class Participant(models.Model):
    """Somebody besides the customer who is part of a conversation because an agent said so."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "identity"], name="participant_once")]


class Message(models.Model):
    """One thing said: by the customer, by us to the customer, or among ourselves."""

    class Kind(models.TextChoices):
        INBOUND = "inbound", "From the customer"
        REPLY = "reply", "Reply"
        NOTE = "note", "Internal note"
        AUTOMATIC = "automatic", "Automatic"

    class Origin(models.TextChoices):
        HUMAN = "human", "A person"
        AUTO_REPLY = "auto_reply", "Automatic reply"
        BOUNCE = "bounce", "Delivery report"
        LIST = "list", "Mailing list"

    class Trust(models.TextChoices):
        """Why we believe, or do not, that the sender is who the From line says."""

        PROVEN = "proven", "Proven by the sender's domain"
        SECRET = "secret", "Sent to an address only the customer knows"
        UNCHECKED = "unchecked", "Not checked"
        FAILED = "failed", "Failed the check of its domain"
        STRANGER = "stranger", "Not the address we wrote to"
        OURS = "ours", "Written here"

    class Nature(models.TextChoices):
        """What wraps the words, when something does."""

        SIGNED = "signed", "Digitally signed"
        ENCRYPTED = "encrypted", "Encrypted"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HUMAN)
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.OURS)
    held = models.BooleanField(default=False, help_text="Shown to agents only, and acting on nothing, until accepted")
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    from_name = models.CharField(max_length=160, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    to: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list)
    cc: "models.JSONField[list[dict[str, str]]]" = models.JSONField(default=list)
    bcc: "models.JSONField[list[dict[str, str]]]" = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )
    reply_to: "models.JSONField[list[dict[str, str]]]" = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )
    forwarded_from: "models.JSONField[dict[str, str]]" = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Name and address of whoever wrote what was forwarded; a proposal, never acted on alone",
    )
    proof = models.CharField(
        max_length=300, blank=True, db_default="", help_text="What the checks of the sender's domain said"
    )
    nature = models.CharField(max_length=20, blank=True, db_default="", choices=Nature.choices)
    invite: "models.JSONField[dict[str, str]]" = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="A calendar invitation in it"
    )
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True, help_text="All of it, quoted history included")
    reply_text = models.TextField(blank=True, help_text="What is new in it")
    html = models.TextField(blank=True, help_text="As received; cleaned each time it is shown")
    signature = models.TextField(blank=True, db_default="", help_text="What stands under a reply, as HTML")
    forwards = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, db_index=False, related_name="+", help_text="What it hands on"
    )
    message_id = models.CharField(max_length=500, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    unreadable = models.CharField(max_length=300, blank=True, help_text="Why the mail could not be read")
    hint = models.CharField(max_length=200, blank=True, help_text="What it may belong to; for agents to decide")
    compose_key = models.CharField(max_length=64, null=True, blank=True, help_text="One per composed text: sent once")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["conversation", "at", "id"], name="messages_in_order"),
            models.Index(fields=["message_id"], name="message_by_id", condition=~Q(message_id="")),
            models.Index(fields=["forwards"], name="messages_forwarding", condition=Q(forwards__isnull=False)),
            models.Index(fields=["id"], name="messages_held", condition=Q(held=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "compose_key"],
                name="message_composed_once",
                condition=Q(compose_key__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def shown_text(self) -> str:
        return self.reply_text or self.text

    VISIBLE_TO_CUSTOMER: ClassVar[tuple[str, ...]] = (Kind.INBOUND, Kind.REPLY, Kind.AUTOMATIC)


class Ask(models.Model):
    """Somebody was asked in a note. It shows a collaborator this one conversation, for as long as it stands."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="asks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="asks")
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="asked_once")]
        indexes = [models.Index(fields=["user"], name="asks_unanswered", condition=Q(answered_at=None))]


class Follower(models.Model):
    """Somebody who wants to hear of news in a conversation without having it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="follows_once")]


class Attachment(models.Model):
    """A file of a message; its bytes lie in storage under `blob`, never under its name."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100, help_text="Sniffed from the bytes, not believed from the mail")
    size = models.PositiveBigIntegerField()
    blob = models.CharField(max_length=80)
    content_id = models.CharField(max_length=200, blank=True)
    inline = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    SHOWN_IMAGES: ClassVar[frozenset[str]] = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it: only formats that cannot carry a script."""
        return self.content_type in self.SHOWN_IMAGES
