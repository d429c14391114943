"""Mails of somebody who is to be forgotten."""

from collections.abc import Collection
from datetime import datetime

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
