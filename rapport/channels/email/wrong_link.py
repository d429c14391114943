"""The link by which whoever got a mail of ours says that something is wrong. Nobody can guess it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation
from rapport.platform import signing

GOOD_FOR = timedelta(days=90)
CARRIERS = frozenset(
    {OutboundMail.Kind.REPLY, OutboundMail.Kind.ACKNOWLEDGEMENT, OutboundMail.Kind.SURVEY, OutboundMail.Kind.CAMPAIGN}
)
_ID_BYTES, _MAC_BYTES = 8, 12
TOKEN_CHARS = 32


@dataclass(frozen=True)
class Bound:
    """Who got the mail, and which conversation it is of."""

    about: Conversation
    address: str
    name: str


def token(mail: OutboundMail) -> str:
    """32 base32 characters."""
    name = mail.pk.to_bytes(_ID_BYTES, "big")
    return signing.base32(name + signing.mac("something-wrong", name, _MAC_BYTES))


def url(mail: OutboundMail) -> str:
    """Empty for a mail to our own people, or one that is stored nowhere."""
    if mail.pk is None or mail.kind not in CARRIERS or mail.conversation_id is None:
        return ""
    return f"{settings.RAPPORT_URL}/w/{token(mail)}/"


def read(given: str, at: datetime) -> Bound | None:
    """Malformed, forged, expired ones, and one of a mail whose recipient was forgotten, look the same."""
    if len(given) != TOKEN_CHARS or not given.isascii():
        return None
    data = signing.from_base32(given)
    if data is None or signing.base32(data) != given:
        return None
    name, mac = data[:_ID_BYTES], data[_ID_BYTES:]
    pk = int.from_bytes(name, "big")
    if not signing.same(mac, signing.mac("something-wrong", name, _MAC_BYTES)) or pk >= 2**63:
        return None
    mail = (
        OutboundMail.objects.filter(pk=pk, kind__in=CARRIERS, created_at__gte=at - GOOD_FOR)
        .select_related("conversation__inbox", "conversation__customer")
        .first()
    )
    if mail is None or mail.conversation is None:
        return None
    return bound(mail.conversation, mail.recipient, mail.recipient_name)


def bound(about: Conversation, address: str, name: str) -> Bound | None:
    """None for whom nobody can write to any more."""
    is_gone = about.customer.erased_at is not None or "@" not in address or not about.inbox.is_active
    return None if is_gone else Bound(about, address, name)
