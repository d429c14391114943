"""DKIM: the signature by which receivers know that a mail is from our domain and was not changed on its way."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from rapport.channels.email.models import DkimKey
from rapport.platform import secrets

BITS = 2048
SELECTOR = "rapport"
# Signed when present; those in ONCE are signed once more than they occur, so that nobody can add another.
SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"),
    "x-auto-response-suppress",
)
ONCE = ("from", "to", "subject", "date", "message-id", "reply-to", "content-type")
TXT_CHARS = 255
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class KeyUnreadable(Exception):
    """The key of a domain cannot be used; the text says what to do."""


@dataclass(frozen=True)
class KeyPair:
    """`private` in PEM; `public` in base64, as it belongs into DNS."""

    private: str
    public: str


@dataclass(frozen=True)
class Record:
    """What the domain's DNS must say."""

    name: str
    value: str

    @property
    def strings(self) -> str:
        """The value as a zone file wants it, in strings of 255 characters at most."""
        pieces = [self.value[start : start + TXT_CHARS] for start in range(0, len(self.value), TXT_CHARS)]
        return " ".join(f'"{piece}"' for piece in pieces)


def new_key() -> KeyPair:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private.decode("ascii"), base64.b64encode(public).decode("ascii"))


def record_of(key: DkimKey) -> Record:
    return Record(f"{key.selector}._domainkey.{key.domain}", f"v=DKIM1; k=rsa; p={key.public_key}")


def is_selector(text: str) -> bool:
    return all(_LABEL.fullmatch(label) for label in text.split("."))


def is_domain(text: str) -> bool:
    return "." in text and all(_LABEL.fullmatch(label) for label in text.split("."))


def signed(raw: bytes, sender: str, *, at: datetime) -> bytes:
    """The mail with a signature of the sender's domain on top, or as it was when there is no key for it.

    The same mail and time give the same bytes. Raises KeyUnreadable.
    """
    domain = ascii_domain(sender.rpartition("@")[2])
    key = DkimKey.objects.filter(domain=domain).first()
    if key is None:
        return raw
    try:
        private = secrets.unseal(key.sealed_key)
    except secrets.BrokenSeal as problem:
        raise KeyUnreadable(
            f"The DKIM key of {domain} was sealed with another secret key. "
            f"Make a new one: rapport dkim remove {domain}, then rapport dkim add {domain}."
        ) from problem
    return signature(raw, key.selector, domain, private, at=at) + raw


def signature(raw: bytes, selector: str, domain: str, private: str, *, at: datetime) -> bytes:
    """The DKIM-Signature header of a mail with CRLF line ends, and its line end."""
    from rapport.channels.email.signer import Signer  # slow to import, and only a domain with a key needs it

    signer = Signer(raw)
    signer.moment = at
    made: bytes = signer.sign(
        selector.encode(),
        domain.encode(),
        private.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=_names(signer.headers),
    )
    return made


def ascii_domain(domain: str) -> str:
    """Lower case, and in the letters of DNS; '' for what is no domain."""
    try:
        return domain.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _names(headers: list[tuple[bytes, bytes]]) -> list[bytes]:
    present = [name.lower() for name, _ in headers]
    return [name for name in present if name.decode("ascii", "replace") in SIGNED] + [name.encode() for name in ONCE]
