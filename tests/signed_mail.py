"""Mails with real signatures, and a DNS that knows their keys."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rapport.channels.email.proof import lookups
from tests.cast import NOON
from tests.fake_dns import FakeDns, txt

SELECTOR = "key"
BITS = 1024
SIGNED = [b"from", b"to", b"subject", b"date", b"message-id"]


@cache
def _pair(bits: int) -> tuple[bytes, str]:
    """A private key, and the public one as it stands in the DNS. One for all domains: making one takes a while."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, b64encode(public).decode()


def key_record(more: str = "", bits: int = BITS) -> str:
    return txt(f"v=DKIM1; {more}p={_pair(bits)[1]}")


def signed(raw: bytes, domain: str, *, tags: bytes = b"", at: datetime = NOON, **options: Any) -> bytes:
    """The mail with a signature of the domain on top. `tags` (`x=…; `) are signed with the rest."""
    options = {"include_headers": SIGNED, "canonicalize": (b"relaxed", b"relaxed"), **options}
    bits = options.pop("bits", BITS)
    signer = _Signer(raw, tags, at)
    return bytes(signer.sign(SELECTOR.encode(), domain.encode(), _pair(bits)[0], **options)) + raw


class _Signer(dkim.DKIM):  # type: ignore[misc]  # the library is not annotated
    """Signs at a moment of the test, and tags that the library would not write."""

    def __init__(self, raw: bytes, tags: bytes, at: datetime) -> None:
        super().__init__(raw)
        self._tags = tags
        self._at = at

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **more: Any) -> bytes:
        moment = str(int(self._at.timestamp())).encode()
        fields = [(name, moment if name == b"t" else value) for name, value in fields]
        added = [tuple(tag.strip().split(b"=", 1)) for tag in self._tags.split(b";") if tag.strip()]
        return bytes(super().gen_header([*fields[:-1], *added, fields[-1]], *rest, **more))


def sealed(raw: bytes, forwarder: str, results: str) -> bytes:
    """The mail as a forwarder passes it on: with its results, sealed."""
    told = f"Authentication-Results: {forwarder}; {results}\r\n".encode()
    lines = dkim.arc_sign(
        told + raw, SELECTOR.encode(), forwarder.encode(), _pair(BITS)[0], forwarder.encode(), include_headers=SIGNED
    )
    return b"".join(lines) + raw


@contextmanager
def dns_of(*signers: str, silent: set[str] | None = None, **policies: str) -> Iterator[FakeDns]:
    """A DNS with the key of each signer; `policies` are DMARC records, `example_org="p=reject"`."""
    records = {f"{SELECTOR}._domainkey.{domain}": {"TXT": [key_record()]} for domain in signers}
    records |= {
        f"_dmarc.{name.replace('_', '.')}": {"TXT": [txt(f"v=DMARC1; {record}")]} for name, record in policies.items()
    }
    with knowing(records, silent) as dns:
        yield dns


@contextmanager
def knowing(records: dict[str, dict[str, list[str]]], silent: set[str] | None = None) -> Iterator[FakeDns]:
    dns = FakeDns(records, silent or set())
    with lookups.using(lookups.NameServers(dns)):
        yield dns
