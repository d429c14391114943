"""What may be kept of who asks: a network and a short hash of the browser's name, never a whole address."""

import ipaddress

from django.http import HttpRequest

from rapport.feedback.rules import Client
from rapport.platform import signing
from rapport.platform.peer import address_of

_PREFIX = {4: 24, 6: 48}


def client_of(request: HttpRequest) -> Client:
    agent = request.headers.get("User-Agent", "")
    return Client(network_of(address_of(request)), signing.mac("client", agent, 8).hex() if agent else "")


def network_of(address: str) -> str:
    """The /24 or /48 around an address; empty for what is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _PREFIX[found.version]), strict=False))


def is_prefetch(request: HttpRequest) -> bool:
    """Whether a browser or a chat program fetches ahead, without anybody having asked for the page."""
    said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return any(word in said.lower() for word in ("prefetch", "prerender", "preview"))
