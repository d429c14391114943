"""What is known about who sent a mail, in plain words; the checks themselves for those who open it."""

from typing import Any

from django.utils.translation import gettext as _

from rapport.channels.form.letters import came_by_form
from rapport.conversations.models import Message

Trust = Message.Trust
ICONS = {Trust.PROVEN: "shield-check", Trust.SECRET: "key", Trust.FAILED: "shield-exclamation"}


def sender(message: Message) -> dict[str, Any]:
    """The parts of `web/_message.html` that tell of a mail's sender."""
    if message.kind != Message.Kind.INBOUND or came_by_form(message):
        return {}
    return {
        "proof": _proof(message) if message.origin != Message.Origin.BOUNCE else None,
        "suspect": message.trust == Trust.FAILED and not message.held,
        "answers_to": _answers_to(message),
        "hint": message.hint,
    }


def _proof(message: Message) -> dict[str, str]:
    trust = Trust(message.trust)
    word, why = _words(message, trust)
    return {"word": word, "why": why, "detail": message.proof, "icon": ICONS.get(trust, "question-mark-circle")}


def _words(message: Message, trust: Message.Trust) -> tuple[str, str]:
    domain = message.from_address.rpartition("@")[2] or "nobody"
    if trust == Trust.PROVEN:
        return _("Proven by %(domain)s") % {"domain": domain}, _(
            "The mail carries a proof that it comes from %(domain)s."
        ) % {"domain": domain}
    if trust == Trust.FAILED:
        return _("May be forged"), _(
            "The checks say that this mail is not from %(domain)s, or was changed on its way."
        ) % {"domain": domain}
    if trust == Trust.SECRET:
        return _("Sent to the customer’s own reply address"), (
            _("Only this customer was given the address it came to. %(why)s") % {"why": _no_proof(message, domain)}
        )
    if trust == Trust.STRANGER:
        return _("From another address"), _("%(value)s is no address of this customer.") % {
            "value": message.from_address or _("Its sender")
        }
    if not message.proof:
        return _("Not checked"), _("Nobody checked where this mail comes from.")
    return _("Not proven"), _no_proof(message, domain)


def _no_proof(message: Message, domain: str) -> str:
    return (
        _("%(domain)s gave no proof with it.") % {"domain": domain}
        if message.proof
        else _("Where the mail comes from was not checked.")
    )


def _answers_to(message: Message) -> str:
    """Where answers are asked to go, if that is not where the mail says that it comes from (D15)."""
    asked = [row.get("address", "") for row in message.reply_to if row.get("address")]
    is_plain = not asked or message.from_address in asked or message.origin != Message.Origin.HUMAN
    return "" if is_plain else ", ".join(asked[:3])
