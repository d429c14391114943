"""The tree of MIME parts as ranges of one buffer.

Own code and not the standard library's parser: that one checks every line against every open
boundary and recurses without a limit, so a small mail can keep it busy for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rapport.channels.email.parse.headers import Headers, read_headers
from rapport.channels.email.parse.limits import DEPTH, PARTS, Problems
from rapport.channels.email.parse.params import parse_value
from rapport.channels.email.parse.transfer import decode_transfer

_DASHED = re.compile(rb"\n--([^\r\n]{1,1000})")
_WORDS = ("text/plain", "text/html")
_TYPE = re.compile(r"^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$")


@dataclass(slots=True)
class Part:
    """One part: its headers and where its body lies in the mail."""

    mail: bytes = field(repr=False)
    headers: Headers
    start: int
    end: int
    content_type: str
    params: dict[str, str]
    disposition: str
    disposition_params: dict[str, str]
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def name(self) -> str:
        """The file name the mail gives the part; '' when it gives none."""
        return (
            self.disposition_params.get("filename")
            or self.params.get("name")
            or self.disposition_params.get("name", "")
        )

    @property
    def transfer_encoding(self) -> str:
        return self.headers.text("content-transfer-encoding").partition(";")[0].strip().strip("\"'").lower()

    def data(self) -> bytes:
        """The body, transfer encoding undone."""
        return decode_transfer(self.mail[self.start : self.end], self.transfer_encoding)

    def walk(self) -> Iterator[Part]:
        yield self
        for child in self.children:
            yield from child.walk()


def read_tree(mail: bytes, problems: Problems) -> Part:
    """All parts of the mail, at most 500 and 30 deep."""
    return _Reader(mail, problems).read(0, len(mail), 0, "text/plain")


class _Reader:
    def __init__(self, mail: bytes, problems: Problems) -> None:
        self.mail = mail
        self.problems = problems
        self.count = 0
        self.unclosed: set[bytes] = set()

    def read(self, start: int, end: int, depth: int, default: str) -> Part:
        self.count += 1
        headers, body = read_headers(self.mail, start, end, self.problems)
        part = _describe(self.mail, headers, body, end, default)
        if not part.is_multipart:
            return part
        inner = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        if depth >= DEPTH:
            self.problems.note("parts nested deeper than 30: the innermost were kept as one file")
            part.content_type = "application/octet-stream"
            return part
        for first, last in self._segments(body, end, part.params.get("boundary", "")):
            if self.count >= PARTS:
                self.problems.note("more than 500 parts: only the first 500 were read")
                break
            before = [] if part.children or not depth else self._unmarked(part, first)
            part.children += [*before, *self._read_segment(first, last, depth + 1, inner)]
        self._keep_stray_text(part)
        return part

    def _read_segment(self, first: int, last: int, depth: int, default: str) -> Iterator[Part]:
        """One part, or several where its text goes on over boundary lines of parts that were never closed."""
        part = self.read(first, last, depth, default)
        while (line := self._unclosed_line(part)) and self.count < PARTS:
            part.end = max(_before_break(self.mail, line.start()), part.start)
            yield part
            part = self.read(_next_line(self.mail, line.end(), last), last, depth, default)
        yield part

    def _unclosed_line(self, part: Part) -> re.Match[bytes] | None:
        if not self.unclosed or part.content_type not in _WORDS or part.disposition == "attachment" or part.name:
            return None
        lines = _DASHED.finditer(self.mail, max(part.start - 1, 0), part.end)
        return next((line for line in lines if line.group(1).rstrip() in self.unclosed), None)

    def _unmarked(self, part: Part, first: int) -> list[Part]:
        """The text that a second Content-Type in the head of an inner multipart announces: its boundary line is
        missing."""
        content_type, params = _second_type(part)
        end = self.mail.rfind(b"\n--", part.start, first)
        if not content_type or end < 0 or not self.mail[part.start : end].strip():
            return []
        self.count += 1
        return [replace(part, end=_before_break(self.mail, end), content_type=content_type, params=params, children=[])]

    def _keep_stray_text(self, part: Part) -> None:
        """Where the parts hold nothing, the text around them is the mail."""
        if not part.children:
            part.content_type = "text/plain"
        elif not any(_has_content(leaf) for leaf in part.walk() if not leaf.children):
            behind = part.children[-1].end
            boundary_end = _next_line(self.mail, _next_line(self.mail, behind, part.end), part.end)
            if boundary_end < part.end and self.mail[boundary_end : part.end].strip():
                part.children.append(self.read(boundary_end, part.end, DEPTH, "text/plain"))

    def _segments(self, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
        """The ranges between the boundary lines; text before the first and after the last is none of them."""
        mark = re.escape(_boundary_bytes(boundary))
        line = re.compile(rb"\n--" + mark + rb"(--)?[ \t]*(?=\r?\n|\r?\Z)")
        if boundary and not line.search(self.mail, max(start - 1, 0), end):
            line = re.compile(rb"\n--" + mark + rb"[^\r\n]*?(--)?[ \t]*(?=\r?\n|\r?\Z)")  # it need only begin so
        inner = re.compile(rb"boundary=[ \t]*\"?" + mark + rb"--", re.IGNORECASE)
        opened: int | None = None
        shared = False
        for found in line.finditer(self.mail, max(start - 1, 0), end):
            if opened is not None and found.group(1):
                shared = shared or inner.search(self.mail, opened, found.start()) is not None
                if shared:
                    continue  # a part within has this very line as its boundary, and the innermost comes first
            if opened is not None:
                yield opened, max(_before_break(self.mail, found.start()), opened)
            opened = None if found.group(1) else _next_line(self.mail, found.end(), end)
        if opened is not None:
            yield opened, end
            self.unclosed.add(_boundary_bytes(boundary))


def _boundary_bytes(boundary: str) -> bytes:
    return boundary.encode("utf-8", "surrogatepass")[:1000]


def _before_break(mail: bytes, newline: int) -> int:
    return newline - 1 if newline and mail[newline - 1] == 13 else newline


def _next_line(mail: bytes, position: int, end: int) -> int:
    newline = mail.find(b"\n", position, end)
    return end if newline < 0 else newline + 1


def _describe(mail: bytes, headers: Headers, start: int, end: int, default: str) -> Part:
    content_type, params = _content_type(headers)
    if not _TYPE.match(content_type):
        content_type = "text/plain" if content_type == "text" else default
    headers.charset = params.get("charset")
    disposition, disposition_params = parse_value(headers.structured("content-disposition"))
    return Part(mail, headers, start, end, content_type, params, disposition, disposition_params)


def _content_type(headers: Headers) -> tuple[str, dict[str, str]]:
    """The first; of several the first that holds parts or a mail, for what is in those would be shown encoded."""
    values = [parse_value(value) for value in headers.structured_each("content-type")[:10]]
    holding = (value for value in values if _holds_more(*value))
    return next(holding, values[0] if values else ("", {}))


def _second_type(part: Part) -> tuple[str, dict[str, str]]:
    """The text type written behind the type of the multipart, if any."""
    values = [parse_value(value) for value in part.headers.structured_each("content-type")[:10]]
    held = next((number for number, value in enumerate(values) if _holds_more(*value)), len(values))
    return next((value for value in values[held:] if value[0] in _WORDS), ("", {}))


def _holds_more(content_type: str, params: dict[str, str]) -> bool:
    return content_type == "message/rfc822" or (content_type.startswith("multipart/") and bool(params.get("boundary")))


def _has_content(leaf: Part) -> bool:
    return not leaf.mail[leaf.start : leaf.end].isspace() and leaf.end > leaf.start
