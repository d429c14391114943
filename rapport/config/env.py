"""Reads RAPPORT_* variables. A bad value stops the start with one sentence that names the variable."""

import os
import re
from collections.abc import Collection
from datetime import time
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*", re.IGNORECASE)


class BadSetting(Exception):
    """A RAPPORT_* variable that cannot be understood; the text is meant for the person who set it."""


def misspelt(known: Collection[str]) -> list[str]:
    """A sentence for each variable that looks like one of `known` and is none: nothing reads it, and nobody is told
    otherwise. It is no BadSetting, since others name theirs so too: Kubernetes those of a service called rapport."""
    close = {
        name: get_close_matches(name, known, 1, 0.85)
        for name in sorted(os.environ)
        if name.startswith("RAPPORT_") and name not in known and "_TEST_" not in name
    }
    return [f"{name} is no setting and is ignored. Did you mean {found[0]}?" for name, found in close.items() if found]


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool = False) -> bool:
    value = env_str(name, "1" if default else "0").lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise BadSetting(f"{name} is {value!r}. Write 1 (yes) or 0 (no).")


def env_int(name: str, default: int, minimum: int = 0, maximum: int | None = None) -> int:
    text = env_str(name) or str(default)
    try:
        value = int(text)
    except ValueError:
        raise BadSetting(f"{name} is {text!r}. Write a whole number, for example {default}.") from None
    if value < minimum or (maximum is not None and value > maximum):
        limits = f"at least {minimum}" if maximum is None else f"between {minimum} and {maximum}"
        raise BadSetting(f"{name} is {value}. It must be {limits}.")
    return value


def env_port(name: str, default: int) -> int:
    return env_int(name, default, 0, 65535)


def env_time(name: str, default: str) -> time:
    text = env_str(name) or default
    try:
        value = time.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is not None:
        raise BadSetting(f"{name} is {text!r}. Write a time of day, for example {default}.")
    return value


def env_host(name: str, default: str) -> str:
    """An address of this machine, to listen on."""
    text = env_str(name) or default
    try:
        return str(ip_address("127.0.0.1" if text == "localhost" else text.removeprefix("[").removesuffix("]")))
    except ValueError:
        raise BadSetting(f"{name} is {text!r}. Write an IP address of this machine, for example {default}.") from None


def env_domain(name: str) -> str:
    text = env_str(name)
    if text and not _DOMAIN.fullmatch(text):
        raise BadSetting(f"{name} is {text!r}. Write a domain, for example example.com.")
    return text


def env_site(name: str, default: str) -> str:
    """A page's address without the slash at its end."""
    text = env_str(name, default).rstrip("/")
    parts = _parts(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", text):
        raise BadSetting(f"{name} is {text!r}. Write it like https://help.example.com.")
    return text


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_inboxes(name: str, default: str) -> list[str]:
    """`["1"]` (all), `["0"]` (none) or addresses."""
    parts = [part.lower() for part in env_list(name, default)] or ["0"]
    if len(parts) == 1 and parts[0] in TRUE_WORDS | FALSE_WORDS:
        return ["1" if parts[0] in TRUE_WORDS else "0"]
    for part in parts:
        if not _ADDRESS.fullmatch(part):
            raise BadSetting(f"{name} has {part!r} in it. Write 1, 0, or addresses of inboxes: help@example.com.")
    return parts


def env_origins(name: str) -> list[str]:
    """Sites as browsers name them: scheme, host and port, and nothing behind."""
    sites = [site.rstrip("/") for site in env_list(name)]
    for site in sites:
        parts = urlsplit(site)
        if not _ORIGIN.fullmatch(site) or not parts.hostname:
            raise BadSetting(f"{name} has {site!r} in it. Write sites like https://www.example.com.")
    return sites


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks, such as 10.0.0.0/8."""
    try:
        return [ip_network(part, strict=False) for part in env_list(name)]
    except ValueError as problem:
        raise BadSetting(f"{name} is not understood ({problem}). Write it like 127.0.0.1, 10.0.0.0/8.") from None


def env_url(name: str, schemes: tuple[str, ...], example: str) -> SplitResult | None:
    """None when the variable is empty."""
    text = env_str(name)
    if not text:
        return None
    parts = _parts(text)
    if parts is None or parts.scheme not in schemes or (not parts.hostname and not parts.query):
        raise BadSetting(f"{name} is not understood. Write it like {example}.")
    return parts


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # only read here does it say that it is no number
    except ValueError:
        return None
    return parts
