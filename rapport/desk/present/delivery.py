"""How a message of ours fared on its way, for everybody it went to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.channels.email import advice
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.undelivered import is_in_trouble
from rapport.conversations.models import Conversation, Message
from rapport.platform.said import said
from rapport.web.addresses import reverse
from rapport.web.words import day_of

State = OutboundMail.State
SENT = {
    State.QUEUED: ("waiting", gettext_lazy("Waiting to be sent")),
    State.LEASED: ("waiting", gettext_lazy("Being sent")),
    State.SENDING: ("waiting", gettext_lazy("Being sent")),
    State.SENT: ("sent", gettext_lazy("Sent")),
    State.DEFERRED: ("waiting", gettext_lazy("The mail server asked us to wait. It is tried again")),
    State.FAILED: ("failed", gettext_lazy("Not delivered")),
    State.UNKNOWN: ("unknown", gettext_lazy("Perhaps delivered: the connection broke while it was sent")),
}
WORST_LAST = ("sent", "settled", "waiting", "unknown", "failed")


def delivery(message: Message, mails: Sequence[OutboundMail]) -> dict[str, Any] | None:
    """What `web/_delivery.html` expects: the worst state of all, and each recipient's when there are several."""
    if not mails:
        return None
    each = [_one(mail) for mail in mails]
    worst = max(each, key=lambda one: WORST_LAST.index(one["state"]))
    again = any(is_in_trouble(mail) for mail in mails)
    return {
        "state": worst["state"],
        "words": worst["words"] if len(each) == 1 else _together(each, worst),
        "each": each if len(each) > 1 else [],
        "retry_url": reverse("desk:sending", args=[message.public_id]) if again else "",
    }


def _one(mail: OutboundMail) -> dict[str, str]:
    state, words = SENT[State(mail.state)]
    detail = f": {said(mail.error)}" if mail.error and state != "sent" else ""
    if mail.settled_at is not None and state in ("failed", "unknown"):
        state, detail = "settled", _("%(detail)s Somebody has seen to it.") % {"detail": detail}
    return {"to": mail.recipient_name or mail.recipient, "state": state, "words": f"{words}{detail}"}


def _together(each: Sequence[dict[str, str]], worst: dict[str, str]) -> str:
    """“Sent to all 3”, or how many have it and what is wrong with the others."""
    alike = [one["to"] for one in each if one["state"] == worst["state"]]
    if len(alike) == len(each):
        return (
            _("%(value)s to all %(number)s") % {"value": worst["words"].partition(":")[0], "number": len(each)}
            if worst["state"] == "sent"
            else worst["words"]
        )
    sent = sum(one["state"] == "sent" for one in each)
    return _("Sent to %(sent)s of %(number)s. To %(join)s: %(value)s") % {
        "sent": sent,
        "number": len(each),
        "join": ", ".join(alike),
        "value": worst["words"],
    }


def undelivered(
    conversation: Conversation, messages: Iterable[Message], mails: Mapping[int, Sequence[OutboundMail]]
) -> list[dict[str, Any]]:
    """What `web/_undelivered.html` expects: one for each reply that somebody did not get, the newest first."""
    troubled = [(message, list(filter(is_in_trouble, mails.get(message.pk, ())))) for message in messages]
    return [_trouble(conversation, message, found) for message, found in reversed(troubled) if found]


def _trouble(conversation: Conversation, message: Message, mails: Sequence[OutboundMail]) -> dict[str, Any]:
    failed = [mail for mail in mails if mail.state == State.FAILED]
    told = (failed or list(mails))[0]
    return {
        "id": f"undelivered-{message.pk}",
        "who": ", ".join(mail.recipient_name or mail.recipient for mail in mails),
        "verb": _("did not get") if failed else _("may not have got"),
        "at": message.at,
        "message_url": f"#message-{message.pk}",
        "said": said(told.error),
        "advice": said(advice.of(told.error, told.recipient)),
        "addresses": ", ".join(mail.recipient for mail in mails),
        "phone": conversation.customer.phone,
        "again_url": reverse("desk:sending", args=[message.public_id]),
        "elsewhere_url": reverse("desk:elsewhere", args=[message.public_id]),
        "settle_url": reverse("desk:settling", args=[message.public_id]),
    }


def address_warning(conversation: Conversation) -> str:
    """What to know before writing to the customer's address: that mail to it comes back; '' when it does not."""
    identity, phone = conversation.identity, conversation.customer.phone
    if identity.undeliverable_since is None:
        return ""
    instead = _("Call instead: %(phone)s") % {"phone": phone} if phone else _("Call instead, or use another address")
    return _("Mail to this address comes back since %(day_of)s. %(instead)s.") % {
        "day_of": day_of(identity.undeliverable_since),
        "instead": instead,
    }
