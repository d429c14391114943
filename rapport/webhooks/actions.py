"""Writes of the webhooks room."""

import base64
import secrets as randomness
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import F
from django.utils.translation import gettext

from rapport.platform import events, secrets
from rapport.platform.jobs import Job, enqueue
from rapport.team.models import User
from rapport.webhooks import queries, rules
from rapport.webhooks.models import Delivery, Endpoint

SECRET_BYTES = 32
ANSWER_CHARS = 500
State = Delivery.State


class WebhookError(ValueError):
    """It cannot be done; the text says what to do."""


def add_endpoint(owner: User, *, name: str, url: str, wanted: Iterable[str], at: datetime) -> tuple[Endpoint, str]:
    """Keep an endpoint and answer its secret, which is shown this once. Raises WebhookError."""
    secret = new_secret()
    made = Endpoint.objects.create(
        name=name.strip() or _host(url),
        url=_checked(url),
        events=_known(wanted),
        owner=owner,
        sealed_secret=secrets.seal(secret),
        created_at=at,
    )
    queries.known.forget()
    events.record("webhooks.endpoint_added", at=at, actor_id=owner.pk, data={"endpoint": made.pk})
    return made, secret


def change_endpoint(
    endpoint: Endpoint, *, name: str, url: str, wanted: Iterable[str], is_active: bool, actor: User, at: datetime
) -> None:
    """Switching it on again forgives what went wrong before. Raises WebhookError."""
    endpoint.name, endpoint.url, endpoint.events = name.strip() or _host(url), _checked(url), _known(wanted)
    if is_active and not endpoint.is_active:
        endpoint.failing_since, endpoint.switched_off_why = None, ""
    endpoint.is_active = is_active
    endpoint.save(update_fields=["name", "url", "events", "is_active", "failing_since", "switched_off_why"])
    queries.known.forget()
    data = {"endpoint": endpoint.pk, "active": is_active}
    events.record("webhooks.endpoint_changed", at=at, actor_id=actor.pk, data=data)


def remove_endpoint(endpoint: Endpoint, *, actor: User, at: datetime) -> None:
    """With its log."""
    pk = endpoint.pk
    endpoint.delete()
    queries.known.forget()
    events.record("webhooks.endpoint_removed", at=at, actor_id=actor.pk, data={"endpoint": pk})


def rotate(endpoint: Endpoint, *, actor: User, at: datetime) -> str:
    """A new secret, answered this once. For a day both sign, so that nothing is refused meanwhile."""
    secret = new_secret()
    endpoint.sealed_old_secret = endpoint.sealed_secret
    endpoint.sealed_secret = secrets.seal(secret)
    endpoint.old_secret_until = at + rules.TWO_SECRETS_FOR
    endpoint.save(update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until"])
    queries.known.forget()
    events.record("webhooks.secret_rotated", at=at, actor_id=actor.pk, data={"endpoint": endpoint.pk})
    return secret


def secrets_of(endpoint: Endpoint, *, at: datetime) -> list[str]:
    """What signs now, the newest first. Raises BrokenSeal."""
    sealed = [endpoint.sealed_secret]
    if endpoint.has_two_secrets(at):
        sealed.append(endpoint.sealed_old_secret)
    return [secrets.unseal(one) for one in sealed]


def queue(endpoint: Endpoint, event: str, body: str, *, at: datetime) -> Delivery:
    """Tell this endpoint, in the caller's transaction: it is told exactly if that commits."""
    made = Delivery.objects.create(endpoint=endpoint, event=event, body=body, created_at=at, due_at=at)
    enqueue(Job.WEBHOOK, delivery_id=made.pk)
    return made


def replay(delivery: Delivery, *, actor: User, at: datetime) -> None:
    """Send the same bytes under the same id once more."""
    delivery.state, delivery.due_at, delivery.tries = State.WAITING, at, 0
    delivery.save(update_fields=["state", "due_at", "tries"])
    enqueue(Job.WEBHOOK, delivery_id=delivery.pk)
    events.record("webhooks.replayed", at=at, actor_id=actor.pk, data={"delivery": delivery.pk})


def claim(pk: int, *, at: datetime) -> Delivery | None:
    """Take it for one try; None when it is not due, is over, or somebody else has it."""
    mine = Delivery.objects.filter(pk=pk, state=State.WAITING, due_at__lte=at, endpoint__is_active=True)
    taken = mine.update(due_at=at + rules.LEASE, tries=F("tries") + 1)
    return queries.delivery(pk) if taken else None


def note_attempt(delivery: Delivery, *, status: int, words: str, milliseconds: int, at: datetime) -> bool:
    """Write down what became of a try; True when it arrived. `status` is 0 when nobody answered."""
    delivery.attempts = [
        *delivery.attempts,
        {"at": at.isoformat(), "status": status, "words": words[:ANSWER_CHARS], "ms": milliseconds},
    ]
    arrived = rules.is_taken(status)
    following = None if arrived else rules.next_try(delivery.tries, at)
    delivery.state = State.SENT if arrived else State.WAITING if following else State.FAILED
    delivery.due_at = following or at
    delivery.save(update_fields=["attempts", "state", "due_at"])
    _note_health(delivery.endpoint, arrived, at)
    if following is not None:
        enqueue(Job.WEBHOOK, not_before=following, delivery_id=delivery.pk)
    return arrived


def _note_health(endpoint: Endpoint, arrived: bool, at: datetime) -> None:
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    if arrived:
        rows.exclude(failing_since=None).update(failing_since=None)
    else:
        rows.filter(failing_since=None).update(failing_since=at)
    endpoint.refresh_from_db(fields=["failing_since"])


def switch_off(endpoint: Endpoint, why: str, *, at: datetime) -> bool:
    """Tell it nothing any more; False when that was so."""
    changed = Endpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
        is_active=False, switched_off_why=why[:300]
    )
    queries.known.forget()
    if changed:
        events.record("webhooks.endpoint_switched_off", at=at, data={"endpoint": endpoint.pk})
    return bool(changed)


def forget_deliveries(*, before: datetime) -> int:
    """Delete what was told long ago; answers how many."""
    return Delivery.objects.filter(created_at__lt=before).exclude(state=State.WAITING).delete()[0]


def new_secret() -> str:
    """As Standard Webhooks writes one."""
    return "whsec_" + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode("ascii")


def _host(url: str) -> str:
    return urlsplit(url.strip()).hostname or "Webhook"


def _checked(url: str) -> str:
    """Where it leads is looked at on every try; here only what a person can see in it."""
    text = url.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise WebhookError(gettext("Write an address that begins with https:// and has no user name in it."))
    return text


def _known(wanted: Iterable[str]) -> list[str]:
    chosen = [name for name in rules.EVENTS if name in set(wanted)]
    if not chosen:
        raise WebhookError(gettext("Choose at least one event, or nothing would ever be sent."))
    return chosen
