"""Pure rules of inbound mail: what a mail proves about its sender, and what its addresses mean."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from enum import Enum
from functools import cache, lru_cache
from hashlib import sha256

import authres
from publicsuffixlist import PublicSuffixList

from rapport.channels.email.parse.inbound import Inbound

MOST_TRIES = 3
_WAITS = (timedelta(seconds=5), timedelta(seconds=30))
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_REFERENCE = re.compile(r"(?:\bR-|#)(\d{4,17})\b", re.IGNORECASE)
_MACHINE = re.compile(
    r"^(?:no[._-]?reply|do[._-]?not[._-]?reply|noreply\w*|mailer-daemon|postmaster|bounces?|notifications?|notify|"
    r"alerts?|verify|verification|confirm(?:ation)?|[\w.+-]{1,60}[._+-](?:no|do[._-]?not)[._-]?reply)(?:[+._-].*)?$",
    re.IGNORECASE,
)


class Evidence(Enum):
    """What the checks of a mail server say about the domain in From."""

    PASS = "pass"  # noqa: S105  # the word of RFC 8601
    FAIL = "fail"
    NONE = "none"


def body_digest(raw: bytes) -> str:
    """SHA-256 in hex of what follows the headers; of everything when nothing does."""
    end = _HEADERS_END.search(raw)
    return sha256(memoryview(raw)[end.end() :] if end else raw).hexdigest()


def headers_of(raw: bytes, most: int = 64 * 1024) -> bytes:
    """The headers alone, at most 64 KiB of them, as a mail without a body."""
    end = _HEADERS_END.search(raw, 0, most)
    return raw[: end.start() if end else most] + b"\r\n\r\n"


def header_block(raw: bytes) -> bytes:
    """All the headers as they stand in the mail, without the empty line that ends them."""
    whole = raw.lstrip(b"\r\n")
    if b"\n" not in whole:
        whole = whole.replace(b"\r", b"\n")
    end = _HEADERS_END.search(whole)
    return whole[: end.start() if end else len(whole)]


def wait_before_next(tries: int) -> timedelta:
    """How long a mail rests after its first, second, … failure."""
    return _WAITS[min(tries, len(_WAITS)) - 1]


def without_tag(address: str) -> str:
    """`help+anything@example.com` → `help@example.com`, in lower case."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def domain_of(address: str) -> str:
    return address.strip().lower().rpartition("@")[2].rstrip(".")


@cache
def _suffixes() -> PublicSuffixList:
    """The list that comes with the library: under which names anybody may register."""
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def organisation_of(domain: str) -> str:
    """The domain that somebody registered: `mail.example.co.uk` → `example.co.uk`; a suffix stays as it is."""
    return str(_suffixes().privatesuffix(domain) or domain)


def is_machine_address(address: str) -> bool:
    """Whether nobody reads what is sent there, so that a mail from it is no answer of a customer (S05)."""
    return _MACHINE.match(address.strip().rpartition("@")[0]) is not None


def mentioned_numbers(subject: str) -> list[str]:
    """Digits in a subject that look like a conversation's number. They may suggest, never join (S04)."""
    return [found.group(1) for found in _REFERENCE.finditer(subject)][:3]


def evidence(results: Sequence[str], from_address: str, *, authserv_id: str) -> Evidence:
    """Reads only the topmost Authentication-Results: everything below it, the sender may have written.

    Without `authserv_id` nobody's word proves anything, but a failure still counts: it can only hold a mail back.
    """
    if not results:
        return Evidence.NONE
    ours = authserv_id.strip().lower()
    said = evidence_of_anyone(results[0], from_address)
    header = _read(results[0])
    if ours and header is not None:
        return said if str(header.authserv_id).lower() == ours else Evidence.NONE
    return Evidence.FAIL if said is Evidence.FAIL else Evidence.NONE


def evidence_of_anyone(result: str, from_address: str) -> Evidence:
    """What one Authentication-Results says, whoever wrote it. One that cannot be read may only hold back."""
    if not domain_of(from_address):
        return Evidence.NONE
    header = _read(result)
    if header is None:
        return Evidence.FAIL if re.search(r"\bdmarc\s*=\s*fail\b", result, re.IGNORECASE) else Evidence.NONE
    return _judge(list(header.results), domain_of(from_address))


def told(results: Sequence[str]) -> str:
    """The topmost Authentication-Results in short: `dmarc=pass, dkim=pass example.org, said by mx.example.net`."""
    header = _read(results[0]) if results else None
    if header is None:
        return "results that cannot be read"
    said = [_short(result) for result in header.results if result.method in ("dmarc", "dkim", "spf")]
    return ", ".join([*said[:4], f"said by {str(header.authserv_id)[:80]}"])


def _short(result: authres.AuthenticationResult) -> str:
    about = [domain_of(str(item.value)) for item in result.properties if item.name in ("d", "i", "mailfrom")]
    return f"{result.method}={_word(result)} {about[0][:60] if about else ''}".strip()


def _read(result: str) -> authres.AuthenticationResultsHeader | None:
    try:
        return authres.AuthenticationResultsHeader.parse_value(result)
    except (authres.SyntaxError, ValueError):
        return None


def _judge(results: list[authres.AuthenticationResult], from_domain: str) -> Evidence:
    dmarc = {_word(result) for result in results if result.method == "dmarc" and _is_about(result, from_domain)}
    if "fail" in dmarc:
        return Evidence.FAIL
    if "pass" in dmarc:
        return Evidence.PASS
    words = {_word(result) for result in results if from_domain in _aligned(result, from_domain)}
    if "pass" in words:
        return Evidence.PASS
    return Evidence.FAIL if "fail" in words else Evidence.NONE


def _word(result: authres.AuthenticationResult) -> str:
    return str(result.result).lower()


def _is_about(result: authres.AuthenticationResult, from_domain: str) -> bool:
    """A server that checked another From line (there were two) has not checked this one."""
    named = [domain_of(str(item.value)) for item in result.properties if item.name == "from"]
    return not named or from_domain in named


def _aligned(result: authres.AuthenticationResult, from_domain: str) -> Iterator[str]:
    """Yields `from_domain` when the result is about it or a parent of it: a child may not speak for its parent, nor may
    a suffix such as `co.uk` for whoever registered below it."""
    wanted = {"dkim": ("d", "i"), "spf": ("mailfrom",)}.get(str(result.method).lower(), ())
    for item in result.properties:
        domain = domain_of(str(item.value))
        is_own = organisation_of(domain) == organisation_of(from_domain)
        if item.name in wanted and is_own and f".{from_domain}".endswith(f".{domain}"):
            yield from_domain


def may_be_acknowledged(inbound: Inbound, envelope_from: str | None, own: Collection[str]) -> bool:
    """Whether an automatic receipt can neither start a loop nor reach somebody who never wrote (D06).

    `envelope_from` is None where the protocol does not tell it; `own` are the addresses and domains that are ours.
    """
    auto = inbound.headers_auto
    answered = [inbound.from_.key, *(person.key for person in inbound.reply_to if person.key)]
    refused = (auto.x_auto_response_suppress or "none").strip().lower() not in ("none", "")
    return (
        inbound.kind == "human"
        and bool(inbound.from_.key)
        and not (is_null_path(envelope_from) or is_null_path(auto.return_path) or refused or auto.x_loop)
        and not any(is_machine_address(address) or is_own(address, own) for address in answered)
    )


def is_null_path(path: str | None) -> bool:
    """Whether an envelope sender, as told or as kept in Return-Path, is that of a mail nobody may answer."""
    if path is None:
        return False
    return path.strip(" \t<>").partition("@")[0].lower() in ("", "mailer-daemon")


def is_own(address: str, own: Collection[str]) -> bool:
    """Whether mail to the address would come back to us."""
    return without_tag(address) in own or domain_of(address) in own
