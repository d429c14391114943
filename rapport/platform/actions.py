"""Writes of the platform's rows."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rapport.platform import signing
from rapport.platform.models import Fact, IdempotentAnswer


def take_turn(user_id: int, key: str) -> bool:
    """Hold this user's key until the transaction ends; False while another request holds it.

    A lock and not a row: whoever dies in the middle leaves nothing behind that would block the key.
    """
    number = int.from_bytes(signing.mac("idempotency", f"{user_id}:{key}", 8), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def remember_answer(
    user_id: int, key: str, fingerprint: str, *, status: int, body: dict[str, Any], at: datetime
) -> IdempotentAnswer:
    """Keep an answer in the transaction of what it tells: both exist or neither."""
    return IdempotentAnswer.objects.create(
        user_id=user_id, key=key, fingerprint=fingerprint, status=status, body=body, at=at
    )


def forget_answers(*, before: datetime) -> int:
    """Drop old answers; answers how many. After this their keys act anew."""
    return IdempotentAnswer.objects.filter(at__lt=before).delete()[0]


def remember_fact(key: str, value: dict[str, Any], *, at: datetime) -> None:
    """Keep what the installation knows about itself under the key, in place of what it knew."""
    Fact.objects.update_or_create(key=key, defaults={"value": value, "at": at})


def keep_fact(key: str, value: dict[str, Any], *, at: datetime) -> None:
    """The same, unless something is known under the key: whoever comes first decides."""
    Fact.objects.get_or_create(key=key, defaults={"value": value, "at": at})


def forget_fact(key: str) -> bool:
    """Whether there was such a fact."""
    return bool(Fact.objects.filter(key=key).delete()[0])


def take_fact(key: str, value: dict[str, Any], *, unless_since: datetime, at: datetime) -> bool:
    """Note the fact unless somebody noted it at or since that time; True for the one of many who did."""
    with transaction.atomic():
        Fact.objects.get_or_create(key=key, defaults={"value": {}, "at": datetime.min.replace(tzinfo=at.tzinfo)})
        return bool(Fact.objects.filter(key=key, at__lt=unless_since).update(value=value, at=at))
