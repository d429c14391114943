"""What is done at the desk and belongs into the audit log, with who did it and from where."""

from typing import Any

from rapport.desk.access import StaffRequest
from rapport.platform import peer
from rapport.platform.audit.actions import record
from rapport.platform.clock import now


def wrote(request: StaffRequest, action: str, about: str = "", **data: Any) -> None:
    """Append an entry, in the transaction of what it tells."""
    user = request.user
    record(
        action, at=now(), actor_id=user.pk, actor=user.name, address=peer.address_of(request), about=about, data=data
    )
