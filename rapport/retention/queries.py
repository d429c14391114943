"""Reads of the retention room."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.conversations.models import Conversation, Inbox, Message, Status
from rapport.platform.gathered import Asked
from rapport.retention.models import Emptied, Keep, Rule
from rapport.retention.rules import FOREVER

KEEP = Asked(lambda conversation: Keep.objects.filter(conversation=conversation).select_related("kept_by"))
EMPTIED = Asked(lambda conversation: Emptied.objects.filter(conversation=conversation))


def rule_of(inbox: Inbox | None) -> Rule | None:
    return Rule.objects.filter(inbox=inbox).first()


def rules() -> list[Rule]:
    """Of the whole desk first, then of inboxes by name."""
    found = Rule.objects.select_related("inbox", "set_by")
    return sorted(found, key=lambda one: (one.inbox is not None, one.inbox.name if one.inbox else "", one.pk))


def deleting() -> list[Rule]:
    """Those that delete something."""
    return [one for one in rules() if one.months != FOREVER]


def in_scope(inbox: Inbox | None, field: str = "inbox") -> Q:
    """What a rule of this inbox is about; without one, of every inbox that has none of its own."""
    if inbox is not None:
        return Q(**{field: inbox})
    own = Rule.objects.filter(inbox__isnull=False).values("inbox_id")
    return ~Q(**{f"{field}__in": own}) | Q(**{field: None})


def closed_before(inbox: Inbox | None, edge: datetime) -> QuerySet[Conversation]:
    """Closed, without a word since, not kept and not emptied yet, with those that became part of one of them."""
    mine = Conversation.objects.filter(in_scope(inbox), status=Status.DONE, last_message_at__lt=edge)
    mine = mine.filter(closed_at__lt=edge, snoozed_until=None)
    said = Message.objects.filter(conversation=OuterRef("pk"))
    gone = Emptied.objects.filter(conversation=OuterRef("pk"))
    since = Message.objects.filter(conversation=OuterRef("conversation"), at__gt=OuterRef("at"))
    lives_on = Emptied.objects.filter(conversation=OuterRef("merged_into"))
    held = Keep.objects.filter(conversation=OuterRef("pk"))
    mine = mine.filter(Q(merged_into=None) | Exists(lives_on)).exclude(Exists(said.filter(at__gte=edge)))
    return mine.exclude(Exists(gone.exclude(Exists(since)))).exclude(Exists(held))


def kept_among(conversations: Collection[int]) -> list[Conversation]:
    """Those that somebody needs."""
    return list(Conversation.objects.filter(keep__isnull=False, pk__in=conversations).order_by("pk"))


def keep_of(conversation: Conversation) -> Keep | None:
    return Keep.objects.filter(conversation=conversation).first()


def kept(limit: int = 200) -> list[Keep]:
    """What somebody needs, the newest first."""
    return list(Keep.objects.select_related("conversation", "kept_by").order_by("-kept_at", "-pk")[:limit])
