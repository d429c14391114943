"""Mails of somebody who is to be forgotten, and mails that were kept long enough."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from rapport.channels.email.models import OutboundMail, RawMail

ON_ITS_WAY = [
    OutboundMail.State.QUEUED,
    OutboundMail.State.LEASED,
    OutboundMail.State.SENDING,
    OutboundMail.State.DEFERRED,
]


def is_on_its_way(conversations: Collection[int]) -> bool:
    """Whether a mail of these conversations has yet to leave."""
    return OutboundMail.objects.filter(conversation__in=conversations, state__in=ON_ITS_WAY).exists()


def erase_mails(conversations: Collection[int], addresses: Collection[str], *, at: datetime) -> None:
    """Raw mails go whole; of sent ones stays that they were sent, so that a late delivery report harms nobody."""
    RawMail.objects.filter(message__conversation__in=conversations).delete()
    RawMail.objects.filter(message=None, envelope_from__in=list(addresses)).exclude(state=RawMail.State.NEW).delete()
    OutboundMail.objects.filter(conversation__in=conversations).update(recipient="", recipient_name="", error="")
    links = OutboundMail.objects.filter(kind=OutboundMail.Kind.ACCESS, recipient__in=list(addresses))
    links.filter(state__in=ON_ITS_WAY).update(state=OutboundMail.State.FAILED, settled_at=at)  # it opens nothing now
    links.update(recipient="", recipient_name="", error="", sealed="")


def empty_mails(conversations: Collection[int]) -> None:
    """Their bytes go; the rows stay, so that a server that still has such a mail brings nothing back."""
    _empty(RawMail.objects.filter(message__conversation__in=conversations))
    OutboundMail.objects.filter(conversation__in=conversations).update(recipient="", recipient_name="", error="")


def empty_stray_mails(scope: Q, *, received_before: datetime, limit: int) -> int:
    """The same for read mails that are in no conversation: copies, delivery reports. Answers how many."""
    strays = RawMail.objects.filter(scope, message=None, received_at__lt=received_before)
    strays = strays.exclude(state=RawMail.State.NEW).exclude(raw=b"")
    return _empty(RawMail.objects.filter(pk__in=list(strays.order_by("id").values_list("pk", flat=True)[:limit])))


def _empty(mails: QuerySet[RawMail]) -> int:
    return mails.update(raw=b"", envelope_from="", envelope_to=[], peer="", error="")
