"""A conversation's messages as the desk shows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.channels.email.models import OutboundMail
from rapport.channels.form.letters import came_by_form
from rapport.conversations.actions import ERASED, TOO_OLD
from rapport.conversations.models import Attachment, Message
from rapport.desk.present.delivery import delivery
from rapport.desk.present.people import who
from rapport.desk.present.reading import besides
from rapport.desk.present.sender import sender
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.language.wrapped import unwrap
from rapport.platform.said import said as in_words
from rapport.web import clean
from rapport.web.addresses import reverse

WHY_HELD = {
    Message.Trust.FAILED: gettext_lazy("The sender’s domain says that this mail is not from there. It may be forged."),
    Message.Trust.STRANGER: gettext_lazy("This was written from an address that is not this customer’s."),
    Message.Trust.UNCHECKED: gettext_lazy("Nothing proves that this customer wrote it."),
}
ORIGINS = {
    Message.Origin.AUTO_REPLY: gettext_lazy("Automatic reply"),
    Message.Origin.BOUNCE: gettext_lazy("Delivery report"),
    Message.Origin.LIST: gettext_lazy("Mailing list"),
}
KINDS = {
    Message.Kind.INBOUND: "customer",
    Message.Kind.REPLY: "ours",
    Message.Kind.NOTE: "note",
    Message.Kind.AUTOMATIC: "ours",
}


def shown_messages(
    messages: Iterable[Message],
    ratings: Iterable[Rating],
    sent: Mapping[int, Sequence[OutboundMail]],
    people: Mapping[str, str],
) -> list[dict[str, Any]]:
    """`sent`: the mails that each message went out as; `people`: the names of participants by address."""
    by_message = {rating.invite.message_id: rating for rating in ratings}
    return [
        shown_message(message, by_message.get(message.pk), sent.get(message.pk, ())) | _as_participant(message, people)
        for message in messages
    ]


def shown_message(message: Message, rating: Rating | None = None, mails: Sequence[OutboundMail] = ()) -> dict[str, Any]:
    """What `web/_message.html` expects."""
    is_inbound, by_form = message.kind == Message.Kind.INBOUND, came_by_form(message)
    is_gone = message.text in (ERASED, TOO_OLD)
    return {
        "id": f"message-{message.pk}",
        "kind": KINDS[Message.Kind(message.kind)],
        "author": who(message),
        "at": message.at,
        "to": _to(message, mails),
        "html": _own_html(message),
        "text": in_words(message.text) if is_gone else _text(message),
        "quoted": _quoted(message),
        "original_url": reverse("desk:body", args=[message.public_id]) if is_inbound and message.html else "",
        "attachments": [_attachment(file) for file in message.attachments.all() if not _is_picture_in_text(file)],
        "rating": _rating(rating),
        "delivery": delivery(message, mails),
        "label": _label(message),
        "held": _held(message),
        "unreadable": message.unreadable,
        "source_url": reverse("desk:source", args=[message.public_id])
        if is_inbound and not by_form and not is_gone
        else "",
        **besides(message),
        **sender(message),
    }


def _text(message: Message) -> str:
    text = clean.without_rating_links(message.shown_text)
    return unwrap(text) if message.kind == Message.Kind.INBOUND else text


def _as_participant(message: Message, people: Mapping[str, str]) -> dict[str, str]:
    """A participant's mail is shown under the name that we know, not under the one that it claims."""
    known = message.kind == Message.Kind.INBOUND and not message.held and people.get(message.from_address)
    return {"author": known, "label": _("On copy")} if known else {}


def _to(message: Message, mails: Sequence[OutboundMail]) -> str:
    """Who got a reply, openly or not; of a customer's mail who else got it."""
    if message.kind == Message.Kind.INBOUND:
        return _names(message.cc)
    to = _names(message.to) or (mails[-1].recipient_name or mails[-1].recipient if mails else "")
    more = [f"{word} {_names(rows)}" for word, rows in (("cc", message.cc), ("bcc", message.bcc)) if rows]
    return ", ".join([to, *more]) if to else ""


def _names(rows: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(one.get("name") or one.get("address", "") for one in rows)


def _own_html(message: Message) -> SafeString | str:
    """Only what we wrote is shown as HTML in the page itself; it was cleaned when written and is cleaned again."""
    if message.kind != Message.Kind.REPLY or not message.html:
        return ""
    inline = [file for file in message.attachments.all() if _is_picture_in_text(file)]
    pictures = {f"cid:{file.content_id}": reverse("desk:picture", args=[file.public_id]) for file in inline}
    return SafeString(clean.reply(message.html, pictures))


def _quoted(message: Message) -> str:
    if message.kind != Message.Kind.INBOUND or not message.reply_text or message.reply_text == message.text:
        return ""
    whole = message.text.strip()
    rest = whole.removeprefix(message.reply_text.strip()).strip()
    return clean.without_rating_links(rest if rest != whole else whole)


def _label(message: Message) -> str:
    if message.kind == Message.Kind.AUTOMATIC:
        return _("Campaign") if message.author_id else _("Automatic receipt")
    if came_by_form(message):
        return _("Contact form")
    if message.forwards_id:
        return _("Forwarded")
    return str(ORIGINS.get(Message.Origin(message.origin), "")) if message.kind == Message.Kind.INBOUND else ""


def _held(message: Message) -> dict[str, Any] | None:
    if not message.held:
        return None
    return {
        "why": WHY_HELD.get(Message.Trust(message.trust), WHY_HELD[Message.Trust.UNCHECKED]),
        "address": message.from_address or _("no address"),
        "accept_url": reverse("desk:acceptance", args=[message.public_id]),
        "split_url": reverse("desk:separation", args=[message.public_id]),
        "keep_address": _may_join(message),
        "join_url": reverse("desk:admission", args=[message.public_id]) if _may_join(message) else "",
    }


def _may_join(message: Message) -> bool:
    """Somebody else, who may be let in; not a sender whom the checks found to be false."""
    return message.trust == Message.Trust.STRANGER and bool(message.from_address)


def _attachment(file: Attachment) -> dict[str, Any]:
    return {
        "name": file.name,
        "url": reverse("desk:attachment", args=[file.public_id]),
        "size": file.size,
        "content_type": file.content_type,
        "picture_url": reverse("desk:picture", args=[file.public_id]) if file.is_image else "",
    }


def _is_picture_in_text(file: Attachment) -> bool:
    return file.inline and file.is_image and bool(file.content_id)


def _rating(rating: Rating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    call = [(_("Please call %(phone)s") % {"phone": rating.phone}).strip()] if rating.call_me else []
    return {
        "level": rating.score,
        "state": rating.state,
        "words": rating.comment,
        "at": rating.changed_at,
        "chips": [*clicked(rating), *said(rating.chips), *call],
        "training_url": reverse("desk:rating-training", args=[rating.pk]) if rating.counts else "",
    }


def clicked(rating: Rating) -> list[str]:
    """What was chosen on a scale of its own, besides the face that it counts as."""
    if rating.choice is None or rating.invite.scale is None:
        return []
    point = feedback.point_of(rating.invite, rating.choice)
    return [f"{point.emoji} {point.word} ({rating.choice}/{rating.invite.points})"]


CHIPS = {
    "heard": (gettext_lazy("Heard"), gettext_lazy("Not heard")),
    "respected": (gettext_lazy("Respected"), gettext_lazy("Not respected")),
    "solved": (gettext_lazy("Solved"), gettext_lazy("Not solved")),
    "quick": (gettext_lazy("Quick"), gettext_lazy("Not quick")),
}


def said(chips: dict[str, bool]) -> list[str]:
    """The answers beside a face: "Solved", "Not heard"; the unhappy ones first."""
    return [
        str(CHIPS[name][0 if chips[name] else 1]) if name in CHIPS else name
        for name in sorted(chips, key=lambda one: (chips[one], one))
    ]
