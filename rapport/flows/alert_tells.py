"""What the mail about an unhappy customer tells besides their words: what the shop knows, asked as it leaves."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.customers import queries as customers
from rapport.orders import asking, queries
from rapport.platform.said import in_language_of
from rapport.team.rules import May

if TYPE_CHECKING:
    from rapport.orders.cards import Order

MOST_ORDERS = 3


def orders(mail: OutboundMail, *, at: datetime) -> str:
    """The newest ones, a line each; "" where no shop is asked or answers, and for people who may not know."""
    alert, conversation, source = mail.alert, mail.conversation, queries.source()
    if source is None or alert is None or conversation is None or alert.kind != Alert.Kind.UNHAPPY:
        return ""
    customer = conversation.customer
    addresses = [one.address for one in customers.addresses_of(customer) if one.address]
    if not addresses or not alert.user.may(May.CONTACT):
        return ""
    with in_language_of(alert.user.language):
        card = asking.known(source, str(customer.public_id), addresses, at=at).card
        return "\n".join(_lines(card.orders)) if card is not None else ""


def _lines(found: "Sequence[Order]") -> list[str]:
    lines = [" · ".join(filter(None, (one.title, one.amount, one.state, one.date[:10]))) for one in found[:MOST_ORDERS]]
    if len(found) > MOST_ORDERS:
        more = len(found) - MOST_ORDERS
        lines.append(ngettext("… and %(count)s more.", "… and %(count)s more.", more) % {"count": more})
    return lines
