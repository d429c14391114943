"""A reply on its way waits as a draft with a time, and is a draft again when it is called back."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rapport.conversations.letters import File
from rapport.conversations.models import Conversation
from rapport.platform import events, signing
from rapport.team.models import User
from rapport.writing.actions.drafts import Words, put, tell
from rapport.writing.actions.files import put_file
from rapport.writing.models import Draft
from rapport.writing.rules import with_spare


@dataclass(frozen=True)
class Planned:
    """What was composed, and when it leaves. `kept`: the files of the draft that go with it."""

    kind: str
    words: Words
    then: str
    send_at: datetime
    files: list[File] = field(default_factory=list)
    kept: Collection[UUID] = ()


def plan(
    conversation: Conversation, author: User, planned: Planned, *, draft: Draft | None = None, at: datetime
) -> Draft:
    """It waits for its time. The caller holds the conversation, has looked for the token and locked the author's
    `draft`, which goes on when it is of this name."""
    if draft is None or draft.token != planned.words.token:
        draft = Draft(conversation=conversation, author=author, kind=planned.kind, token=planned.words.token)
    else:
        tell(draft, by=1)
    may_have_files = draft.pk is not None
    put(draft, planned.words, at)
    draft.send_at, draft.then = planned.send_at, planned.then
    draft.version += 1
    draft.save()
    if may_have_files:
        draft.files.filter(inline=False).exclude(public_id__in=planned.kept).delete()
    for file in planned.files:
        put_file(draft, file)
    data = {"draft": draft.pk, "send_at": planned.send_at.isoformat()}
    events.record("writing.send_planned", at=at, actor_id=author.pk, conversation_id=conversation.pk, data=data)
    return draft


def back_to_draft(draft: Draft, *, at: datetime, why: str) -> Draft:
    """What was on its way is a draft again; the name it had sends nothing any more.

    A draft that was begun meanwhile is kept as another version of the words, its files among these.
    """
    meanwhile = Draft.objects.filter(
        conversation=draft.conversation_id, author=draft.author_id, kind=draft.kind, send_at=None
    )
    for other in meanwhile.select_for_update():
        draft.spare = with_spare([*draft.spare, *other.spare], other.html, other.text, other.updated_at)
        other.files.update(draft=draft)
        draft.version = max(draft.version, other.version)
        other.delete()
    draft.spent = [*draft.spent, draft.token][-50:]
    draft.token = signing.random_token()
    draft.send_at = None
    draft.updated_at = at
    draft.version += 1
    draft.save()
    tell(draft)
    data = {"draft": draft.pk, "why": why}
    events.record(
        "writing.send_called_back", at=at, actor_id=draft.author_id, conversation_id=draft.conversation_id, data=data
    )
    return draft


def sent(draft: Draft) -> None:
    """It is a message now."""
    if draft.send_at is None:
        tell(draft, by=1)
    draft.delete()
