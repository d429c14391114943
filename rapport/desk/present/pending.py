"""A reply that is on its way and can still be called back."""

from typing import Any

from django.utils.safestring import SafeString

from rapport.desk.conversations.forms import harmless
from rapport.team.models import User
from rapport.web.addresses import reverse
from rapport.writing.models import Draft


def shown_pending(draft: Draft, user: User) -> dict[str, Any]:
    """What `web/_pending.html` expects; only its author may call it back."""
    lines = [draft.people.get(name, "") for name in ("to", "cc", "bcc")]
    return {
        "id": f"pending-{draft.pk}",
        "author": draft.author.name,
        "at": draft.send_at,
        "to": ", ".join(line for line in lines if line),
        "html": SafeString(harmless(draft.html)),
        "text": draft.text,
        "files": [file.name for file in draft.files.all() if not file.inline],
        "undo_url": reverse("desk:pending-undoing", args=[draft.token]) if draft.author_id == user.pk else "",
    }
