"""Do we read what another parser, and its authors, say a mail holds?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.mail_corpora.scores import Score, fold, words
from bench.mail_corpora.wrong import COUNT, NAMES, SIZES, WRONG
from rapport.channels.email.parse import Attachment, Inbound, parse
from rapport.channels.email.parse.charsets import decode
from rapport.language.html_text import html_to_text

QUESTIONS = ("sender", "subject", "recipients", "message id", "text", COUNT, NAMES, SIZES)


def expected_parse(path: Path) -> dict[str, Any]:
    """Sender, subject, id, text and attachment names out of the other project's parse."""
    tree = json.loads(path.read_text("utf-8"))
    top: dict[str, Any] = {}
    for header in tree["parts"][0]["headers"]:
        if isinstance(header["name"], str):
            top[header["name"]] = header["value"]
    return {
        "from": _first_address(top.get("from")),
        "to": _all_addresses(top.get("to")),
        "subject": _text(top.get("subject")),
        "message_id": _text(top.get("message_id")),
        "text": _body(tree),
        "names": [name for index in tree["attachments"] if (name := _name(tree["parts"][index]))],
        "files": [_file(tree["parts"][index]) for index in tree["attachments"]],
    }


def _file(part: dict[str, Any]) -> tuple[int, bool]:
    """The size of an attachment, and whether it is one of text."""
    kind, content = next(iter(part["body"].items()))
    if kind == "Message":
        return part["offset_end"] - part["offset_body"], False
    if kind in ("Text", "Html"):
        return len(content.replace("\r\n", "\n")), True
    return len(content), False


def _text(value: Any) -> str:
    found = value.get("Text") or value.get("TextList") if isinstance(value, dict) else ""
    return str(found[0] if isinstance(found, list) else found or "")


def _all_addresses(value: Any) -> list[str]:
    if not isinstance(value, dict) or "Address" not in value:
        return []
    kind, content = next(iter(value["Address"].items()))
    boxes = content if kind == "List" else [box for group in content for box in group["addresses"]]
    return [box["address"] for box in boxes if box["address"]]


def _first_address(value: Any) -> str:
    return next(iter(_all_addresses(value)), "")


def _body(tree: dict[str, Any]) -> str:
    texts = []
    for index in tree["text_body"]:
        body = tree["parts"][index]["body"]
        texts.append(body.get("Text") or (html_to_text(body["Html"]) if "Html" in body else ""))
    return "\n".join(texts)


def _name(part: dict[str, Any]) -> str:
    names: dict[str, str] = {}
    for header in part["headers"]:
        content = header["value"].get("ContentType") if isinstance(header["value"], dict) else None
        for attribute in (content or {}).get("attributes") or []:
            names.setdefault(attribute["name"], attribute["value"])
    return names.get("filename") or names.get("name") or ""


def score_expected(data: Path) -> Iterable[Score]:
    """Every mail as it lies there and, where its authors expect something of it, with CRLF line ends."""
    scores = {question: Score("mail-parser", question) for question in QUESTIONS}
    folder = data / "mail-fixtures" / "stalwartlabs_mail-parser"
    for name, raw, expectation in _cases(folder):
        mail, expected = parse(raw), expected_parse(expectation)
        plain = name.removesuffix(" (CRLF)")
        for question, found, wanted in _answers(mail, expected):
            scores[question].compare(name, found, wanted, why_wrong=WRONG.get((plain, question), ""))
    return scores.values()


def _cases(folder: Path) -> Iterator[tuple[str, bytes, Path]]:
    for path in sorted(folder.rglob("*.eml")):
        name, raw = str(path.relative_to(folder)), path.read_bytes()
        yield name, raw, path.with_suffix(".json")
        crlf = path.with_suffix(".crlf.json")
        if crlf.exists():
            yield f"{name} (CRLF)", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), crlf


def _answers(mail: Inbound, expected: dict[str, Any]) -> Iterator[tuple[str, object, object]]:
    yield "sender", mail.from_.address, expected["from"]
    yield "subject", fold(mail.subject), fold(expected["subject"])
    yield "recipients", [one.address for one in mail.to if one.address], expected["to"]
    if expected["message_id"]:
        yield "message id", mail.message_id, expected["message_id"]
    yield "text", words(mail.text), words(expected["text"])
    yield COUNT, len(mail.attachments), len(expected["files"])
    yield NAMES, [one.name for one in mail.attachments if one.name], expected["names"]
    texts = [is_text for _, is_text in expected["files"]] + [False] * len(mail.attachments)
    found = [_size(one, is_text=is_text) for one, is_text in zip(mail.attachments, texts, strict=False)]
    yield SIZES, found, [size for size, _ in expected["files"]]


def _size(file: Attachment, *, is_text: bool) -> int:
    """In bytes; a text is counted in characters with LF line ends, for so the expectation keeps it."""
    return len(decode(file.data).replace("\r\n", "\n")) if is_text else file.size
