"""Drafts and their files, who is here, and signatures."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from rapport.conversations.models import Attachment, Conversation, Inbox, Message
from rapport.team.models import User


class Draft(models.Model):
    """What one person is writing in one conversation. With `send_at` it is on its way and can still be called back."""

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        NOTE = "note", "Note"
        FORWARD = "forward", "Forward"

    class Then(models.TextChoices):
        """What becomes of the conversation when it is sent."""

        SEND = "send", "Send"
        DONE = "done", "Send and mark done"
        OPEN = "open", "Send and keep open"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    token = models.CharField(max_length=64, unique=True, help_text="Names this text: it is sent once")
    spent: "models.JSONField[list[str]]" = models.JSONField(default=list, help_text="Tokens that were called back")
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    people: "models.JSONField[dict[str, str]]" = models.JSONField(
        default=dict, help_text="Lines To, Cc and Bcc as they are typed; empty: whom the conversation names"
    )
    promise_at = models.CharField(max_length=40, blank=True)
    promise_text = models.CharField(max_length=300, blank=True)
    forwards = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    originals: "models.JSONField[list[str]]" = models.JSONField(
        default=list, help_text="Public ids of attachments that go with a forwarded message"
    )
    saved_reply = models.BigIntegerField(null=True, help_text="The saved reply it began with: a row of `knowledge`")
    seen = models.BigIntegerField(default=0, help_text="The newest message that its author has seen")
    version = models.PositiveIntegerField(default=1)
    spare: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(
        default=list, help_text="Other versions of the words: at, html, text"
    )
    updated_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    then = models.CharField(max_length=8, choices=Then.choices, default=Then.SEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author", "kind"], name="draft_one_of_each", condition=Q(send_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["author", "-updated_at", "-id"], name="drafts_of_author", condition=Q(send_at=None)),
            models.Index(fields=["send_at"], name="drafts_to_send", condition=Q(send_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.author_id} in {self.conversation_id}"

    @property
    def is_pending(self) -> bool:
        return self.send_at is not None


class DraftFile(models.Model):
    """A file of a draft; its bytes lie in storage, where the message will find them too."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    blob = models.CharField(max_length=80)
    inline = models.BooleanField(default=False, help_text="A picture in the words, not a file beside them")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    SHOWN_IMAGES: ClassVar[frozenset[str]] = Attachment.SHOWN_IMAGES

    @property
    def is_image(self) -> bool:
        return self.content_type in self.SHOWN_IMAGES

    @property
    def content_id(self) -> str:
        """How the words of the mail name the picture."""
        return f"{self.public_id.hex}@rapport"


class Presence(models.Model):
    """Somebody has the conversation open. The table is not logged: after a crash nobody is anywhere."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="present_once")]


class Signature(models.Model):
    """What stands under a reply: of one inbox or all, of one person or everybody, in one language or any."""

    inbox = models.ForeignKey(Inbox, null=True, blank=True, on_delete=models.CASCADE, related_name="signatures")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=8, blank=True)
    html = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("inbox", Value(0)), Coalesce("user", Value(0)), "language", name="signature_once"
            )
        ]
