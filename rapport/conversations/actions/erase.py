"""What somebody said is taken out of the record; that something was said stays, so that numbers still add up."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_noop

from rapport.conversations.models import Attachment, Conversation, Message, Participant, Status
from rapport.platform import events
from rapport.team.models import User

SUBJECT = gettext_noop("Erased")
ERASED = gettext_noop("Erased at the person’s request.")
TOO_OLD = gettext_noop("Deleted, as it was older than we keep it.")


def erase_words(found: Collection[Conversation], *, actor: User | None, at: datetime, words: str = ERASED) -> set[str]:
    """Empty these conversations, which the caller has locked, and close them. `words` stand in their place. Answers the
    blobs that they held."""
    ids = [one.pk for one in found]
    files = Attachment.objects.filter(message__conversation__in=ids)
    blobs = set(files.values_list("blob", flat=True))
    files.delete()
    Participant.objects.filter(conversation__in=ids).delete()
    nobody: dict[str, object] = {"to": [], "cc": [], "bcc": [], "reply_to": [], "forwarded_from": {}, "invite": {}}
    Message.objects.filter(conversation__in=ids).update(
        text=words, reply_text="", html="", subject="", from_name="", from_address="", message_id="", in_reply_to="",
        proof="", hint="", unreadable="", held=False, **nobody
    )  # fmt: skip
    Conversation.objects.filter(pk__in=ids).update(
        subject=SUBJECT, snippet="", complaint_words="", fields={}, status=Status.DONE, custom_status="",
        waiting_since=None, reopened_at=None, snoozed_until=None,
    )  # fmt: skip
    Conversation.objects.filter(pk__in=ids, closed_at=None).update(closed_at=at)
    for pk in ids:
        events.record("conversations.erased", at=at, actor_id=actor.pk if actor else None, conversation_id=pk)
    return blobs


def blobs_still_held(blobs: Collection[str]) -> set[str]:
    """Which of these bytes belong to other messages as well."""
    return set(Attachment.objects.filter(blob__in=blobs).values_list("blob", flat=True))
