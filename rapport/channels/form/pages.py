"""Tokens of the form's pages: signed in place of a cookie, timed against machines that fill in forms."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rapport.platform import signing

GOOD_FOR = timedelta(hours=24)
QUICKEST = timedelta(seconds=3)
_TOKEN = re.compile(r"(\d{9,11})\.([\w-]{22})\.([a-z2-7]{26})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """One sight of the form of one inbox."""

    token: str
    name: str
    made_at: datetime

    def is_too_old(self, at: datetime) -> bool:
        return at - self.made_at > GOOD_FOR

    def is_too_quick(self, at: datetime) -> bool:
        """Nobody reads a form, writes and sends it within three seconds."""
        return at - self.made_at < QUICKEST


def new(inbox_id: int, *, at: datetime) -> Page:
    name, stamp = signing.random_token(), int(at.timestamp())
    token = f"{stamp}.{name}.{_sign(inbox_id, stamp, name)}"
    return Page(token, name, datetime.fromtimestamp(stamp, UTC))


def read(token: str, inbox_id: int) -> Page | None:
    """The page behind a token that we made for this inbox; None for everything else."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    stamp, name = int(found.group(1)), found.group(2)
    if not signing.same(found.group(3), _sign(inbox_id, stamp, name)):
        return None
    return Page(token, name, datetime.fromtimestamp(stamp, UTC))


def _sign(inbox_id: int, stamp: int, name: str) -> str:
    return signing.base32(signing.mac("contact-form", f"{inbox_id}.{stamp}.{name}"))
