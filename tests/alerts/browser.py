"""A browser and its push service, for tests: it opens what is sealed for it (RFC 8291) and knows who sent it (8292)."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from rapport.alerts import actions, queries
from rapport.alerts.models import Device
from rapport.team.models import User
from tests.cast import NOON
from tests.desk.conftest import client_of
from tests.webhooks.receiver import Receiver

FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Browser:
    """Its person is signed in; `client` is its window."""

    user: User
    endpoint: str = "https://push.example/send/abc"
    auth: bytes = b"sixteen secret b"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.client = client_of(self.user)

    @property
    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": base64url(point), "auth": base64url(self.auth)}

    def switch_on(self) -> Device:
        session = self.client.session.session_key or ""
        return actions.add_device(
            self.user, **self.subscription, session_key=session, browser=FIREFOX, language="en", at=NOON
        )

    def opened(self, service: Receiver) -> list[dict[str, Any]]:
        """What its person was shown, the oldest first."""
        return [self._open(body) for _, body in service.raw]

    def _open(self, body: bytes) -> dict[str, Any]:
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        found: dict[str, Any] = json.loads(text)
        return found


def claims_of(authorization: str) -> dict[str, Any]:
    """What was signed, if this installation signed it."""
    assert Vapid02.verify(authorization)
    parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
    known = queries.server_keys()
    assert known
    assert parts["k"] == known.public
    middle = parts["t"].split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found
