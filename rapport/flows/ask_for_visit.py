"""A customer asks for a link to their own conversations. Whether we know the address is told to its owner alone."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.channels.email import actions as email
from rapport.channels.email import queries as mail
from rapport.channels.email import servers
from rapport.channels.email.link_note import LinkNote
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.rules import is_machine_address, without_tag
from rapport.conversations import queries as record
from rapport.customers import actions as customers
from rapport.customers import queries
from rapport.platform import limits

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
PER_NETWORK, PER_ADDRESS, A_DAY_LONG = 5, 1, 5
PATH = "/portal/enter/{token}/"


class TooOften(Exception):
    """The network has asked its share."""


def links_leave() -> bool:
    """Whether a link would reach anybody: not while automatic mail is off, nor where only inboxes have mail servers."""
    return mail.automatic_mail_is_on() and (servers.takes_mail_of_no_inbox() or not servers.any_takes_mail())


@transaction.atomic
def ask_for_visit(address: str, *, network: str, at: datetime) -> bool:
    """Answers whether a mail is queued, which no page may tell: at most one an hour, five a day (S31).

    Raises TooOften.
    """
    if not limits.allow(f"portal-from:{network}", limit=PER_NETWORK, window=AN_HOUR, at=at):
        raise TooOften
    value = address.strip().lower()
    person = sha256(without_tag(value).encode()).hexdigest()[:32]
    hourly = limits.allow(f"portal-link:{person}", limit=PER_ADDRESS, window=AN_HOUR, at=at)
    daily = limits.allow(f"portal-links:{person}", limit=A_DAY_LONG, window=A_DAY, at=at)
    if not hourly or not daily or is_machine_address(value) or mail.is_ours(value):
        return False
    identity = queries.by_handle(f"email:{value}")
    if identity is None or not record.of_identity(identity, limit=1):
        return False
    url = settings.RAPPORT_URL + PATH.format(token=customers.ask_for_visit(identity, at=at))
    email.queue_link(OutboundMail.Kind.ACCESS, (identity.address, ""), _note(url), at=at)
    return True


def _note(url: str) -> LinkNote:
    """Nothing that whoever asked has typed: it may be somebody else's address."""
    words = [
        _("Somebody, we hope you, asked to see what you and we wrote to each other."),
        _("This link opens it, once, within half an hour."),
        _("If it was not you, do nothing. Nobody sees anything without this mail."),
    ]
    return LinkNote(
        _("Your conversations with us"), "\n\n".join(words), _("See my conversations"), url, get_language() or "en"
    )
