"""Words are kept while they are typed, and nobody's save takes another's away."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from rapport.conversations.models import Conversation, Message
from rapport.platform import events, live, signing
from rapport.team.models import User
from rapport.writing.models import Draft, DraftFile
from rapport.writing.rules import with_spare


class Stale(ValueError):
    """Another tab or device saved since; `draft` is what it saved."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("The draft was changed elsewhere.")
        self.draft = draft


class Gone(ValueError):
    """These words were sent already, or called back under another token."""


@dataclass(frozen=True)
class Words:
    """What the composer holds. `spare` is another version that has to be kept: its HTML and text."""

    html: str = ""
    text: str = ""
    people: dict[str, str] = field(default_factory=dict)
    promise_at: str = ""
    promise_text: str = ""
    seen: int = 0
    token: str = ""
    saved_reply: int | None = None
    forwards_id: int | None = None
    originals: list[str] = field(default_factory=list)
    spare: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or "<img" in self.html or self.people or self.promise_at or self.spare)


@transaction.atomic
def keep(conversation: Conversation, author: User, kind: str, words: Words, *, base: int, at: datetime) -> Draft | None:
    """Keep the words; `base` is the version they were made from. None when there is nothing to keep.

    Raises Stale when somebody saved meanwhile, and Gone for words that were sent.
    """
    draft = take(conversation, author, kind)
    if draft is None:
        return None if words.is_empty else begin(conversation, author, kind, words, at)
    if base != draft.version:
        raise Stale(draft)
    if words.is_empty and not draft.spare and not draft.files.exists():
        discard(draft, at=at)
        return None
    put(draft, words, at)
    draft.version += 1
    draft.save()
    tell(draft)
    return draft


def take(conversation: Conversation, author: User, kind: str) -> Draft | None:
    """The draft, locked until the transaction ends."""
    own = Draft.objects.filter(conversation=conversation, author=author, kind=kind, send_at=None)
    return own.select_for_update().first()


@dataclass(frozen=True)
class Taken:
    """What there is of a text that is about to be sent, locked until the transaction ends."""

    waiting: Draft | None
    was_called_back: bool
    draft: Draft | None


def take_for_sending(conversation: Conversation, author: User, kind: str, token: str) -> Taken:
    """The text of this name that waits for its time, whether it was called back, and the author's draft."""
    own = Q(author=author, kind=kind, send_at=None)
    found = list(
        Draft.objects.select_for_update().filter(
            own | Q(token=token, send_at__isnull=False) | Q(author=author, spent__contains=[token]),
            conversation=conversation,
        )
    )
    return Taken(
        next((one for one in found if one.is_pending and one.token == token), None),
        any(one.author_id == author.pk and token in one.spent for one in found),
        next((one for one in found if (one.author_id, one.kind, one.send_at) == (author.pk, kind, None)), None),
    )


def begin(conversation: Conversation, author: User, kind: str, words: Words, at: datetime) -> Draft:
    """A new draft. Raises Gone for words that were sent, and Stale when another tab was first."""
    token = words.token or signing.random_token()
    if was_used(conversation, author, token):
        raise Gone("These words were sent.")
    draft = Draft(conversation=conversation, author=author, kind=kind, token=token)
    put(draft, words, at)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        # Another tab began at the same moment, or the token names another text.
        other = take(conversation, author, kind)
        if other is None:
            raise Gone("These words were sent.") from None
        raise Stale(other) from None
    data = {"kind": kind}
    events.record("writing.draft_begun", at=at, actor_id=author.pk, conversation_id=conversation.pk, data=data)
    tell(draft)
    return draft


def was_used(conversation: Conversation, author: User, token: str) -> bool:
    """Whether a text of this name was sent, is on its way or was called back."""
    return (
        Message.objects.filter(conversation=conversation, compose_key=token).exists()
        or Draft.objects.filter(token=token, send_at__isnull=False).exists()
        or Draft.objects.filter(author=author, conversation=conversation, spent__contains=[token]).exists()
    )


def put(draft: Draft, words: Words, at: datetime) -> None:
    """Into the row, which the caller saves."""
    draft.html, draft.text, draft.people = words.html, words.text, words.people
    draft.promise_at, draft.promise_text = words.promise_at[:40], words.promise_text[:300]
    draft.seen, draft.saved_reply = words.seen, words.saved_reply
    draft.forwards_id, draft.originals = words.forwards_id, words.originals
    draft.updated_at = at
    if words.spare is not None:
        draft.spare = with_spare(draft.spare, *words.spare, at)


def discard(draft: Draft, *, at: datetime) -> None:
    """Throw it away with its files."""
    conversation_id, author_id = draft.conversation_id, draft.author_id
    tell(draft, by=1)
    draft.delete()
    data = {"kind": draft.kind}
    events.record("writing.draft_discarded", at=at, actor_id=author_id, conversation_id=conversation_id, data=data)


@transaction.atomic
def discard_of(conversation: Conversation, author: User, kind: str, *, spare: str = "", at: datetime) -> None:
    """The author throws the draft away; with `spare` only the other version of that moment."""
    draft = take(conversation, author, kind)
    if draft is None:
        return
    if not spare:
        discard(draft, at=at)
        return
    draft.spare = [one for one in draft.spare if one.get("at") != spare]
    draft.version += 1
    draft.save(update_fields=["spare", "version"])
    tell(draft)


def tell(draft: Draft, *, by: int = 0) -> None:
    """The author's other tabs and devices hear of the version they do not have yet; nobody else does."""
    live.changed([part_id(draft.conversation_id, draft.kind, draft.version + by)], user_ids=[draft.author_id])


def part_id(conversation_id: int, kind: str, version: int) -> str:
    """The part of a page that waits for this version."""
    return f"draft-{conversation_id}-{kind}-{version}"


def erase_drafts(conversations: Collection[int]) -> set[str]:
    """Throw away what anybody was writing there. Answers the blobs that it held."""
    files = DraftFile.objects.filter(draft__conversation__in=conversations)
    blobs = set(files.values_list("blob", flat=True))
    Draft.objects.filter(conversation__in=conversations).delete()
    return blobs
