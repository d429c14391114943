"""Where Rapport stands: the words and links that `rapport run` prints."""

from collections.abc import Callable
from typing import Any

from rapport.config.links import founding_url, sign_in_url
from rapport.conversations.models import Conversation, Inbox, Status
from rapport.platform import clock
from rapport.recovery.models import Recovery
from rapport.team.models import Role, User
from rapport.team.queries import is_founded

SHOWN_ROLES = (Role.AGENT, Role.LEAD)


def now(with_links: bool) -> dict[str, Any]:
    return {
        "conversations": Conversation.objects.count(),
        "waiting": Conversation.objects.exclude(status=Status.DONE).filter(waiting_since__isnull=False).count(),
        "recoveries": Recovery.objects.filter(closed_at=None).count(),
        "users": User.objects.filter(is_active=True).count(),
        "founding": "" if is_founded() else founding_url(clock.now()),
        "inboxes": list(Inbox.objects.filter(is_active=True).order_by("id").values_list("address", flat=True)),
        "links": _links() if with_links else [],
    }


def fill_if_empty(progress: Callable[[int, int], None]) -> bool:
    """True when the sample company was put into an empty database."""
    if User.objects.exists() or Conversation.objects.exists():
        return False
    from rapport.sample import actions

    actions.fill(clock.now(), progress)
    return True


def _links() -> list[dict[str, str]]:
    found = []
    for role in SHOWN_ROLES:
        user = User.objects.filter(role=role, is_active=True).order_by("id").first()
        if user:
            found.append({"name": user.name, "role": user.get_role_display(), "url": sign_in_url(user, clock.now())})
    return found
