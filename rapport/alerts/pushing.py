"""The one place that talks to push services: seals what a browser is to be shown, signs, and hears the answer.

Sealed for the browser (RFC 8291), so that the service in between reads nothing; signed so that it knows who asks
(VAPID, RFC 8292). Its address came from a browser, so anybody may have written it: see `platform/outbound.py`.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

from rapport.alerts import rules
from rapport.alerts.models import Device
from rapport.alerts.queries import ServerKeys

if TYPE_CHECKING:
    import httpx

NO_SERVICE = "This is no address of a push service."
Clients = Callable[[], "httpx.Client"]


@dataclass(frozen=True)
class Heard:
    """`status` is 0 when nobody answered; `words` say why it was not taken."""

    status: int
    words: str = ""


def send(
    device: Device,
    shown: dict[str, Any],
    keys: ServerKeys,
    *,
    at: datetime,
    is_urgent: bool = False,
    clients: Clients | None = None,
) -> Heard:
    """One try. Redirects are not followed: the key in the address is for one service alone."""
    import httpx

    from rapport.platform import outbound

    signed = authorization(device.endpoint, keys, at=at)
    if signed is None:
        return Heard(0, NO_SERVICE)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(rules.PUSH_LIVES.total_seconds())),
        "Urgency": "high" if is_urgent else "normal",
        "Authorization": signed,
    }
    try:
        with (clients or outbound.client)() as client:
            body = sealed(device, json.dumps(shown, ensure_ascii=False).encode())
            answer = client.post(device.endpoint, content=body, headers=headers, follow_redirects=False)
    except outbound.Refused:
        return Heard(0, NO_SERVICE)  # in no other words, which would tell anybody which names our network knows
    except httpx.TimeoutException:
        return Heard(0, "No answer within five seconds.")
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return Heard(0, f"The connection broke ({type(problem).__name__}).")
    took = rules.is_taken(answer.status_code)
    return Heard(answer.status_code, "" if took else f"The push service answered {answer.status_code}.")


def sealed(device: Device, text: bytes) -> bytes:
    """For this browser only, with a key that is used once."""
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    once = ec.generate_private_key(ec.SECP256R1())
    made: bytes = http_ece.encrypt(
        text, private_key=once, dh=_decoded(device.p256dh), auth_secret=_decoded(device.auth), version="aes128gcm"
    )
    return made


def authorization(endpoint: str, keys: ServerKeys, *, at: datetime) -> str | None:
    """Good for this service and for as long as the push. None for a host without a name that could be signed."""
    from py_vapid import Vapid02, VapidException

    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + rules.PUSH_LIVES).timestamp()),
        "sub": settings.RAPPORT_URL if settings.SERVED_OVER_TLS else f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    try:
        signed: dict[str, str] = Vapid02.from_pem(keys.private.encode()).sign(claims)
    except VapidException:
        return None
    return signed["Authorization"]


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
