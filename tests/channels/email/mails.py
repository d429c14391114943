"""Mails written for the tests."""

from __future__ import annotations

import base64

from rapport.channels.email.parse import Inbound, parse

HEAD = (
    b"From: Uma Beck <uma@customer.example>\r\nTo: help@shop.example\r\n"
    b"Subject: My bicycle\r\nMessage-ID: <1@customer.example>\r\n"
)


def read(body: bytes = b"Hello\r\n", *headers: bytes) -> Inbound:
    """The parse of a mail with the usual head, the given further headers and body."""
    return parse(HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body)


def with_headers(*headers: bytes, body: bytes = b"Hello\r\n") -> Inbound:
    return parse(b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body)


def part(content: bytes, *headers: bytes) -> bytes:
    return b"".join(header + b"\r\n" for header in headers) + b"\r\n" + content + b"\r\n"


def multipart(kind: str, *parts: bytes, boundary: bytes = b"b0") -> bytes:
    """A multipart part with its own Content-Type header."""
    lines = b"".join(b"--" + boundary + b"\r\n" + one for one in parts)
    head = b"Content-Type: multipart/" + kind.encode() + b'; boundary="' + boundary + b'"\r\n\r\n'
    return head + lines + b"--" + boundary + b"--\r\n"


def mail(body_with_type: bytes) -> Inbound:
    """The parse of a mail whose Content-Type and body are given."""
    return parse(HEAD + body_with_type)


def b64(data: bytes) -> bytes:
    return base64.encodebytes(data)
