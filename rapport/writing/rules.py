"""Pure rules of what is being written."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Protocol, TypeVar
from uuid import UUID

MOST_SPARE = 5
LONGEST_UNDO = 60
_PICTURE = re.compile(r"/draft-files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/picture/")


def picture_address(public_id: UUID) -> str:
    """Where the words of a draft point to for a picture in them."""
    return f"/draft-files/{public_id}/picture/"


def pictures_in(html: str) -> list[str]:
    """The public ids of the pictures that the words of a draft show."""
    return list(dict.fromkeys(_PICTURE.findall(html)))


def with_spare(spare: Iterable[Mapping[str, Any]], html: str, text: str, at: datetime) -> list[dict[str, Any]]:
    """One version more that is kept and offered, the newest first; the same words are kept once."""
    others = [dict(one) for one in spare if one.get("html") != html or one.get("text") != text]
    return [{"at": at.isoformat(), "html": html, "text": text}, *others][:MOST_SPARE]


def moment(text: str, zone: tzinfo) -> datetime | None:
    """What a field for a date and time holds, in this zone unless it names one; None for nothing. Raises ValueError."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


class _Signature(Protocol):
    inbox_id: int | None
    user_id: int | None
    language: str


Some = TypeVar("Some", bound=_Signature)


def closest(found: Iterable[Some], language: str) -> Some | None:
    """A person's own goes before everybody's, then one of the inbox before one of all, then one in the language."""
    fitting = [one for one in found if one.language in ("", language)]
    ranked = sorted(fitting, key=lambda one: (one.user_id is not None, one.inbox_id is not None, bool(one.language)))
    return ranked[-1] if ranked else None
