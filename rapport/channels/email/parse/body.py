"""Which parts are the text people read and which are attachments (the rules of RFC 8621, section 4.1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_name, clean_text
from rapport.channels.email.parse.flowed import unflow
from rapport.channels.email.parse.inbound import Attachment
from rapport.channels.email.parse.limits import HTML_CHARS, TEXT_CHARS, Problems
from rapport.channels.email.parse.mime import Part
from rapport.channels.email.parse.tnef import Packed, Unpacked
from rapport.channels.email.parse.words import header_text
from rapport.language.html_text import html_to_text

_MEDIA = ("image/", "audio/", "video/")
_META_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset=["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_ENDINGS = {
    "image/jpeg": "jpg",
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "message/global": "eml",
    "application/pgp-signature": "asc",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
}
_SUBJECT = re.compile(rb"^subject:[ \t]*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Bodies:
    """The parts by their use. A media part shown between texts is an attachment as well."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def sort_parts(root: Part) -> Bodies:
    """Walk the tree once and say of every leaf what it is."""
    bodies = Bodies()
    _sort([root], "mixed", False, bodies, bodies.text, bodies.html)
    return bodies


def _sort(
    parts: list[Part], parent: str, chosen: bool, bodies: Bodies, text: list[Part] | None, html: list[Part] | None
) -> None:
    """`chosen`: inside an alternative, where a part serves only the form (text or html) that it is."""
    before = len(bodies.text), len(bodies.html)
    for index, part in enumerate(parts):
        kind = part.content_type.partition("/")[2]
        if part.is_multipart:
            _sort(part.children, kind, chosen or kind == "alternative", bodies, text, html)
        elif not _is_shown(part, index, parent) or part.content_type.startswith(_MEDIA):
            bodies.files.append(part)
        elif parent == "alternative":
            (bodies.html if kind == "html" else bodies.text).append(part)
        else:
            if chosen:
                text, html = (None, html) if kind == "html" else (text, None)
            for target in (text, html):
                if target is not None:
                    target.append(part)
    if parent == "alternative" and text is not None and html is not None:
        _fill_the_other(bodies, *before)


def _fill_the_other(bodies: Bodies, before_text: int, before_html: int) -> None:
    """Where an alternative has only one form, it stands in for the other."""
    if len(bodies.text) == before_text:
        bodies.text += bodies.html[before_html:]
    elif len(bodies.html) == before_html:
        bodies.html += bodies.text[before_text:]


def _is_shown(part: Part, index: int, parent: str) -> bool:
    if part.disposition == "attachment":
        return False
    if not part.content_type.startswith(("text/plain", "text/html", *_MEDIA)):
        return False
    return index == 0 or (parent != "related" and (part.content_type.startswith(_MEDIA) or not part.name))


def part_text(part: Part, problems: Problems) -> str:
    """The decoded text of a text part: plain text un-flowed, HTML as it is."""
    data = part.data()
    charset = part.params.get("charset")
    limit = HTML_CHARS if part.content_type == "text/html" else TEXT_CHARS
    if part.content_type == "text/html" and not charset and (meta := _META_CHARSET.search(data[:4096])):
        charset = meta.group(1).decode("ascii")
    text = clean_text(decode(data[: limit * 4], charset))
    if len(text) > limit:
        problems.note(f"the text is longer than {limit:,} characters: only its beginning was read")
        text = text[:limit]
    if part.content_type == "text/plain" and part.params.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    return text


def visible_text(parts: list[Part], problems: Problems) -> str:
    texts = [_as_plain(part, part_text(part, problems)) for part in parts]
    return "\n".join(text.rstrip("\n") if index < len(texts) - 1 else text for index, text in enumerate(texts))


def _as_plain(part: Part, text: str) -> str:
    return html_to_text(text) if part.content_type == "text/html" else text


def html_text(parts: list[Part], problems: Problems) -> str:
    return "\n".join(part_text(part, problems) for part in parts if part.content_type == "text/html")


def attachments(parts: list[Part], html: str, packs: list[Unpacked]) -> list[Attachment]:
    """The files of the mail, then those that lay in a winmail.dat."""
    found = [_attachment(part, html, number) for number, part in enumerate(parts, 1)]
    packed = [file for pack in packs for file in pack.files]
    return found + [_packed(file, html, number) for number, file in enumerate(packed, len(found) + 1)]


def _attachment(part: Part, html: str, number: int) -> Attachment:
    data = part.data()
    content_id = part.headers.text("content-id").strip("<> ")
    name = clean_name(part.name)
    inline = bool(content_id) and f"cid:{content_id}" in html
    return Attachment(
        name=name,
        content_type=part.content_type,
        size=len(data),
        sha256=sha256(data).hexdigest(),
        inline=inline or part.disposition == "inline" or (bool(content_id) and part.disposition != "attachment"),
        content_id=content_id,
        data=data,
        shown_name=name or _made_up_name(part.content_type, data, number),
    )


def _packed(file: Packed, html: str, number: int) -> Attachment:
    content_type = "application/octet-stream"
    return Attachment(
        name=file.name,
        content_type=content_type,
        size=len(file.data),
        sha256=sha256(file.data).hexdigest(),
        inline=bool(file.content_id) and f"cid:{file.content_id}" in html,
        content_id=file.content_id,
        data=file.data,
        shown_name=file.name or _made_up_name(content_type, file.data, number),
    )


def _made_up_name(content_type: str, data: bytes, number: int) -> str:
    subject = _SUBJECT.search(data[:65536]) if content_type in ("message/rfc822", "message/global") else None
    if subject and (name := clean_name(header_text(subject.group(1)).replace("/", "-").replace("\\", "-"))):
        return f"{name}.eml"
    ending = _ENDINGS.get(content_type) or re.sub(r"[^a-z0-9]", "", content_type.partition("/")[2]) or "bin"
    return f"attachment-{number}.{ending[:10]}"
