"""The one place that talks to chats and other systems about alerts. A lead typed their address in: see
`platform/outbound.py`. The address is a secret, so nothing that is heard or raised repeats it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from rapport.alerts import rules

if TYPE_CHECKING:
    import httpx

Clients = Callable[[], "httpx.Client"]
NOT_REACHED = gettext_noop("This address cannot be reached: it must begin with https:// and be on the public internet.")
NO_ANSWER = gettext_noop("No answer within five seconds.")
BROKEN = gettext_noop("The connection broke.")
_MAY_BE_SECRET = re.compile(r"https?://\S+|(?=[\w\-.~%]*\d)[\w\-.~%]{8,}|[\w\-.~%]{24,}")
MOST_WORDS = 120


@dataclass(frozen=True)
class Heard:
    """`status` is 0 when nobody answered; `words` say why it was not taken; `wait`: how long to be quiet."""

    status: int
    words: str = ""
    wait: timedelta | None = None


def send(
    address: str, body: bytes, headers: Mapping[str, str], *, at: datetime, clients: Clients | None = None
) -> Heard:
    """One try. Redirects are not followed: what was meant for one address is not told to another."""
    import httpx

    from rapport.platform import outbound

    try:
        with (clients or outbound.client)() as client:
            answer = client.post(address, content=body, headers=dict(headers), follow_redirects=False)
    except (outbound.Refused, httpx.UnsupportedProtocol, httpx.InvalidURL):
        return Heard(0, NOT_REACHED)
    except httpx.TimeoutException:
        return Heard(0, NO_ANSWER)
    except httpx.HTTPError:
        return Heard(0, BROKEN)
    if rules.is_taken(answer.status_code):
        return Heard(answer.status_code)
    return Heard(answer.status_code, _harmless(answer.text), _wait(answer.headers.get("retry-after", ""), at))


def _harmless(words: str) -> str:
    """What the other side says of it, without anything that may be the address or a part of it."""
    plain = "".join(one if one.isprintable() else " " for one in words[:2000])
    return _MAY_BE_SECRET.sub("…", " ".join(plain.split()))[:MOST_WORDS]


def _wait(said: str, at: datetime) -> timedelta | None:
    """Seconds, or a date."""
    text = said.strip()
    try:
        wait = (
            timedelta(seconds=float(text))
            if text[:1].isdigit() and text.isascii()
            else parsedate_to_datetime(text) - at
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, rules.LEAST_WAIT), rules.LONGEST_WAIT)
