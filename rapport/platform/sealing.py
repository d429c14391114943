"""What somebody removed, sealed for them alone: they can bring it back for an hour, and nothing is kept here."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.core import serializers, signing
from django.db.models import Model

AN_HOUR = timedelta(hours=1)
Row = TypeVar("Row", bound=Model)


def sealed(row: Model, *, user: int, at: datetime) -> str:
    """All columns of the row, for addresses."""
    payload = {"at": at.isoformat(), "row": serializers.serialize("json", [row])}
    return signing.dumps(payload, salt=_salt(type(row), user), compress=True)


def opened(model: type[Row], was: str, *, user: int, at: datetime) -> Row | None:
    """The row as it was, not yet stored; None when it is too late, or was sealed for somebody else."""
    try:
        payload = signing.loads(was, salt=_salt(model, user))
        if at - datetime.fromisoformat(payload["at"]) > AN_HOUR:
            return None
        [found] = serializers.deserialize("json", payload["row"])
    except (signing.BadSignature, serializers.base.DeserializationError):
        return None
    row = found.object
    return row if isinstance(row, model) else None


def _salt(model: type[Model], user: int) -> str:
    return f"removed:{model._meta.label}:{user}"
