"""Keyed hashes and random tokens. Every key is bound to one purpose, so no token serves for another."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def mac(purpose: str, payload: str | bytes, length: int = 16) -> bytes:
    """The first `length` bytes of an HMAC-SHA256 of the payload under this installation's key for the purpose."""
    key = hashlib.sha256(f"rapport:{purpose}:{settings.SECRET_KEY}".encode()).digest()
    data = payload.encode() if isinstance(payload, str) else payload
    return hmac.new(key, data, hashlib.sha256).digest()[:length]


def same(left: str | bytes, right: str | bytes) -> bool:
    """Compare in constant time."""
    a = left.encode() if isinstance(left, str) else left
    b = right.encode() if isinstance(right, str) else right
    return hmac.compare_digest(a, b)


def base32(data: bytes) -> str:
    """Lower-case base32 without padding: survives mail systems that change the case of addresses."""
    return base64.b32encode(data).decode().rstrip("=").lower()


def from_base32(text: str) -> bytes | None:
    """The bytes of `base32`, or None when the text is not that."""
    padded = text.upper() + "=" * (-len(text) % 8)
    try:
        return base64.b32decode(padded)
    except ValueError:
        return None


def random_token() -> str:
    """A URL-safe token of 128 random bits."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived_token(purpose: str, identifier: str) -> str:
    """A 128-bit URL-safe token that can be made again from its identifier, so that only its digest is stored."""
    return base64.urlsafe_b64encode(mac(purpose, identifier)).decode().rstrip("=")
