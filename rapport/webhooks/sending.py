"""The one place that talks to other systems: signs what is to be told, and hears the answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rapport.webhooks.models import Delivery

if TYPE_CHECKING:
    import httpx

Clients = Callable[[], "httpx.Client"]


@dataclass(frozen=True)
class Heard:
    """`status` is 0 when nobody answered; `words` are the answer's, or why there is none."""

    status: int
    words: str
    milliseconds: int


def send(delivery: Delivery, secrets: list[str], *, at: datetime, clients: Clients | None = None) -> Heard:
    """One try. Redirects are not followed: what was meant for one address is not told to another."""
    from rapport.platform import outbound  # with what follows not loaded in processes that send nothing

    began = time.monotonic()
    try:
        with (clients or outbound.client)() as client:
            answer = client.post(
                delivery.endpoint.url,
                content=delivery.body.encode(),
                headers=headers(delivery, secrets, at=at),
                follow_redirects=False,
            )
        status, words = answer.status_code, answer.text
    except Exception as problem:
        status, words = 0, _words(problem)
    return Heard(status, words.replace("\x00", "").strip(), round((time.monotonic() - began) * 1000))


def headers(delivery: Delivery, secrets: list[str], *, at: datetime) -> dict[str, str]:
    return signed(delivery.webhook_id, delivery.body, secrets, at=at)


def signed(webhook_id: str, body: str, secrets: list[str], *, at: datetime) -> dict[str, str]:
    """Signed anew on every try, with every secret that is in force. `webhook_id` stays the same."""
    from standardwebhooks import Webhook

    moment = at.astimezone(UTC)
    signatures = [Webhook(secret).sign(webhook_id, moment, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _words(problem: Exception) -> str:
    import httpx

    from rapport.platform import outbound

    if isinstance(problem, outbound.Refused):
        return str(problem)
    if isinstance(problem, httpx.TimeoutException):
        return "No answer within five seconds."
    if isinstance(problem, httpx.HTTPError):
        return f"The connection broke ({type(problem).__name__})."
    raise problem
