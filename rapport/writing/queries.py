"""Reads of what is being written. A draft is its author's alone; what is pending is seen by all who see the rest."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation
from rapport.platform.gathered import Asked, attach
from rapport.team.models import User
from rapport.writing import rules
from rapport.writing.models import Draft, DraftFile, Presence, Signature

HERE = timedelta(seconds=50)
TYPING = timedelta(seconds=8)


# The user's own drafts in a conversation, and whatever is pending there.
ON_PAGE = Asked(
    lambda conversation, user: (
        Draft.objects.filter(Q(author=user) | Q(send_at__isnull=False), conversation=conversation)
        .select_related("author")
        .order_by("send_at", "id")
    )
)
WAITING = Asked(lambda conversation: Draft.objects.filter(conversation=conversation, send_at__isnull=False).only("id"))
FILES = Asked(
    lambda conversation, user: DraftFile.objects.filter(
        Q(draft__author=user) | Q(draft__send_at__isnull=False), draft__conversation=conversation
    )
)
SIGNATURES = Asked(
    lambda inbox, user: Signature.objects.filter(
        Q(inbox=inbox) | Q(inbox=None), Q(user=user) | Q(user=None), language=""
    )
)


def on_page(found: list[Draft], files: Iterable[DraftFile]) -> tuple[list[Draft], list[Draft]]:
    """The user's own drafts, and what is pending, with their files: rows of `ON_PAGE` and `FILES`."""
    attach(found, "files", files, by="draft_id")
    return [one for one in found if not one.is_pending], [one for one in found if one.is_pending]


def mine(conversation: Conversation, user: User) -> list[Draft]:
    """The user's own drafts here, with their files."""
    own = Draft.objects.filter(conversation=conversation, author=user, send_at=None)
    return list(own.prefetch_related("files"))


# A question of `sql.together`, for those who know of conversations by their inboxes alone; null for every inbox.
DRAFTED = """
SELECT count(DISTINCT conversation_id) FROM writing_draft d WHERE author_id = %(user)s AND send_at IS NULL
  AND (%(inboxes)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM conversations_conversation c WHERE c.id = d.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
"""


def _newest_of(user: User) -> QuerySet[Draft]:
    """One of each conversation."""
    own = Draft.objects.filter(author=user, send_at=None).order_by("conversation_id", "-updated_at", "-id")
    return Draft.objects.filter(pk__in=own.distinct("conversation_id").values("pk"))


def page_of(user: User, *, before: tuple[datetime, int] | None = None, size: int = 50) -> list[Draft]:
    """One keyset page of conversations the user may see and has drafts in, each by the draft touched last."""
    drafts = _newest_of(user).filter(conversation__in=conversations.visible_to(user))
    if before is not None:
        at, pk = before
        drafts = drafts.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
    related = ("conversation__customer", "conversation__assignee", "conversation__inbox")
    return list(drafts.select_related(*related).order_by("-updated_at", "-id")[:size])


def file_of(user: User, public_id: UUID) -> DraftFile | None:
    """A file of the user's own draft, or of one that is pending in a conversation they may see."""
    found = DraftFile.objects.select_related("draft").filter(public_id=public_id).first()
    if found is None or not (found.draft.author_id == user.pk or found.draft.is_pending):
        return None
    return found if conversations.visible_to(user).filter(pk=found.draft.conversation_id).exists() else None


def pending(user: User, token: str) -> Draft | None:
    """The user's own reply that is on its way, if they still may see its conversation."""
    own = Draft.objects.select_related("conversation").filter(token=token, author=user, send_at__isnull=False)
    return own.filter(conversation__in=conversations.visible_to(user)).first()


def due_ids(*, at: datetime, limit: int) -> list[int]:
    """Replies whose time has come, the oldest first."""
    due = Draft.objects.filter(send_at__lte=at).order_by("send_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def signature_of(conversation: Conversation, user: User, language: str = "") -> Signature | None:
    """The signature that fits best: the person's own before everybody's, the inbox's before the one of all."""
    fitting = Signature.objects.filter(
        Q(inbox=conversation.inbox_id) | Q(inbox=None), Q(user=user) | Q(user=None), language__in=["", language]
    )
    return rules.closest(fitting, language)


def own_signatures(user: User) -> list[Signature]:
    return list(Signature.objects.filter(user=user).select_related("inbox").order_by("inbox__name", "language"))


def shared_signatures() -> list[Signature]:
    """Those of nobody in particular."""
    return list(Signature.objects.filter(user=None).select_related("inbox").order_by("inbox__name", "language"))


def signature(pk: int) -> Signature | None:
    return Signature.objects.filter(pk=pk).first()


def present(conversation: Conversation, *, at: datetime) -> list[Presence]:
    """Who has the conversation open now."""
    here = Presence.objects.filter(conversation=conversation, seen_at__gt=at - HERE, user__is_active=True)
    return list(here.select_related("user").order_by("id"))


def is_typing(one: Presence, *, at: datetime) -> bool:
    return one.typed_at is not None and one.typed_at > at - TYPING


def blobs_held(blobs: Collection[str]) -> set[str]:
    """Which of these bytes belong to drafts."""
    return set(DraftFile.objects.filter(blob__in=blobs).values_list("blob", flat=True))
