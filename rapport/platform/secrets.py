"""Seals what must be stored and read again, such as the password of a mailbox. Losing the secret key loses it too."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class BrokenSeal(Exception):
    """The text was not sealed with the secret key of this installation."""


def seal(text: str) -> str:
    """The text, encrypted and signed."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text behind `seal`. Raises BrokenSeal when it was changed or sealed under another key."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise BrokenSeal("This was sealed with another secret key. Enter it again.") from error


def _fernet() -> Fernet:
    key = hashlib.sha256(f"rapport:seal:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
