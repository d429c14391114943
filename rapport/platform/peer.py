"""Who a request comes from: never what a stranger wrote into a header (S34)."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The peer's own address. Headers that claim another are believed from the proxies of `RAPPORT_PROXIES` alone, and
    only what the last of them wrote: everything before, the visitor may have written."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    claimed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while claimed and _is_proxy(address):
        address = claimed.pop()
    return address if _is_address(address) else ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_proxy(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.RAPPORT_PROXIES)
