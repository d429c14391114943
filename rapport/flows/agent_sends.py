"""An agent presses Send: at once, or as a reply that waits for its time and can still be called back.

Whoever sends or calls back locks the conversation first and the draft after it, so one of them wins and the text goes
out once, or not at all.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import KeptFile, Reply
from rapport.conversations.models import Attachment, Conversation, Message
from rapport.customers.rules import addressees
from rapport.flows.agent_replies import agent_replies
from rapport.flows.note_is_written import note_is_written
from rapport.flows.participate import must_be_foreign
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.jobs import Job, enqueue
from rapport.platform.said import Words, in_language_of, worded
from rapport.promises.actions import PromiseError
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web import clean
from rapport.writing import actions as writing
from rapport.writing import queries, rules
from rapport.writing.actions.pending import Planned
from rapport.writing.models import Draft, DraftFile

log = logging.getLogger(__name__)
NEWER, REFUSED, BY_HAND = "newer", "refused", "by_hand"


class TooLate(ValueError):
    """It is sent, or was called back already; the text says so."""


@dataclass(frozen=True)
class Composed:
    """What the composer posts. `words.token` names it; `reply` holds what the form read and what was uploaded."""

    kind: str
    words: writing.Words
    reply: Reply
    then: str = Draft.Then.SEND
    kept: Collection[UUID] = ()


@transaction.atomic
def send_now(conversation: Conversation, author: User, composed: Composed, *, at: datetime) -> Message:
    """Send, and the draft it was is no more. Raises as agent_replies does; then nothing has happened."""
    conversation = conversations.locked(conversation.pk)
    found = writing.take_for_sending(conversation, author, composed.kind, composed.words.token)
    draft = found.draft if found.draft and found.draft.token == composed.words.token else None
    _must_not_be_spent(found)
    kept = [file for file in draft.files.all() if _goes(file, composed)] if draft else []
    message = agent_replies(conversation, author, _with_files(composed.reply, composed.words, kept), at=at)
    if draft is not None:
        writing.sent(draft)
    return message


@transaction.atomic
def note(
    conversation: Conversation, author: User, text: str, *, token: str, at: datetime, asked: Iterable[int] = ()
) -> Message:
    """A note is seen at once, and the draft it was is no more."""
    message = note_is_written(conversation, author, text, at=at, compose_key=token, asked=asked)
    draft = writing.take(conversation, author, Draft.Kind.NOTE)
    if draft is not None and draft.token == token:
        writing.sent(draft)
    return message


@transaction.atomic
def plan(
    conversation: Conversation, author: User, composed: Composed, *, send_at: datetime, at: datetime
) -> Draft | Message:
    """Let it wait until then; the same text planned twice is one. Raises what sending it now would raise."""
    if not author.may(May.WRITE):
        raise ConversationError(gettext("You read here and write notes; only agents write to customers."))
    conversation = conversations.locked(conversation.pk)
    before = conversation.messages.filter(compose_key=composed.words.token).first()
    if before is not None:
        return before
    found = writing.take_for_sending(conversation, author, composed.kind, composed.words.token)
    if found.waiting is not None:
        return found.waiting
    _must_not_be_spent(found)
    reply, draft = composed.reply, found.draft
    kept = [file for file in draft.files.all() if _goes(file, composed)] if draft else []
    people = conversations.check_reply(conversation, author, _with_files(reply, composed.words, kept))
    named = {row["address"] for rows in people for row in rows}
    must_be_foreign(named - {conversation.identity.address})
    if reply.promise_due_at is not None and reply.promise_due_at <= at:
        raise PromiseError(gettext("The promised time is over. Choose a later one."))
    files = [file for file in reply.files if not isinstance(file, KeptFile)]
    planned = Planned(composed.kind, composed.words, composed.then, send_at, files, composed.kept)
    draft = writing.plan(conversation, author, planned, draft=draft, at=at)
    enqueue(Job.SEND, not_before=send_at, draft_id=draft.pk)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return draft


def _must_not_be_spent(found: writing.Taken) -> None:
    """A second press of Send that comes after the text was called back must not send it after all."""
    if found.was_called_back:
        raise ConversationError(gettext("You called this back. It is a draft again; look at it, then send."))


@transaction.atomic
def call_back(draft: Draft, *, at: datetime) -> Draft:
    """Undo: what waits is a draft again, with words, files and recipients. Raises TooLate."""
    conversation = conversations.locked(draft.conversation_id)
    waiting = Draft.objects.select_for_update().filter(pk=draft.pk, send_at__isnull=False).first()
    if waiting is None:
        raise TooLate("It is on its way to the customer already.")
    again = writing.back_to_draft(waiting, at=at, why=BY_HAND)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return again


@transaction.atomic
def send(draft_id: int, *, at: datetime) -> Message | None:
    """Send what waits, if its time has come; it is a draft again, and its author is told, when it cannot be sent."""
    found = Draft.objects.filter(pk=draft_id, send_at__isnull=False).values_list("conversation_id", flat=True).first()
    if found is None:
        return None
    conversation = conversations.locked(found)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("author", "forwards")
    waiting = draft.filter(pk=draft_id, send_at__lte=at).first()
    if waiting is None:
        return None
    try:
        with in_language_of(waiting.author.language), transaction.atomic():
            message = agent_replies(conversation, waiting.author, reply_of(waiting), at=at)
    except ValueError as problem:  # ConversationError, PromiseError, AddressProblem: in words for the author
        _return(conversation, waiting, str(problem), why=REFUSED, at=at)
        return None
    writing.sent(waiting)
    return message


def send_due(*, clock: Callable[[], datetime], limit: int = 200) -> int:
    """The sweep: everything whose time has come; answers how many were looked at."""
    ids = queries.due_ids(at=clock(), limit=limit)
    for draft_id in ids:
        try:
            send(draft_id, at=clock())
        except Exception:
            log.exception("The waiting reply %s could not be sent and is tried again", draft_id)
    return len(ids)


def customer_wrote(conversation: Conversation, *, at: datetime) -> None:
    """What waits for its time was written without knowing this: it is a draft again. The caller holds the lock."""
    if not queries.WAITING.rows(conversation=conversation.pk):
        return
    waiting = Draft.objects.filter(conversation=conversation, send_at__isnull=False).select_related("author")
    for draft in waiting.select_for_update(of=("self",)):
        words = gettext_lazy("The customer wrote before it was sent. Read that first; your words are a draft again.")
        _return(conversation, draft, words, why=NEWER, at=at)


def _return(conversation: Conversation, draft: Draft, words: Words, *, why: str, at: datetime) -> None:
    writing.back_to_draft(draft, at=at, why=why)
    news = News(
        kind=Alert.Kind.DELIVERY,
        key=f"not-sent:{draft.pk}:{draft.version}",
        headline=worded(gettext_lazy("Your reply in {reference} was not sent"), reference=conversation.reference),
        body=words,
        path=f"/conversations/{conversation.reference}/",
        conversation_id=conversation.pk,
    )
    raise_alert(news, [draft.author], at=at, by_mail=False)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def reply_of(draft: Draft) -> Reply:
    """The reply that a draft stands for. Raises ValueError for lines of people or times that are none."""
    people = draft.people
    bare = Reply(
        text=draft.text,
        html=draft.html,
        compose_key=draft.token,
        seen_id=draft.seen,
        close=draft.then == Draft.Then.DONE,
        keep_open=draft.then == Draft.Then.OPEN,
        forwards=draft.forwards,
        saved_reply=draft.saved_reply,
        promise_text=draft.promise_text,
        promise_due_at=rules.moment(draft.promise_at, timezone.get_default_timezone()),
        to=addressees(people["to"]) if "to" in people else None,
        cc=addressees(people.get("cc", "")),
        bcc=addressees(people.get("bcc", "")),
    )
    words = writing.Words(html=draft.html, originals=draft.originals, forwards_id=draft.forwards_id)
    return _with_files(bare, words, list(draft.files.all()))


def _goes(file: DraftFile, composed: Composed) -> bool:
    return file.inline or file.public_id in composed.kept


def _with_files(reply: Reply, words: writing.Words, files: Collection[DraftFile]) -> Reply:
    """With the draft's files and the chosen ones of what is forwarded; pictures are named as the mail names them."""
    shown = set(rules.pictures_in(words.html))
    going = [file for file in files if not file.inline or str(file.public_id) in shown]
    pictures = {rules.picture_address(file.public_id): f"cid:{file.content_id}" for file in going if file.inline}
    html = clean.reply(words.html, pictures) if words.html else ""
    return replace(reply, html=html, files=[*reply.files, *map(_kept, going), *_originals(words)])


def _kept(file: DraftFile) -> KeptFile:
    content_id = file.content_id if file.inline else ""
    return KeptFile(file.name, file.content_type, file.size, file.blob, file.inline, content_id)


def _originals(words: writing.Words) -> list[KeptFile]:
    if not words.originals or words.forwards_id is None:
        return []
    there = Message.objects.filter(pk=words.forwards_id).values("conversation")
    found = Attachment.objects.filter(message__conversation__in=there, public_id__in=words.originals)
    return [KeptFile(one.name, one.content_type, one.size, one.blob) for one in found]
