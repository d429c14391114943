"""Every flow locks its conversation first, so that two changes of one conversation come one after the other."""

from collections.abc import Collection

from rapport.conversations.models import Conversation
from rapport.customers.models import Identity
from rapport.platform import sql
from rapport.platform.gathered import Asked

_LOCK = "SELECT * FROM conversations_conversation WHERE id = %s FOR UPDATE"
_WHOLE = Asked(
    lambda conversation: (
        Conversation.objects.filter(pk=conversation)
        .select_related("inbox", "customer", "identity", "assignee")
        .select_for_update(of=("self",))
    )
)
_LOCK_IDENTITY = "SELECT 1 FROM customers_identity WHERE id = %s FOR NO KEY UPDATE"


def locked_alone(pk: int) -> Conversation:
    """The conversation without what it points to, locked; the one it was merged into if it was. Raises
    Conversation.DoesNotExist."""
    for found in Conversation.objects.raw(_LOCK, [pk]):
        return locked_alone(found.merged_into_id) if found.merged_into_id else found
    raise Conversation.DoesNotExist(f"conversation {pk}")


def locked(pk: int) -> Conversation:
    """The conversation, locked until the transaction ends; the one it was merged into if it was. Raises
    Conversation.DoesNotExist."""
    found = locked_exactly(pk)
    return locked(found.merged_into_id) if found.merged_into_id else found


def locked_exactly(pk: int) -> Conversation:
    """This very row, also when it lives on in another one."""
    for found in _WHOLE.rows(conversation=pk):
        return found
    raise Conversation.DoesNotExist(f"conversation {pk}")


def lock_idle(pks: Collection[int]) -> list[Conversation]:
    """Those of them that nobody else holds just now, locked until the transaction ends."""
    free = Conversation.objects.select_for_update(of=("self",), skip_locked=True)
    return list(free.filter(pk__in=pks).order_by("pk"))


def lock_identity(identity: Identity) -> None:
    """Whoever else counts what went to this address waits until the transaction ends."""
    sql.run(_LOCK_IDENTITY, [identity.pk])
