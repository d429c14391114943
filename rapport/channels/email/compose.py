"""Turns a letter into the bytes that travel. The same letter gives the same headers on every try."""

import hashlib
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

import nh3
from django.conf import settings
from django.template.defaultfilters import linebreaks_filter, linebreaksbr, urlize
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from rapport.alerts import one_touch
from rapport.alerts.models import Alert, Touch
from rapport.channels.email.letters_out import Faces, LetterOut, Quote, Reasons, as_message_id
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.news_note import Section
from rapport.channels.email.parse.clean import clean_header, clean_name, clean_text
from rapport.conversations.models import Attachment
from rapport.platform import storage
from rapport.platform.said import in_language_of
from rapport.team.rules import May
from rapport.web import clean

Kind = OutboundMail.Kind
SUBJECT_CHARS = 500
NAME_CHARS = 160
TAGS = clean.REPLY_TAGS | {"img"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
AUTOMATIC = {
    Kind.ACKNOWLEDGEMENT: "auto-replied",
    Kind.ALERT: "auto-generated",
    Kind.INVITATION: "auto-generated",
    Kind.ACCESS: "auto-generated",
    Kind.SURVEY: "auto-generated",
    Kind.DIGEST: "auto-generated",
    Kind.CAMPAIGN: "auto-generated",
}
IDS = frozenset({"message-id", "in-reply-to", "references"})


class BadAddress(ValueError):
    """Nothing can be sent to this address; the text says so to the agent."""


class _Policy(EmailPolicy):
    """Folds ids one a line: the library would break a long one up as an encoded word, and the thread with it."""

    def fold(self, name: str, value: Any) -> str:
        return _ids(name, value) if name.lower() in IDS else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return _ids(name, value).encode("ascii") if name.lower() in IDS else super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", max_line_length=78, cte_type="7bit")


def compose(letter: LetterOut) -> bytes:
    """The mail with CRLF line ends, in ASCII. Raises BadAddress when the recipient is no address."""
    mail = EmailMessage(POLICY)
    _head(mail, letter)
    with in_language_of(letter.language):
        mail.set_content(_text(letter), cte="quoted-printable")
        mail.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    inline = [file for file in letter.files if file.inline and as_message_id(file.content_id)]
    for file in inline:
        _embed(mail, file)
    for file in letter.files:
        if file not in inline:
            _enclose(mail, file)
    _settle_parts(mail, letter)
    return mail.as_bytes()


def _head(mail: EmailMessage, letter: LetterOut) -> None:
    mail["From"] = _address(*letter.sender)
    mail["To"] = _addresses(letter.to) or [_address(*letter.recipient)]
    if cc := _addresses(letter.cc):
        mail["Cc"] = cc
    if letter.reply_to:
        mail["Reply-To"] = _address("", letter.reply_to)
    mail["Subject"] = _harmless_words(letter.subject)[:SUBJECT_CHARS]
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        mail["In-Reply-To"] = letter.in_reply_to
    if letter.references:
        mail["References"] = " ".join(letter.references)
    if letter.kind in AUTOMATIC:
        mail["Auto-Submitted"] = AUTOMATIC[Kind(letter.kind)]
        mail["X-Auto-Response-Suppress"] = "All"
        mail["X-Loop"] = wire_address(letter.sender[1])
    if letter.kind == Kind.CAMPAIGN:
        mail["Precedence"] = "bulk"
    if stop_url := letter.scale.stop_url if letter.scale else letter.stop_url:
        mail["List-Unsubscribe"] = f"<{stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _ids(name: str, value: object) -> str:
    return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"


def _address(name: str, address: str) -> Address:
    shown = _harmless_words(name)[:NAME_CHARS]
    return Address(shown if shown != address else "", addr_spec=wire_address(address))


def _harmless_words(text: str) -> str:
    """On one line, and nothing in it an encoded word: the library would decode it, line ends and all, as it writes."""
    return clean_header(text).replace("=?", "= ?")


def _addresses(people: Iterable[tuple[str, str]]) -> list[Address]:
    """Those that are addresses: one that is none must not keep the mail from the others."""
    found = []
    for name, address in people:
        try:
            found.append(_address(name, address))
        except BadAddress:
            continue
    return found


def wire_address(address: str) -> str:
    """The address as servers want it, its domain in ASCII. Raises BadAddress for anything that is no address."""
    local, at, domain = address.strip().rpartition("@")
    try:
        wire = f"{local}@{domain.encode('idna').decode('ascii')}" if not domain.isascii() else f"{local}@{domain}"
        if not (local and at and domain) or clean_header(wire) != wire or set(wire) & set(' <>",;:\\()[]'):
            raise BadAddress
        Address(addr_spec=wire)
    except (UnicodeError, ValueError, IndexError, AttributeError) as problem:
        raise BadAddress(f"{clean_header(address)[:100]!r} is no address that mail can be sent to.") from problem
    return wire


def _text(letter: LetterOut) -> str:
    """Written without templates, where every blank line counts."""
    parts = _alert_text(letter, letter.alert) if letter.alert else _message_text(letter)
    return "\n\n".join(clean_text(part).strip("\n") for part in parts if part.strip()) + "\n"


def _message_text(letter: LetterOut) -> list[str]:
    faces, quote = letter.faces, letter.quote
    wrong = f"{_wrong_words(letter)}: {letter.wrong_url}" if letter.wrong_url else ""
    if letter.scale:
        return [render_to_string("web/mail/_scale.txt", {"scale": letter.scale}), wrong]
    return [
        letter.text,
        *(_section_as_text(section) for section in letter.sections),
        letter.after,
        f"{letter.button}:\n{letter.url}" if letter.button else "",
        letter.signature,
        _reasons_as_text(letter.reasons) if letter.reasons else "",
        _faces_as_text(faces) if faces else "",
        f"{gettext('Do not ask me again')}: {letter.stop_url}" if letter.stop_url else "",
        f"All your conversations with us: {letter.portal_url}" if letter.portal_url else "",
        wrong,
        _quote_as_text(quote) if quote else "",
    ]


def _faces_as_text(faces: Faces) -> str:
    with in_language_of(faces.language):
        context = {"question": faces.question, "links": faces.choices, "faces": faces}
        return render_to_string("web/mail/_faces.txt", context)


def _reasons_as_text(reasons: Reasons) -> str:
    return "\n".join([reasons.question, *(f"* {name}: {url}" for name, url in reasons.choices)])


def _wrong_words(letter: LetterOut) -> str:
    """In the language of the question under it."""
    with in_language_of(letter.faces.language if letter.faces else letter.language):
        return gettext("Something wrong? Tell us")


def _section_as_text(section: Section) -> str:
    parts = [section.title.upper(), section.intro]
    for row in section.rows:
        lines = [f"* {row.text}", f"  {row.detail}" if row.detail else ""]
        lines += [f"  > {line}" for line in row.quote.splitlines()]
        lines += [f"  {row.url}"] if row.url else []
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(part for part in parts if part)


def _quote_as_text(quote: Quote) -> str:
    if quote.is_forward:
        return f"{quote.heading}\n\n{quote.text}"
    return f"{quote.heading}\n{_quoted(quote.text)}"


def _alert_text(letter: LetterOut, alert: Alert) -> list[str]:
    return [
        alert.headline,
        _quoted(alert.quote) if alert.quote else "",
        letter.text,
        f"{gettext('The reply it is about')}:\n{_quoted(alert.context)}" if alert.context else "",
        f"{gettext('How they rated us before')}:\n{_quoted(alert.history)}" if alert.history else "",
        f"{gettext('What the shop knows')}:\n{_quoted(letter.orders)}" if letter.orders else "",
        "\n".join(f"{button['text']}: {button['url']}" for button in _buttons(alert, letter.url)),
    ]


def _html(letter: LetterOut) -> str:
    context = {
        "letter": letter,
        "subject": clean_header(letter.subject),
        "company": letter.company,
        "preheader": "",
        "LANGUAGE_CODE": letter.language,
        "body": _body(letter),
        "signature": _own_signature(letter),
        "below_faces": _below_faces(letter.faces) if letter.faces else "",
        "wrong_words": _wrong_words(letter) if letter.wrong_url else "",
        "buttons": _buttons(letter.alert, letter.url) if letter.alert else [],
    }
    return clean_text(render_to_string(f"email/{letter.kind}.html", context))


def _body(letter: LetterOut) -> SafeString:
    if letter.html and not clean.is_too_deep(letter.html):
        return mark_safe(_harmless(letter.html))  # noqa: S308  # it just went through the allow-list
    return SafeString(linebreaks_filter(urlize(letter.text)))


def _below_faces(faces: Faces) -> SafeString:
    """In the language of the question, whatever the rest of the mail speaks."""
    with in_language_of(faces.language):
        return render_to_string("web/mail/_below_faces.html", {"faces": faces})


def _own_signature(letter: LetterOut) -> SafeString | str:
    if letter.signature_html and not clean.is_too_deep(letter.signature_html):
        return mark_safe(_harmless(letter.signature_html))  # noqa: S308  # it just went through the allow-list
    return SafeString(linebreaksbr(letter.signature))


def _harmless(html: str) -> str:
    """What the agent formatted; a picture only if it travels in this very mail."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        return None if tag == "img" and attribute == "src" and not value.lower().startswith("cid:") else value

    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=keep, link_rel=None)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in clean_text(text).split("\n"))


def _buttons(alert: Alert, url: str) -> list[dict[str, str]]:
    """What acts by itself, in the name of the recipient, before what only leads there."""
    there = {"text": pgettext("verb", "Open"), "url": url}
    if not one_touch.may_carry(alert) or not alert.user.may(May.WORK):
        return [there]
    return [
        *(
            {"text": text, "url": f"{settings.RAPPORT_URL}/touch/{one_touch.token(alert, deed)}/"}
            for deed, text in _deeds()
        ),
        there,
    ]


def _deeds() -> list[tuple[Touch.Deed, str]]:
    return [
        (Touch.Deed.TAKE, gettext("Take it")),
        (Touch.Deed.CALL, gettext("I call")),
        (Touch.Deed.ASSIGN, gettext("Assign to …")),
    ]


def _embed(mail: EmailMessage, file: Attachment) -> None:
    """Beside the HTML that shows it."""
    page = mail.get_body(("html",))
    if not isinstance(page, EmailMessage):
        raise TypeError("The mail has no HTML part.")
    main, sub = _type_of(file)
    name = _file_name(file, "image")
    page.add_related(
        storage.get(file.blob), main, sub, cid=as_message_id(file.content_id), filename=name, disposition="inline"
    )


def _enclose(mail: EmailMessage, file: Attachment) -> None:
    main, sub = _type_of(file)
    mail.add_attachment(storage.get(file.blob), main, sub, filename=_file_name(file, "attachment"))


def _file_name(file: Attachment, otherwise: str) -> str:
    return _harmless_words(clean_name(file.name)) or otherwise


def _type_of(file: Attachment) -> tuple[str, str]:
    """A mail or a multipart as a file has rules of its own; as plain bytes every program can save it."""
    main, _, sub = file.content_type.partition("/")
    if not sub or main in {"message", "multipart"} or not (main + sub).isascii() or clean_header(sub) != sub:
        return "application", "octet-stream"
    return main, sub


def _settle_parts(mail: EmailMessage, letter: LetterOut) -> None:
    """From the id of the mail, so that a second try carries the same bytes."""
    for number, part in enumerate(mail.walk()):
        if part is not mail:
            del part["MIME-Version"]
        if part.is_multipart():
            seed = f"{letter.message_id} {letter.recipient[1]} {number}"
            part.set_boundary(f"=_{hashlib.sha256(seed.encode()).hexdigest()[:32]}")
