"""What a mail on its way out says, gathered from the rows. Nothing here knows MIME."""

import json
import re
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from rapport.alerts.models import Alert
from rapport.channels.email import addresses, digest, portal_link, wrong_link
from rapport.channels.email.link_note import LinkNote
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.news_note import NewsNote, Section
from rapport.channels.email.parse.clean import clean_header, clean_text
from rapport.channels.email.trial_note import TrialNote
from rapport.conversations.models import Attachment, Conversation, Inbox, Message
from rapport.conversations.queries import own_addresses
from rapport.language import contacts
from rapport.language.html_text import html_to_text
from rapport.platform import secrets
from rapport.platform.said import in_language_of
from rapport.team.models import User
from rapport.team.rules import May

_BREAKS_AN_ID = re.compile(r"[\s<>]|=\?")
LAST_REFERENCES = 20
QUOTE_CHARS = 20_000


@dataclass(frozen=True)
class FaceLink:
    """One choice of the customer: a word, its drawing, and where it leads."""

    word: str
    emoji: str
    url: str
    colour: str = ""
    ink: str = ""


@dataclass(frozen=True)
class Faces:
    """The question below a reply, in `language`. `trap_url` is a link that no person sees."""

    question: str
    choices: tuple[FaceLink, ...]
    page_url: str
    trap_url: str
    fixed_url: str = ""
    not_fixed_url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Scale:
    """A question with numbers. `ends` are what the first and the last one mean; `stop_url` is the way out, which a mail
    program offers by itself, too."""

    question: str
    choices: tuple[tuple[int, str], ...]
    ends: tuple[str, str]
    page_url: str
    trap_url: str
    stop_url: str


@dataclass(frozen=True)
class Reasons:
    """Words to choose from with one click, each with where it leads."""

    question: str
    choices: tuple[tuple[str, str], ...]
    trap_url: str


@dataclass(frozen=True)
class Quote:
    """What the customer wrote last, or the whole of what is forwarded."""

    heading: str
    text: str
    is_forward: bool = False


@dataclass(frozen=True)
class LetterOut:
    """One mail to one recipient. `envelope_from` is empty where no delivery report may come back; `language` is what
    the words of ours around the text are said in, empty for the desk's own."""

    kind: str
    company: str
    envelope_from: str
    sender: tuple[str, str]
    recipient: tuple[str, str]
    to: list[tuple[str, str]]
    cc: list[tuple[str, str]]
    reply_to: str
    subject: str
    message_id: str
    written_at: datetime
    text: str
    html: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    signature: str = ""
    signature_html: str = ""
    quote: Quote | None = None
    faces: Faces | None = None
    files: list[Attachment] = field(default_factory=list)
    alert: Alert | None = None
    orders: str = ""
    url: str = ""
    button: str = ""
    language: str = ""
    portal_url: str = ""
    scale: Scale | None = None
    sections: tuple[Section, ...] = ()
    after: str = ""
    stop_url: str = ""
    wrong_url: str = ""
    reasons: Reasons | None = None


def letter_of(
    mail: OutboundMail,
    faces: Faces | None = None,
    *,
    orders: str = "",
    scale: Scale | None = None,
    language: str = "",
    stop_url: str = "",
    reasons: Reasons | None = None,
) -> LetterOut:
    """The letter behind an outbox row. `orders`: what the shop knows of the customer an alert is about; `scale` and
    `language` are those of a survey, `reasons` those of a campaign."""
    if mail.alert is not None:
        with in_language_of(mail.alert.user.language):
            alert = digest.alert_of(mail, mail.alert)
            told = orders if alert is mail.alert else ""
            return _alert_letter(mail, *_as_may_be_read(alert, told))
    if mail.sealed and mail.kind == OutboundMail.Kind.DIGEST:
        return _news_letter(mail, NewsNote.read(secrets.unseal(mail.sealed)))
    if mail.sealed and mail.inbox is not None:
        return _trial_letter(mail, TrialNote.read(secrets.unseal(mail.sealed)), mail.inbox)
    if mail.sealed:
        return _link_letter(mail, LinkNote(**json.loads(secrets.unseal(mail.sealed))))
    if mail.message is None or mail.conversation is None:
        raise ValueError(f"Outbound mail {mail.pk} has nothing to say.")
    if mail.kind == OutboundMail.Kind.SURVEY:
        return _with_door(mail, _survey_letter(mail, mail.message, mail.conversation, scale, language))
    if mail.kind == OutboundMail.Kind.CAMPAIGN:
        letter = _campaign_letter(mail, mail.message, mail.conversation, language, stop_url)
        return _with_door(mail, replace(letter, reasons=reasons))
    letter = _message_letter(mail, mail.message, mail.conversation, faces)
    return letter if mail.message.forwards is not None else _with_door(mail, letter)


def _with_door(mail: OutboundMail, letter: LetterOut) -> LetterOut:
    """Whoever gets it may say that something is wrong."""
    return replace(letter, wrong_url=wrong_link.url(mail))


def _message_letter(mail: OutboundMail, message: Message, conversation: Conversation, faces: Faces | None) -> LetterOut:
    inbox, is_reply = conversation.inbox, mail.kind == OutboundMail.Kind.REPLY
    asked = message.forwards or _answered_by(message)
    parent = as_message_id(asked.message_id) if asked and message.forwards is None else ""
    own_name = message.author.first_name if message.author and is_reply else ""
    reference = conversation.reference
    return LetterOut(
        kind=mail.kind,
        company=inbox.name,
        envelope_from=_bounce_address(mail, inbox) if is_reply else "",
        sender=(f"{own_name} at {inbox.name}" if own_name else inbox.name, inbox.address),
        recipient=(mail.recipient_name, mail.recipient),
        to=_shown_to(mail, message),
        cc=_people(message.cc),
        reply_to=addresses.reply_address(conversation.pk, inbox_address=inbox.address, reply_domain=inbox.reply_domain),
        # A receipt must not carry a stranger's words to whoever the sender line names (S31).
        subject=_answer_subject(message, conversation) if is_reply else f"We have your message ({reference})",
        message_id=mail.header_id,
        written_at=mail.created_at,
        text=clean_text(message.shown_text),
        html=message.html,
        in_reply_to=parent,
        references=_references(message, parent) if message.forwards is None else [],
        signature=_signature(message) if is_reply else "",
        signature_html=message.signature if is_reply else "",
        quote=_quote_of(message, asked, inbox) if asked and is_reply else None,
        faces=faces if is_reply else None,
        files=list(message.attachments.all()),
        portal_url=portal_link.address() if is_reply and message.forwards is None else "",
    )


def _survey_letter(
    mail: OutboundMail, message: Message, conversation: Conversation, scale: Scale | None, language: str
) -> LetterOut:
    """It stands for itself, with nothing quoted; what is answered to it comes to the conversation that it is about."""
    inbox = conversation.inbox
    if scale is None:
        raise ValueError(f"Outbound mail {mail.pk} asks nothing.")
    return LetterOut(
        kind=mail.kind,
        company=inbox.name,
        envelope_from=_bounce_address(mail, inbox),
        sender=(inbox.name, inbox.address),
        recipient=(mail.recipient_name, mail.recipient),
        to=[(mail.recipient_name, mail.recipient)],
        cc=[],
        reply_to=addresses.reply_address(conversation.pk, inbox_address=inbox.address, reply_domain=inbox.reply_domain),
        subject=message.subject,
        message_id=mail.header_id,
        written_at=mail.created_at,
        text="",
        language=language,
        scale=scale,
    )


def _campaign_letter(
    mail: OutboundMail, message: Message, conversation: Conversation, language: str, stop_url: str
) -> LetterOut:
    """A plain mail from a person; what is answered to it comes to the conversation that it began."""
    inbox, author = conversation.inbox, message.author
    if author is None or not stop_url:
        raise ValueError(f"Outbound mail {mail.pk} has no sender, or no way out.")
    return LetterOut(
        kind=mail.kind,
        company=inbox.name,
        envelope_from=_bounce_address(mail, inbox),
        sender=(sender_of(author, inbox), inbox.address),
        recipient=(mail.recipient_name, mail.recipient),
        to=[(mail.recipient_name, mail.recipient)],
        cc=[],
        reply_to=addresses.reply_address(conversation.pk, inbox_address=inbox.address, reply_domain=inbox.reply_domain),
        subject=message.subject,
        message_id=mail.header_id,
        written_at=mail.created_at,
        text=clean_text(message.shown_text),
        signature=_signature(message),
        signature_html=message.signature,
        language=language,
        stop_url=stop_url,
    )


def _trial_letter(mail: OutboundMail, note: TrialNote, inbox: Inbox) -> LetterOut:
    """All as in the real one, but whoever answers it answers themselves: what they try out is no conversation."""
    scale = Scale(note.question, note.numbers, note.ends, note.page_url, note.page_url, note.stop_url)
    return LetterOut(
        kind=note.kind,
        company=inbox.name,
        envelope_from=_bounce_address(mail, inbox),
        sender=(note.sender, inbox.address),
        recipient=(mail.recipient_name, mail.recipient),
        to=[(mail.recipient_name, mail.recipient)],
        cc=[],
        reply_to=mail.recipient,
        subject=note.subject,
        message_id=mail.header_id,
        written_at=mail.created_at,
        text=clean_text(note.words),
        signature=note.signature,
        signature_html=note.signature_html,
        language=note.language,
        scale=scale if note.numbers else None,
        stop_url=note.stop_url,
        wrong_url=note.wrong_url,
        reasons=Reasons(note.question, note.reasons, note.page_url) if note.reasons else None,
    )


def sender_of(author: User, inbox: Inbox) -> str:
    """Who a mail of a person says that it is from."""
    return f"{author.first_name} at {inbox.name}"


def _as_may_be_read(alert: Alert, orders: str) -> tuple[Alert, str]:
    """People of other companies read no address or number of a customer; the alert that is stored stays whole."""
    if alert.user.may(May.CONTACT):
        return alert, orders
    keep, shown = own_addresses(), copy(alert)
    for name in ("headline", "body", "quote", "context", "history"):
        setattr(shown, name, contacts.hidden(getattr(alert, name), keep))
    return shown, contacts.hidden(orders, keep)


def _alert_letter(mail: OutboundMail, alert: Alert, orders: str) -> LetterOut:
    inbox = mail.conversation.inbox if mail.conversation else Inbox.objects.filter(is_active=True).first()
    address = inbox.address if inbox else f"rapport@{settings.RAPPORT_MAIL_DOMAIN}"
    return LetterOut(
        kind=mail.kind,
        company="Rapport",
        envelope_from=_bounce_address(mail, inbox) if inbox else "",
        sender=(gettext("Rapport at %(inbox)s") % {"inbox": inbox.name} if inbox else "Rapport", address),
        recipient=(mail.recipient_name, mail.recipient),
        to=[(mail.recipient_name, mail.recipient)],
        cc=[],
        reply_to=_answer_address(mail, alert),
        subject=alert.headline,
        message_id=mail.header_id,
        written_at=mail.created_at,
        text="\n\n".join(part for part in (clean_text(alert.body), _how_to_answer(mail, alert)) if part),
        alert=alert,
        orders=clean_text(orders),
        url=f"{settings.RAPPORT_URL}/{alert.path.lstrip('/')}",
        language=alert.user.language,
    )


def _link_letter(mail: OutboundMail, note: LinkNote) -> LetterOut:
    inbox = Inbox.objects.filter(is_active=True).order_by("id").first()
    return LetterOut(
        kind=mail.kind,
        company=inbox.name if inbox else "Rapport",
        envelope_from=_bounce_address(mail, inbox) if inbox else "",
        sender=(inbox.name, inbox.address) if inbox else ("Rapport", f"rapport@{settings.RAPPORT_MAIL_DOMAIN}"),
        recipient=(mail.recipient_name, mail.recipient),
        to=[(mail.recipient_name, mail.recipient)],
        cc=[],
        reply_to="",
        subject=note.subject,
        message_id=mail.header_id,
        written_at=mail.created_at,
        text=clean_text(note.words),
        url=note.url,
        button=note.button,
        language=note.language,
    )


def _news_letter(mail: OutboundMail, note: NewsNote) -> LetterOut:
    plain = _link_letter(mail, LinkNote(note.subject, note.words, note.button, note.url, note.language))
    return replace(plain, company="Rapport", sections=note.sections, after=note.after)


def _answer_address(mail: OutboundMail, alert: Alert) -> str:
    """Where the agent's answer becomes a reply to the customer; '' where that is switched off or means nothing."""
    conversation = mail.conversation
    if conversation is None or alert.pk is None or alert.conversation_id != conversation.pk:
        return ""
    inbox = conversation.inbox
    if not inbox.answers_by_mail or alert.kind not in Alert.CAN_BE_ANSWERED:
        return ""
    return addresses.agent_address(
        alert.pk, alert.user_id, inbox_address=inbox.address, reply_domain=inbox.reply_domain
    )


def _how_to_answer(mail: OutboundMail, alert: Alert) -> str:
    if mail.conversation is None or not _answer_address(mail, alert):
        return ""
    who = clean_header(mail.conversation.customer.name) or gettext("the customer")
    words = gettext("Answer this mail, and %(customer)s gets your words as your reply in %(reference)s.")
    return words % {"customer": who, "reference": mail.conversation.reference}


def as_message_id(value: str) -> str:
    """The Message-ID in angle brackets, as it goes into our headers; empty for anything that could break them."""
    bare = value.strip().removeprefix("<").removesuffix(">")
    if not bare or len(bare) > 240 or not bare.isascii() or not bare.isprintable() or _BREAKS_AN_ID.search(bare):
        return ""
    return f"<{bare}>"


def _answered_by(message: Message) -> Message | None:
    """The customer's last mail before ours: the last a person wrote, else the last of all."""
    asked = Message.objects.filter(
        conversation_id=message.conversation_id, kind=Message.Kind.INBOUND, held=False, at__lte=message.at
    ).exclude(pk=message.pk)
    by_person = asked.filter(origin=Message.Origin.HUMAN).order_by("at", "id").last()
    return by_person or asked.order_by("at", "id").last()


def _references(message: Message, parent: str) -> list[str]:
    """The first mail of the conversation and the last twenty, the answered one at the end: some relays refuse more."""
    earlier = Message.objects.filter(
        conversation_id=message.conversation_id,
        kind__in=Message.VISIBLE_TO_CUSTOMER,
        held=False,
        at__lte=message.at,
    ).exclude(message_id="")
    ids = earlier.exclude(pk=message.pk).values_list("message_id", flat=True)
    newest = list(ids.order_by("-at", "-id")[: LAST_REFERENCES + 1])
    root = ids.order_by("at", "id")[:1]
    known = [
        given for given in dict.fromkeys(map(as_message_id, [*root, *reversed(newest)])) if given not in ("", parent)
    ]
    if parent:
        known.append(parent)
    return known if len(known) <= LAST_REFERENCES + 1 else [known[0], *known[-LAST_REFERENCES:]]


def _signature(message: Message) -> str:
    return signature_in_words(message.signature, message.author)


def signature_in_words(html: str, author: User | None) -> str:
    """The one that it was written with, else the plain one of its author."""
    if html:
        return clean_text(html_to_text(html)).strip()
    return clean_text(author.signature) if author else ""


def _quote_of(message: Message, asked: Message, inbox: Inbox) -> Quote | None:
    if message.forwards is not None:
        return _forwarded(message.forwards)
    return _quote(asked) if inbox.quotes_history else None


def _forwarded(original: Message) -> Quote:
    """All of it, under the lines by which mail programs know a forwarded mail."""
    people = ", ".join(_shown(one) for one in original.to)
    sender = _shown({"name": original.from_name, "address": original.from_address})
    heads = [("From", sender), ("Date", f"{original.at:%a, %d %b %Y %H:%M}"), ("Subject", original.subject)]
    lines = [f"{name}: {clean_header(value)}" for name, value in [*heads, ("To", people)] if value]
    text = clean_text(original.text or original.shown_text)
    return Quote("---------- Forwarded message ---------\n" + "\n".join(lines), _short(text), is_forward=True)


def _shown(person: dict[str, str]) -> str:
    name, address = person.get("name", ""), person.get("address", "")
    return f"{name} <{address}>" if name and address else name or address


def _short(text: str) -> str:
    return (text if len(text) <= QUOTE_CHARS else text[:QUOTE_CHARS] + " […]").strip()


def _quote(asked: Message) -> Quote:
    who = asked.from_name or asked.from_address or "The customer"
    return Quote(
        f"On {asked.at:%a, %d %b %Y at %H:%M}, {clean_header(who)} wrote:", _short(clean_text(asked.shown_text))
    )


def _answer_subject(message: Message, conversation: Conversation) -> str:
    subject = message.subject or conversation.subject
    return subject if message.forwards_id or subject.lower().startswith("re:") else f"Re: {subject}"


def _shown_to(mail: OutboundMail, message: Message) -> list[tuple[str, str]]:
    """Whom the message names; somebody it does not name, since the mail to another address came back, alone."""
    named = {row["address"].lower() for row in [*message.to, *message.cc, *message.bcc] if row.get("address")}
    own = [(mail.recipient_name, mail.recipient)]
    return (_people(message.to) or own) if not named or mail.recipient.lower() in named else own


def _people(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row.get("name", ""), row["address"]) for row in rows if row.get("address")]


def _bounce_address(mail: OutboundMail, inbox: Inbox) -> str:
    return addresses.bounce_address(mail.bounce_key, inbox_address=inbox.address, reply_domain=inbox.reply_domain)
