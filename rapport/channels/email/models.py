"""Mail as it came and mail as it goes."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation, Inbox, Message


class MailAccount(models.Model):
    """An IMAP mailbox from which an inbox is fetched."""

    class Security(models.TextChoices):
        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"
        PLAIN = "plain", "None"

    class Auth(models.TextChoices):
        PASSWORD = "password", "Password"  # a kind, not a secret
        GOOGLE = "google", "Google (OAuth 2)"
        MICROSOFT = "microsoft", "Microsoft (OAuth 2)"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="accounts")
    auth = models.CharField(max_length=10, choices=Auth.choices, default=Auth.PASSWORD)
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    username = models.CharField(max_length=200)
    sealed_password = models.TextField(blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    sealed_client_secret = models.TextField(blank=True)
    sealed_refresh_token = models.TextField(blank=True)
    sealed_access_token = models.TextField(blank=True)
    access_expires_at = models.DateTimeField(null=True)
    tenant = models.CharField(max_length=100, blank=True, help_text="Microsoft only; empty: common")
    folder = models.CharField(max_length=200, default="INBOX")
    processed_folder = models.CharField(
        max_length=200, blank=True, default="Processed", help_text="Fetched mail is moved there; empty: it stays"
    )
    is_active = models.BooleanField(default=True)
    fetched_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    failing_since = models.DateTimeField(null=True, help_text="Since when it could not be looked through")
    reconciled_at = models.DateTimeField(null=True, help_text="When the server's mails were last compared with ours")
    missing = models.PositiveIntegerField(default=0, help_text="Mails on the server that we do not have")
    missing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "username", "folder"], name="mail_account_once")]

    def __str__(self) -> str:
        return f"{self.username} at {self.host}"


class MailServer(models.Model):
    """An SMTP server that takes the mail of one inbox; one without an inbox takes all the rest."""

    inbox = models.OneToOneField(Inbox, null=True, blank=True, on_delete=models.CASCADE, related_name="mail_server")
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(
        max_length=10, choices=MailAccount.Security.choices, default=MailAccount.Security.STARTTLS
    )
    username = models.CharField(max_length=200, blank=True)
    sealed_password = models.TextField(blank=True)
    most_an_hour = models.PositiveIntegerField(null=True, help_text="What the provider allows; empty: no limit")
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbox"], nulls_distinct=False, name="mail_server_once_per_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class DkimKey(models.Model):
    """The private key that signs what we send in the name of a domain."""

    domain = models.CharField(max_length=200, unique=True)
    selector = models.CharField(max_length=63)
    sealed_key = models.TextField()
    public_key = models.TextField(help_text="Base64, as it belongs into the DNS record")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class RawMail(models.Model):
    """A mail exactly as it arrived, stored before anything else is done with it."""

    class State(models.TextChoices):
        NEW = "new", "To be read"
        DONE = "done", "In a conversation"
        DUPLICATE = "duplicate", "The same mail came before"
        UNREADABLE = "unreadable", "Shown as a mail that could not be read"

    key = models.CharField(max_length=200, unique=True, help_text="Names the arrival, so that a second fetch is none")
    source = models.CharField(max_length=10)
    inbox = models.ForeignKey(Inbox, null=True, on_delete=models.SET_NULL)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to: "models.JSONField[list[str]]" = models.JSONField(default=list)
    peer = models.CharField(max_length=60, blank=True)
    raw = models.BinaryField()
    size = models.PositiveBigIntegerField()
    body_digest = models.CharField(max_length=64, help_text="SHA-256 of what follows the headers")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="raw_mail")

    class Meta:
        indexes = [
            models.Index(fields=["try_at", "id"], name="raw_mail_to_read", condition=Q(state="new")),
            models.Index(fields=["body_digest"], name="raw_mail_by_body"),
        ]


class ServerCopy(models.Model):
    """One more place on its IMAP server where a stored mail lies, besides the one that its key names: the folder for
    fetched mail, or new numbers after a change of UIDVALIDITY."""

    account = models.ForeignKey(MailAccount, on_delete=models.CASCADE, related_name="copies")
    folder = models.CharField(max_length=200)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    raw_mail = models.ForeignKey(RawMail, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "folder", "uidvalidity", "uid"], name="server_copy_once")
        ]

    def __str__(self) -> str:
        return f"{self.folder} {self.uid}"


class OutboundMail(models.Model):
    """One mail to one recipient on its way out. The row is made in the transaction that decided to send it.

    queued → leased → sending (committed before DATA) → sent | deferred | failed | unknown.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        ACKNOWLEDGEMENT = "ack", "Acknowledgement"
        ALERT = "alert", "Alert"
        INVITATION = "invite", "Invitation"
        ACCESS = "access", "Link for a customer"
        SURVEY = "survey", "Survey"
        DIGEST = "digest", "Weekly digest"
        CAMPAIGN = "campaign", "Campaign"
        TRIAL = "trial", "Test"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        LEASED = "leased", "Being sent"
        SENDING = "sending", "Handed to the server, answer pending"
        SENT = "sent", "Sent"
        DEFERRED = "deferred", "The server asked us to wait"
        FAILED = "failed", "Not delivered"
        UNKNOWN = "unknown", "Perhaps delivered"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="outbound")
    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="outbound")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="outbound")
    inbox = models.ForeignKey(
        Inbox,
        null=True,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="+",
        help_text="Whose server takes it, where there is no conversation",
    )
    sealed = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="The words and the link of a mail without message or alert, sealed; gone once it is over",
    )
    recipient = models.CharField(max_length=320)
    recipient_name = models.CharField(max_length=160, blank=True)
    header_id = models.CharField(max_length=200, help_text="The Message-ID: made once, the same on every try")
    bounce_key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="In the envelope sender")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(help_text="When to try next, or when the lease of the current try ends")
    tries = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0, help_text="How often the text was handed over")
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, help_text="When a person had it tried again")
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="It failed, and somebody has seen to it")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_due",
                condition=Q(state__in=["queued", "leased", "sending", "deferred", "unknown"]),
            ),
            models.Index(fields=["header_id"], name="outbound_by_header_id"),
            models.Index(fields=["due_at"], name="outbound_failed", condition=Q(state="failed")),
            models.Index(
                fields=["conversation"],
                name="outbound_in_trouble",
                condition=Q(state__in=["failed", "unknown"], settled_at=None),
            ),
            models.Index(fields=["sent_at"], name="outbound_sent", condition=Q(sent_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, alert=None)
                | Q(message=None, alert__isnull=False)
                | Q(message=None, alert=None, kind__in=["invite", "access", "digest", "trial"]),
                name="outbound_has_one_content",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def tried_since(self) -> datetime:
        """From when patience is counted: a person who sends it again starts it anew, its Date stays."""
        return self.again_at or self.created_at
