"""Signed and encrypted mail shown as what it is. Nothing is verified and nothing decrypted here."""

from __future__ import annotations

import re

from rapport.channels.email.parse.cms import signed_content
from rapport.channels.email.parse.inbound import Nature
from rapport.channels.email.parse.limits import Problems
from rapport.channels.email.parse.mime import Part, read_tree

_CMS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_CMS_NAMES = re.compile(r"\.p7[mz]$", re.IGNORECASE)
_ARMOUR = "-----BEGIN PGP "
_SIGNED_ARMOUR = f"{_ARMOUR}SIGNED MESSAGE-----"
_CLOSED_ARMOUR = f"{_ARMOUR}MESSAGE-----"
_MOST_BYTES = 25 * 1024 * 1024


def opened(root: Part, problems: Problems) -> tuple[Part, Nature]:
    """The part that holds what people read, and what wrapped it. Encrypted content stays a file."""
    nature: Nature = ""
    for part in _structure(root):
        if part.content_type == "multipart/encrypted" or (_is_cms(part) and not _is_receipt(part)):
            inner = _content_of(part)
            if inner is None:
                return root, "encrypted"
            return _with_inner(root, part, read_tree(inner, problems)), "signed"
        if part.content_type == "multipart/signed":
            nature = "signed"
    return root, nature


def _structure(root: Part) -> list[Part]:
    """The parts that wrap others and the first leaves: a signed file deep in a digest says nothing of the mail."""
    found = [root]
    for part in root.children[:3]:
        found += _structure(part) if part.is_multipart else [part]
    return found


def _is_cms(part: Part) -> bool:
    if part.content_type in _CMS:
        return True
    return part.content_type == "application/octet-stream" and bool(_CMS_NAMES.search(part.name))


def _is_receipt(part: Part) -> bool:
    return part.params.get("smime-type", "").lower() in ("certs-only", "signed-receipt")


def _content_of(part: Part) -> bytes | None:
    """The content of an opaque signature; None for anything encrypted."""
    if part.is_multipart or "enveloped" in part.params.get("smime-type", "").lower():
        return None
    return signed_content(part.data()[:_MOST_BYTES])


def _with_inner(root: Part, wrapper: Part, inner: Part) -> Part:
    """The tree with the wrapper's content in its place; the headers of the mail stay those of the mail."""
    if wrapper is root:
        return inner
    for part in root.walk():
        part.children = [inner if child is wrapper else child for child in part.children]
    return root


def armoured(text: str) -> Nature:
    """What PGP did to a text of old style, where the armour stands between the lines."""
    if _ARMOUR not in text[:20_000]:
        return ""
    if text.lstrip().startswith(_CLOSED_ARMOUR):
        return "encrypted"
    return "signed" if re.search(rf"^{_SIGNED_ARMOUR}", text[:20_000], re.MULTILINE) else ""


def without_armour(text: str) -> str:
    """The words between the lines of an inline signature; any other text as it is."""
    if _SIGNED_ARMOUR not in text[:20_000]:
        return text
    before, _, rest = text.partition(_SIGNED_ARMOUR)
    _, _, rest = rest.partition("\n\n")  # "Hash: SHA256" and the like
    words, _, behind = rest.partition("-----BEGIN PGP SIGNATURE-----")
    _, _, after = behind.partition("-----END PGP SIGNATURE-----")
    words = re.sub(r"^- (?=-|From )", "", words, flags=re.MULTILINE)
    return f"{before}{words}{after.lstrip()}".strip("\n")
