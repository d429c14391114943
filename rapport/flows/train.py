"""An answer becomes a training case: what was asked, replied, said of it, done then and said later, without anything by
which the customer or who wrote could be known."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.coaching import actions as coaching
from rapport.coaching.models import Case
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating
from rapport.flows.digest_in_words import names_of
from rapport.labels.models import ConversationType
from rapport.language.anonymous import MOST_READ, anonymous
from rapport.language.contacts import DOTS
from rapport.learning import queries as learning
from rapport.learning.rules import main_of
from rapport.recovery.models import Step, StepKind
from rapport.team.models import User

MOST_MESSAGES = 200
_PART = re.compile(r"[^\W\d_]{2,}")
LESSON = 500
TELLING = (StepKind.CONTACTED, StepKind.AGREED, StepKind.FIXED)


@transaction.atomic
def use_in_training(rating: Rating, *, actor: User, at: datetime) -> Case:
    """A draft for its maker to put right; what there is already is left as it is."""
    conversation = conversations.locked(rating.conversation_id)
    said, reply = _said(conversation), rating.invite.message
    asked = [one for one in said if one.kind == Message.Kind.INBOUND and (one.at, one.pk) < (reply.at, reply.pk)]
    later = (
        Rating.objects.filter(conversation=conversation, state__in=Rating.COUNTED, first_at__gt=rating.first_at)
        .order_by("-first_at", "-pk")
        .first()
    )
    texts = {
        "question": asked[-1].shown_text if asked else "",
        "reply": reply.shown_text,
        "words": rating.comment,
        "done": _done(rating, said),
        "later_words": later.comment if later else "",
    }
    given = learning.of_ratings([rating]).get(rating.pk, [])
    main = main_of({one.source: one.reason_id for one in given})
    return coaching.draft(
        rating,
        _without_names(texts, rating, conversation, said),
        later_score=later.score if later else None,
        reason=next((one.reason.name for one in given if one.reason_id == main), ""),
        topic=ConversationType.objects.filter(key=rating.invite.topic).values_list("name", flat=True).first() or "",
        by=actor,
        at=at,
    )


@transaction.atomic
def reword(case: Case, texts: Mapping[str, str], *, shared: bool, actor: User, at: datetime) -> None:
    """Names that somebody wrote into it go again."""
    conversation = conversations.locked(case.rating.conversation_id)
    coaching.word(case, _without_names(texts, case.rating, conversation, _said(conversation)))
    coaching.share(case, shared, by=actor, at=at)


def _said(conversation: Conversation) -> list[Message]:
    """What customer and company said to each other, the oldest first."""
    rows = Message.objects.filter(conversation=conversation, kind__in=Message.VISIBLE_TO_CUSTOMER, held=False)
    return list(reversed(rows.select_related("author").order_by("-at", "-id")[:MOST_MESSAGES]))


def _done(rating: Rating, said: list[Message]) -> str:
    """The next reply after the answer, and what the steps of winning them back tell."""
    replies = (one for one in said if one.kind == Message.Kind.REPLY and one.at > rating.first_at)
    steps = Step.objects.filter(recovery__triggers__rating=rating, kind__in=TELLING).exclude(note="")
    notes = [
        _("%(step)s: %(note)s") % {"step": _(StepKind(one.kind).label), "note": one.note}
        for one in steps.order_by("done_at", "id")
    ]
    return "\n\n".join([*(one.shown_text for one in list(replies)[:1]), *notes])


def _without_names(
    texts: Mapping[str, str], rating: Rating, conversation: Conversation, said: list[Message]
) -> dict[str, str]:
    colleagues = _colleagues()
    names, references = [rating.invite.recipient, *_names(conversation, said)], [conversation.reference]
    return {
        name: anonymous(
            colleagues.sub(DOTS, text),
            names,
            LESSON - 2 if name == "lesson" else MOST_READ,
            references=references,
            lines=name != "lesson",
        )
        for name, text in texts.items()
    }


def _colleagues() -> re.Pattern[str]:
    """Everybody here by each of their names, as names are written: "will" is a word, "Will" may be one of us."""
    parts = {part for one in User.objects.all() for part in _PART.findall(one.name) if part[0].isupper()}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(parts, key=len, reverse=True))) or '(?!)'})(?!\w)")


def _names(conversation: Conversation, said: list[Message]) -> list[str]:
    """By what the customer, whoever is on copy and whoever of us wrote or has it could be known."""
    ours = [one.author.name for one in said if one.author is not None]
    owner = [conversation.assignee.name] if conversation.assignee else []
    theirs = [one for message in said for one in (message.from_name, message.from_address)]
    copied = [
        value
        for message in said
        for row in (*message.to, *message.cc, *message.bcc)
        for value in (row.get("name", ""), row.get("address", ""))
        if value
    ]
    own = {conversation.inbox.address, conversation.inbox.name}
    return [*names_of(conversation.customer), *ours, *owner, *(one for one in {*theirs, *copied} if one not in own)]
