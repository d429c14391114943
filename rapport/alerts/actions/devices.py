"""The browsers that somebody is pushed to, and the key by which their push services know this installation."""

import base64
import binascii
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.alerts import queries, rules
from rapport.alerts.models import Device
from rapport.alerts.queries import ServerKeys
from rapport.platform import actions as platform
from rapport.platform import events, secrets
from rapport.team.models import User

POINT_BYTES, SECRET_BYTES = 65, 16


class DeviceError(ValueError):
    """It cannot be done; the text says why."""


def server_keys(*, at: datetime) -> ServerKeys:
    """Made at first need. When they were sealed under another secret key they are made anew, and no browser knows the
    new ones: every device is forgotten."""
    try:
        known = queries.server_keys()
    except secrets.BrokenSeal:
        platform.forget_fact(queries.KEYS)
        Device.objects.all().delete()
        queries.forget_pushed_to()
        known = None
    if known is None:
        platform.keep_fact(queries.KEYS, _new_keys(), at=at)
        known = queries.server_keys()
    assert known is not None
    return known


def _new_keys() -> dict[str, str]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"sealed": secrets.seal(pem), "public": base64.urlsafe_b64encode(public).decode("ascii").rstrip("=")}


@transaction.atomic
def add_device(
    user: User,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    session_key: str,
    browser: str,
    language: str,
    at: datetime,
) -> Device:
    """Push to this browser from now on; one that was somebody else's is theirs no longer. Raises DeviceError."""
    checked = _checked(endpoint, p256dh, auth)
    others = Device.objects.filter(user=user).exclude(endpoint=checked["endpoint"])
    if others.count() >= rules.MOST_DEVICES:
        raise DeviceError(_("You have enough devices. Remove one that you no longer use."))
    fields = {"user": user, "session_key": session_key, "language": language, "name": rules.device_name(browser)}
    defaults = {**checked, **fields, "created_at": at, "failures": 0, "trouble": ""}
    made, _is_new = Device.objects.update_or_create(endpoint=checked["endpoint"], defaults=defaults)
    queries.forget_pushed_to()
    events.record("alerts.device_added", at=at, actor_id=user.pk, data={"device": made.pk})
    return made


def renew_device(user: User, *, before: str, endpoint: str, p256dh: str, auth: str, session_key: str) -> bool:
    """The browser has another address or its person signed in anew; False when this device is theirs no longer."""
    checked = _checked(endpoint, p256dh, auth)
    Device.objects.filter(endpoint=checked["endpoint"]).exclude(user=user, endpoint=before).delete()
    return bool(Device.objects.filter(user=user, endpoint=before).update(**checked, session_key=session_key))


def remove_device(user: User, pk: int, *, at: datetime) -> bool:
    """False when it is not theirs."""
    gone = Device.objects.filter(user=user, pk=pk).delete()[0]
    if gone:
        queries.forget_pushed_to()
        events.record("alerts.device_removed", at=at, actor_id=user.pk, data={"device": pk})
    return bool(gone)


def forget_devices(user: User) -> None:
    """Whoever leaves is told nothing any more."""
    Device.objects.filter(user=user).delete()
    queries.forget_pushed_to()


def _checked(endpoint: str, p256dh: str, auth: str) -> dict[str, str]:
    """Where the address leads is looked at on every push; here only what can be seen in it."""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    is_plain = endpoint.isascii() and endpoint.isprintable() and len(endpoint) <= rules.MOST_ENDPOINT_CHARS
    if parts.scheme != "https" or not host or parts.username or not is_plain:
        raise DeviceError(_("This browser named no push service that can be reached."))
    from cryptography.hazmat.primitives.asymmetric import ec

    point, secret = _decoded(p256dh), _decoded(auth)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise DeviceError(_("This browser sent a key that cannot be used.")) from error
    if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise DeviceError(_("This browser sent a key that cannot be used."))
    return {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}


def _decoded(text: str) -> bytes:
    """Nothing when anything stands between the letters, which would be stored too."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
