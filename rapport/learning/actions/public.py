"""The way to review us in public."""

from datetime import datetime

from rapport.conversations.models import Inbox
from rapport.learning.models import PublicPlace
from rapport.platform import events
from rapport.team.models import User


def set_public_place(inbox: Inbox, *, name: str, url: str, actor: User, at: datetime) -> None:
    """Shown to everybody who answers in this inbox; without an address to nobody."""
    if url:
        PublicPlace.objects.update_or_create(inbox=inbox, defaults={"url": url, "name": " ".join(name.split())})
    else:
        PublicPlace.objects.filter(inbox=inbox).delete()
    events.record("learning.public_place_set", at=at, actor_id=actor.pk, data={"inbox": inbox.pk})
