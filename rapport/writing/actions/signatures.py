"""What stands under replies."""

from datetime import datetime

from rapport.conversations.models import Inbox
from rapport.platform import events
from rapport.team.models import User
from rapport.writing.models import Signature


def write_signature(
    *, inbox: Inbox | None, user: User | None, language: str, html: str, actor: User, at: datetime
) -> Signature:
    """Write it, in place of the one that was there for the same inbox, person and language."""
    found, _ = Signature.objects.update_or_create(
        inbox=inbox, user=user, language=language, defaults={"html": html, "changed_at": at}
    )
    data = {"signature": found.pk, "inbox": inbox.pk if inbox else None, "user": user.pk if user else None}
    events.record("writing.signature_written", at=at, actor_id=actor.pk, data=data)
    return found


def remove_signature(signature: Signature, *, actor: User, at: datetime) -> None:
    data = {"signature": signature.pk}
    signature.delete()
    events.record("writing.signature_removed", at=at, actor_id=actor.pk, data=data)
