"""What somebody is to be told leaves for their devices: claim the row, commit, talk, write down the answer."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from rapport.alerts import actions, lock_screen, pushing, queries
from rapport.alerts.models import Alert, Push
from rapport.conversations import queries as conversations
from rapport.language import contacts
from rapport.team import queries as team
from rapport.team.rules import May

Clock = Callable[[], datetime]


def deliver(push_id: int, *, clock: Clock, clients: pushing.Clients | None = None) -> bool:
    """Try it once, if it is due; True when the push service took it. Whoever was signed out or left in the meantime is
    told nothing, nor is anybody of what somebody has taken on."""
    push = actions.claim(push_id, at=clock())
    if push is None:
        return False
    shown = _shown(push, at=clock())
    if shown is None:
        actions.drop(push)
        return False
    is_urgent = push.alert is not None and push.alert.kind == Alert.Kind.UNHAPPY
    keys = actions.server_keys(at=clock())
    heard = pushing.send(push.device, shown, keys, at=clock(), is_urgent=is_urgent, clients=clients)
    with transaction.atomic():
        return actions.note_push(push, status=heard.status, words=heard.words, at=clock())


def _shown(push: Push, *, at: datetime) -> dict[str, str] | None:
    device, user = push.device, push.device.user
    if not team.is_signed_in(user, device.session_key, at=at):
        return None
    with translation.override(user.language or device.language or settings.LANGUAGE_CODE):
        if push.alert is None and not push.gathers:
            return lock_screen.trial() | {"lang": translation.get_language()}
        known = queries.still_to_push(push, None if user.is_lead else conversations.visible_to(user))
        if not known:
            return None
        shown = lock_screen.shown(known, names=queries.wishes_of(user.pk).shows_names)
        if not user.may(May.CONTACT):
            shown["body"] = contacts.hidden(shown["body"], conversations.own_addresses())
        return shown | {"lang": translation.get_language()}


def deliver_due(*, clock: Clock, go_on: Callable[[], bool], limit: int = 200) -> int:
    """Try everything that is due; answers how many were taken."""
    return sum(deliver(pk, clock=clock) for pk in queries.pushes_due(clock(), limit) if go_on())
