"""`parse`: put together what the other modules read."""

from __future__ import annotations

import re
from hashlib import sha256

from rapport.channels.email.parse.addresses import parse_addresses
from rapport.channels.email.parse.body import Bodies, attachments, html_text, sort_parts, visible_text
from rapport.channels.email.parse.bounces import read_bounce
from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_header, clean_text
from rapport.channels.email.parse.dates import parse_date
from rapport.channels.email.parse.forwards import forwarded_from
from rapport.channels.email.parse.headers import Headers
from rapport.channels.email.parse.inbound import Address, AutoHeaders, Inbound
from rapport.channels.email.parse.invites import find_invite
from rapport.channels.email.parse.kinds import auto_headers, kind_of
from rapport.channels.email.parse.limits import MAIL_BYTES, REFERENCES, Problems
from rapport.channels.email.parse.mime import Part, read_tree
from rapport.channels.email.parse.signed import armoured, opened, without_armour
from rapport.channels.email.parse.tnef import Unpacked, take_out
from rapport.language.html_text import MOST_CHARS, html_to_text
from rapport.language.quotes import split_reply
from rapport.language.quotes_html import split_html_reply

_ID = re.compile(r"<([^<>\s]{1,900})>")
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_NOBODY = Address("", "")


def parse(raw: bytes) -> Inbound:
    """Read one mail (RFC 5322 bytes, an mbox `From ` line before it allowed). Never raises on any bytes."""
    problems = Problems()
    try:
        mail = _prepare(raw, problems)
        return _read(raw, read_tree(mail, problems), problems)
    except MemoryError:
        raise
    except Exception as error:  # the last wall: the mail is shown with its raw text rather than lost
        problems.note(f"reading failed ({type(error).__name__})")
        return _unread(raw, problems)


def _prepare(raw: bytes, problems: Problems) -> bytes:
    if len(raw) > MAIL_BYTES:
        problems.note("the mail is larger than 25 MB: only its first 25 MB were read")
    mail = bytes(raw[:MAIL_BYTES]).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _ends_lines_with_cr(mail):
        mail = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if mail.startswith((b"From ", b">From ")):
        mail = mail[mail.find(b"\n") + 1 :] if b"\n" in mail else b""
    return mail


def _ends_lines_with_cr(mail: bytes) -> bool:
    """Whether the first two lines end as on an old Macintosh; a line feed may have got in further down."""
    first, feed = mail.find(b"\r"), mail.find(b"\n")
    second = mail.find(b"\r", first + 1)
    return first >= 0 and (feed < 0 or -1 < second < feed - 1)


def _read(raw: bytes, root: Part, problems: Problems) -> Inbound:
    headers = root.headers
    content, nature = opened(root, problems)
    bodies = sort_parts(content)
    files, packs = take_out(bodies.files)
    text, html, only_html = _words(bodies, packs, problems)
    if not raw.strip():
        problems.note("the mail is empty")
    sender = _sender(headers, problems)
    subject = headers.text("subject")
    auto = auto_headers(headers)
    kind = kind_of(root, auto, sender, subject, text)
    to, cc = _addresses(headers, "to", problems), _addresses(headers, "cc", problems)
    reply_text = _reply_text(without_armour(text), html, only_html=only_html)
    return Inbound(
        from_=sender,
        reply_to=_addresses(headers, "reply-to", problems),
        to=to,
        cc=cc,
        subject=subject,
        date=parse_date(headers.text("date")),
        message_id=_message_id(headers, raw),
        in_reply_to=next(iter(_ids(headers, "in-reply-to")), ""),
        references=_ids(headers, "references")[-REFERENCES:],
        text=text,
        reply_text=reply_text,
        html=html,
        attachments=attachments(files, html, packs),
        kind=kind,
        unreadable=problems.sentence(),
        delivered_to=_delivered_to(headers, to, cc, problems),
        auth_results=headers.texts("authentication-results"),
        headers_auto=auto,
        bounce=read_bounce(root, text) if kind == "bounce" else None,
        nature=nature or armoured(text),
        invite=find_invite(content),
        forwarded_from=forwarded_from(content, sender, subject, text, reply_text) if kind == "human" else None,
    )


def _words(bodies: Bodies, packs: list[Unpacked], problems: Problems) -> tuple[str, str, bool]:
    """The text, the HTML, and whether the text is only that of the HTML."""
    html = html_text(bodies.html, problems)
    text = visible_text(bodies.text, problems)
    only_html = bool(html) and all(part.content_type == "text/html" for part in bodies.text)
    if not text.strip() and not html and packs:
        text, html = packs[0].text, packs[0].html
        only_html = not text
    if html and not text.strip() and (packs or not only_html):
        text = html_to_text(html)
    if len(html) > MOST_CHARS:
        problems.note("the HTML is longer than a million characters: only the text of its beginning was read")
    return text, html, only_html


def _reply_text(text: str, html: str, *, only_html: bool) -> str:
    """The sender's own words. A text part without any sign of a quote is checked against its HTML form."""
    if not text.strip():
        return ""
    split = split_html_reply(html) if only_html else split_reply(text)
    if not only_html and html and not split.quoted.strip() and split.reply:
        marked = split_html_reply(html)
        if marked.quoted.strip() and marked.reply:
            return marked.reply
    return split.reply or ("" if split.quoted.strip() else split.with_signature or text.strip())


def _sender(headers: Headers, problems: Problems) -> Address:
    """The first exact From. A comma in an unquoted name is no reason to lose it; an odd address before it is."""
    found = _addresses(headers, "from", problems)
    for number, address in enumerate(found):
        if address.address:
            name = ", ".join([before.name for before in found[:number]] + [address.name])
            return Address(name.strip(", "), address.address)
        if "@" in address.name:
            return address
    return found[0] if found else _NOBODY


def _addresses(headers: Headers, name: str, problems: Problems) -> list[Address]:
    text = headers.structured_all(name)
    return parse_addresses(text, problems) if text else []


def _ids(headers: Headers, name: str) -> list[str]:
    text = headers.text(name)
    return [clean_header(found) for found in _ID.findall(text)] or text.split()[:1]


def _message_id(headers: Headers, raw: bytes) -> str:
    """The id without its angle brackets; a mail without one gets one made of its bytes (F08)."""
    found = next(iter(_ids(headers, "message-id")), "").strip("<>")
    return found or f"{sha256(raw).hexdigest()}@no-message-id.invalid"


def _delivered_to(headers: Headers, to: list[Address], cc: list[Address], problems: Problems) -> list[str]:
    """Every address the mail was meant for, in any header, each once."""
    envelope = [address for name in _DELIVERED for address in _addresses(headers, name, problems)]
    return list(dict.fromkeys(address.address for address in [*envelope, *to, *cc] if address.address))


def _unread(raw: bytes, problems: Problems) -> Inbound:
    text = clean_text(decode(raw[:200_000]))
    message_id = f"{sha256(raw).hexdigest()}@no-message-id.invalid"
    return Inbound(
        from_=_NOBODY, reply_to=[], to=[], cc=[], subject="", date=None, message_id=message_id, in_reply_to="",
        references=[], text=text, reply_text=text, html="", attachments=[], kind="human",
        unreadable=problems.sentence(), delivered_to=[], auth_results=[], headers_auto=AutoHeaders(), bounce=None,
    )  # fmt: skip
