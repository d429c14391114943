"""Who may be the same person as a customer, and why. Only ever a suggestion; nothing merges by itself."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.conversations.models import FIRST_NUMBER, Message
from rapport.customers import queries as customers
from rapport.customers.models import Customer
from rapport.customers.rules import signature_addresses
from rapport.team.models import User

MOST = 5


@dataclass(frozen=True)
class Likeness:
    """Another record, and what speaks for it being the same person."""

    customer: Customer
    reasons: list[str]

    @property
    def evidence(self) -> str:
        return "; ".join(self.reasons)


def suggestions(user: User, customer: Customer) -> list[Likeness]:
    """The likeliest first; only people of whom this user may know."""
    found = [*customers.alike(customer), *customers.named(customer, _named_in_mails(user, customer))]
    seen = conversations.customers_seen(user, {other.pk for other, _ in found}) if found else set()
    people = [Likeness(other, reasons) for other, reasons in customers.by_person(found) if other.pk in seen]
    return people[:MOST]


def _named_in_mails(user: User, customer: Customer) -> dict[str, str]:
    """Why each address that came up in the customer's own mails may be theirs as well."""
    reasons: dict[str, str] = {}
    for message in conversations.mails_of(user, customer):
        for address, why in _named(message, customer):
            reasons.setdefault(address, f"{why} (R-{FIRST_NUMBER + message.conversation_id})")
    return reasons


def _named(message: Message, customer: Customer) -> list[tuple[str, str]]:
    asked = [(row.get("address", ""), _("Their mail asks for answers at {}")) for row in message.reply_to]
    signed = [
        (one, _("Their signature names {}")) for one in sorted(signature_addresses(message.text, message.reply_text))
    ]
    first = message.forwarded_from
    same = bool(customer.name) and first.get("name", "").casefold() == customer.name.casefold()
    forwarded = [(first.get("address", ""), _("They forwarded a mail of the same name from {}"))] if same else []
    return [(address, words.format(address)) for address, words in [*asked, *signed, *forwarded] if address]
