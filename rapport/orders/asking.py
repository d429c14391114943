"""The one place that asks the shop: signs the question, reads the answer, says in one line what is wrong with it."""

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.orders import actions, rules
from rapport.orders.queries import Source
from rapport.platform import secrets

if TYPE_CHECKING:  # the libraries for asking are for who has a shop
    import httpx

    from rapport.orders.cards import Card

Clients = Callable[[], "httpx.Client"]
KEPT_SECONDS, LEFT_ALONE_SECONDS = 60, 15


@dataclass(frozen=True)
class Heard:
    """A card, or why there is none; `is_of_customer`: the shop does answer, but not about this one."""

    card: "Card | None"
    problem: str = ""
    milliseconds: int = 0
    is_of_customer: bool = False


def known(
    source: Source, customer: str, addresses: Sequence[str], *, at: datetime, clients: Clients | None = None
) -> Heard:
    """What the shop says, asked at most once a minute for the same customer. One that did not answer is left alone for
    a moment, whoever is asked about; what is wrong with one customer's answer keeps nobody else's card away. Problems
    are told in a language."""
    asked = hashlib.sha256(json.dumps([source.url, sorted(addresses)]).encode()).hexdigest()
    place, silent = f"orders:{asked}", f"orders-silent:{hashlib.sha256(source.url.encode()).hexdigest()}"
    said = f":{get_language()}"
    kept: Heard | None = cache.get(place) or cache.get(place + said) or cache.get(silent + said)
    if kept is not None:
        return kept
    heard = ask(source, customer, addresses, at=at, clients=clients)
    if heard.card is not None:
        cache.set(place, heard, KEPT_SECONDS)
    else:
        cache.set((place if heard.is_of_customer else silent) + said, heard, LEFT_ALONE_SECONDS)
    return heard


def ask(
    source: Source, customer: str, addresses: Sequence[str], *, at: datetime, clients: Clients | None = None
) -> Heard:
    """Ask now. Redirects are not followed: who a customer is, is told to one address alone."""
    import httpx

    from rapport.orders import cards
    from rapport.platform import outbound

    began = time.monotonic()

    def heard(card: "Card | None", problem: str = "", *, is_of_customer: bool = False) -> Heard:
        return Heard(card, problem, round((time.monotonic() - began) * 1000), is_of_customer)

    try:
        body = question(customer, addresses, at=at)
        signed = headers(body, actions.secrets_of(source, at=at), at=at)
        with (clients or _client)() as client:
            answer = client.post(source.url, content=body.encode(), headers=signed, follow_redirects=False)
        if answer.status_code != httpx.codes.OK:
            return heard(None, _status(answer.status_code), is_of_customer=answer.is_client_error)
        return heard(cards.read(answer.content))
    except rules.BadAnswer as problem:
        return heard(None, _("The shop’s answer cannot be read. %(why)s") % {"why": problem}, is_of_customer=True)
    except secrets.BrokenSeal:
        return heard(None, _("The secret was sealed under another secret key. Make a new one in the settings."))
    except outbound.Refused as problem:
        return heard(None, str(problem))
    except httpx.TimeoutException:
        return heard(None, _("The shop did not answer within three seconds."))
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return heard(None, _("The connection to the shop broke (%(how)s).") % {"how": type(problem).__name__})


def _client() -> "httpx.Client":
    from rapport.platform import outbound

    return outbound.client(seconds=rules.SECONDS, whole=rules.SECONDS, most=rules.MOST_BYTES)


def _status(status: int) -> str:
    if 300 <= status < 400:
        return _("The shop sends the question elsewhere (%(status)s). Enter the address where that leads.") % {
            "status": status
        }
    return _("The shop answered %(status)s.") % {"status": status}


def question(customer: str, addresses: Sequence[str], *, at: datetime) -> str:
    """Who it is about, and no more than that."""
    data = {"customer": {"id": customer, "addresses": list(addresses)[: rules.MOST_ADDRESSES]}}
    return json.dumps({"type": "orders.asked", "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def headers(body: str, signing: Sequence[str], *, at: datetime) -> dict[str, str]:
    """As webhooks are signed (docs/webhooks.md), with every secret that is in force."""
    from standardwebhooks import Webhook

    number, moment = f"msg_{uuid.uuid4().hex}", at.astimezone(UTC)
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(number, moment, body) for secret in signing),
    }
