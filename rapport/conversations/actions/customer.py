"""Whose matter a conversation is."""

from collections.abc import Collection, Mapping
from datetime import datetime

from rapport.conversations import queries
from rapport.conversations.models import Conversation
from rapport.customers.models import Customer, Identity
from rapport.platform import events
from rapport.team.models import User

MOST_CONTACTS = 999


def set_customer(conversation: Conversation, identity: Identity, *, actor: User, at: datetime) -> bool:
    """From now on it is this person's, and this address is answered; False when it was so before.

    What was said, asked and rated stays as it is. Doing it again with the address of before takes it back.
    """
    if conversation.identity_id == identity.pk and conversation.customer_id == identity.customer_id:
        return False
    data = {"from": conversation.identity_id, "to": identity.pk}
    recount(conversation, identity.customer)
    conversation.customer = identity.customer
    conversation.identity = identity
    conversation.save(update_fields=["customer", "identity", "nth_contact"])
    events.record("conversations.customer_set", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)
    return True


def recount(conversation: Conversation, customer: Customer) -> None:
    """Which contact of a week it is, once it is this customer's; to be saved by the caller."""
    before = queries.contacts_before(conversation, conversation.customer_id)
    now = queries.contacts_before(conversation, customer.pk)
    conversation.nth_contact = _limited(conversation.nth_contact + now - before)


def lock_all_of(customers: Collection[int]) -> list[Conversation]:
    """Every conversation of these customers, in one order whoever asks, locked until the transaction ends."""
    related = Conversation.objects.select_related("inbox", "customer", "identity", "assignee")
    return list(related.select_for_update(of=("self",)).filter(customer__in=customers).order_by("id"))


def give_all(ids: Collection[int], customer: Customer) -> None:
    """These conversations are this customer's; the addresses we answer to stay. The caller holds their locks."""
    Conversation.objects.filter(pk__in=ids).update(customer=customer)


def count_again(
    found: Collection[Conversation], before: Mapping[int, int], now: Mapping[int, int]
) -> list[Conversation]:
    """Follow how many conversations of the same week came earlier, `before` and `now`; answers whose number changed."""
    changed = []
    for conversation in found:
        moved = now.get(conversation.pk, 0) - before.get(conversation.pk, 0)
        if moved:
            conversation.nth_contact = _limited(conversation.nth_contact + moved)
            conversation.save(update_fields=["nth_contact"])
            changed.append(conversation)
    return changed


def _limited(number: int) -> int:
    return max(1, min(number, MOST_CONTACTS))
