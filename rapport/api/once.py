"""A write with an Idempotency-Key acts once, however often it is sent."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest
from ninja import HeaderEx, P, Schema
from pydantic import BaseModel

from rapport.api.problems import Problem
from rapport.platform import actions, queries
from rapport.team.models import User

Out = TypeVar("Out", bound=Schema)
Key = HeaderEx[
    str | None,
    P(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="One of your own making per write, such as a UUID: sent twice, the write acts once.",
    ),
]


def fingerprint(request: HttpRequest, given: BaseModel) -> str:
    """Tells whether two requests ask for the same: method, address and body, however the body was laid out."""
    text = f"{request.method} {request.path}\n{given.model_dump_json()}"
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def once(
    user: User, key: str, asked: str, act: Callable[[], Out], kind: type[Out], *, at: datetime
) -> tuple[Out, bool]:
    """The answer of `act`, and whether it is one given before. The act and its answer are committed together, so a
    failed or interrupted one can be sent again with the same key. Raises Problem."""
    if not actions.take_turn(user.pk, key):
        detail = "A request with this Idempotency-Key is being worked on. Wait a moment, then send it again."
        raise Problem(409, "in_progress", detail, headers={"Retry-After": "1"})
    before = queries.answer_given(user.pk, key)
    if before is None:
        made = act()
        actions.remember_answer(user.pk, key, asked, status=201, body=made.model_dump(mode="json"), at=at)
        return made, False
    if before.fingerprint != asked:
        detail = "This Idempotency-Key was used for another request. Send a new key with a new request."
        raise Problem(422, "key_reused", detail)
    return kind.model_validate(before.body), True
