"""Writes of the retention room."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from rapport.conversations.models import Conversation, Inbox
from rapport.customers.rules import clean_name
from rapport.platform import events
from rapport.retention.models import Emptied, Keep, Rule
from rapport.retention.rules import FEWEST_MONTHS, FOREVER, MOST_MONTHS
from rapport.team.models import User


class RetentionError(ValueError):
    """It cannot be done; the text says why."""


@transaction.atomic
def set_rule(inbox: Inbox | None, months: int | None, *, actor: User, at: datetime) -> None:
    """`months` 0 keeps all of an inbox whatever holds for the desk; None takes its rule away. Raises RetentionError."""
    if months is None or (months == FOREVER and inbox is None):
        Rule.objects.filter(inbox=inbox).delete()
    elif months != FOREVER and not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise RetentionError(
            gettext("Choose %(fewest)s to %(most)s months.") % {"fewest": FEWEST_MONTHS, "most": MOST_MONTHS}
        )
    else:
        defaults = {"months": months, "set_by": actor, "set_at": at}
        Rule.objects.update_or_create(inbox=inbox, defaults=defaults)
    data = {"inbox": inbox.pk if inbox else None, "months": months}
    events.record("retention.rule_set", at=at, actor_id=actor.pk, data=data)


def keep(conversation: Conversation, why: str, *, actor: User, at: datetime) -> None:
    """The caller has locked the conversation. Raises RetentionError without a reason, or when there is nothing left."""
    reason = clean_name(why)
    if not reason:
        raise RetentionError(gettext("Say why it must be kept, so that somebody can tell later when it is over."))
    gone = Emptied.objects.filter(conversation=conversation).first()
    if gone is not None and not conversation.messages.filter(at__gt=gone.at).exists():
        raise RetentionError(gettext("What was said here is deleted already."))
    defaults = {"why": reason[:200], "kept_by": actor, "kept_at": at}
    Keep.objects.update_or_create(conversation=conversation, defaults=defaults)
    events.record("retention.kept", at=at, actor_id=actor.pk, conversation_id=conversation.pk)


def keep_no_more(conversation: Conversation, *, actor: User, at: datetime) -> bool:
    """Whether it was kept."""
    ended = bool(Keep.objects.filter(conversation=conversation).delete()[0])
    if ended:
        events.record("retention.kept_no_more", at=at, actor_id=actor.pk, conversation_id=conversation.pk)
    return ended


def keep_along(one: Conversation, other: Conversation) -> None:
    """What was said in the one is in the other now, and so must be kept there, too."""
    held = Keep.objects.filter(conversation=one).first()
    if held is not None:
        same = {"why": held.why, "kept_by_id": held.kept_by_id, "kept_at": held.kept_at}
        Keep.objects.get_or_create(conversation=other, defaults=same)


def note_emptied(rule: Rule, conversations: Collection[int], *, at: datetime) -> None:
    """In the transaction that empties them."""
    rows = [Emptied(conversation_id=pk, at=at, months=rule.months) for pk in conversations]
    Emptied.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["conversation"], update_fields=["at", "months"]
    )
    Rule.objects.filter(pk=rule.pk).update(swept=F("swept") + len(rows))


def note_mails(rule: Rule, count: int) -> None:
    Rule.objects.filter(pk=rule.pk).update(swept_mails=F("swept_mails") + count)


def take_swept(rule: Rule) -> tuple[int, int]:
    """How many conversations and mails since this was asked last; the caller writes them into the audit log."""
    found = Rule.objects.select_for_update().filter(pk=rule.pk).first()
    if found is None or not (found.swept or found.swept_mails):
        return 0, 0
    Rule.objects.filter(pk=rule.pk).update(swept=0, swept_mails=0)
    return found.swept, found.swept_mails
