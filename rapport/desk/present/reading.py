"""What a mail was besides its words: signed, an invitation, passed on from somebody else."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.conversations.models import Message
from rapport.web.addresses import reverse

NATURES = {
    Message.Nature.SIGNED: (gettext_lazy("Signed"), gettext_lazy("Digitally signed. The signature was not checked.")),
    Message.Nature.ENCRYPTED: (
        gettext_lazy("Encrypted"),
        gettext_lazy("This mail is encrypted. Only whoever holds the key can open the attached file."),
    ),
}
METHODS = {
    "request": gettext_lazy("Invitation"),
    "cancel": gettext_lazy("Cancelled"),
    "reply": gettext_lazy("Answer to an invitation"),
    "counter": gettext_lazy("Another time proposed"),
}


def besides(message: Message) -> dict[str, Any]:
    """The parts of `web/_message.html` that only some mails have."""
    if message.kind != Message.Kind.INBOUND:
        return {}
    return {
        "nature": _nature(message),
        "invite": _invite(message.invite) if message.invite else None,
        "forwarded": _forwarded(message) if message.forwarded_from and not message.held else None,
    }


def _nature(message: Message) -> dict[str, Any] | None:
    if not message.nature:
        return None
    word, why = NATURES[Message.Nature(message.nature)]
    closed = message.nature == Message.Nature.ENCRYPTED and not message.text.strip()
    return {"word": word, "why": why, "instead": why if closed else ""}


def _invite(facts: dict[str, str]) -> dict[str, Any]:
    starts, ends = _moment(facts.get("starts", "")), _moment(facts.get("ends", ""))
    if isinstance(ends, date) and not isinstance(ends, datetime):
        ends -= timedelta(days=1)  # a whole day ends where the next one begins
    return {
        "what": METHODS.get(facts.get("method", ""), _("Event")),
        "is_off": facts.get("method") == "cancel",
        "title": facts.get("title") or _("Without a title"),
        "starts": _time(starts),
        "ends": _time(ends) if ends and ends != starts else None,
        "zone": facts.get("zone", ""),
        "place": facts.get("place", ""),
        "organiser": facts.get("organiser", ""),
    }


def _moment(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _time(moment: date | datetime | None) -> dict[str, Any] | None:
    """A moment is shown in the reader's own zone; a day, and a time that names no zone, as they were written."""
    if moment is None:
        return None
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return {"moment": moment}
    form = f"{moment:%H:%M}, {moment.day} {moment:%B %Y}" if isinstance(moment, datetime) else ""
    return {"words": form or f"{moment.day} {moment:%B %Y}"}


def _forwarded(message: Message) -> dict[str, str] | None:
    """Whom to make the customer; None once it is theirs."""
    name, address = message.forwarded_from.get("name", ""), message.forwarded_from.get("address", "")
    conversation = message.conversation
    if not address or conversation.identity.address == address:
        return None
    return {
        "name": name or address,
        "given_name": name,
        "address": address,
        "url": reverse("desk:conversation-customer", args=[conversation.reference]),
    }
