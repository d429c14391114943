"""Seals what must be stored and read again, such as the password of a mailbox. Losing the secret key loses it too."""

import base64
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class BrokenSeal(Exception):
    """The text was not sealed with the secret key of this installation."""


def seal(text: str) -> str:
    """The text, encrypted and signed."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text behind `seal`. Raises BrokenSeal when it was changed or sealed under another key."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise BrokenSeal("This was sealed with another secret key. Enter it again.") from error


def _fernet() -> "Fernet":
    from cryptography.fernet import Fernet  # 7 MB, and few pages seal anything

    key = hashlib.sha256(f"rapport:seal:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
