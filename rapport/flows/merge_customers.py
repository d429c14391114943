"""Two customers turn out to be one person, and if that was wrong, two again. Nothing merges by itself."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.customers.actions import CustomerError
from rapport.customers.models import Customer, Merge
from rapport.platform import events
from rapport.relationships import actions as relationships
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import actions as triage


@transaction.atomic
def merge(kept: Customer, gone: Customer, *, evidence: str, actor: User, at: datetime) -> Merge:
    """Everything of `gone` becomes part of `kept`. Done twice, it is done once: the second answers the first.

    Raises CustomerError when it cannot be, with the reason in words.
    """
    must_be_ours(actor)
    if not evidence.strip():
        raise CustomerError(gettext("Say why you believe that they are one person."))
    found, people = _locked(kept.pk, gone.pk)
    kept, gone = people[kept.pk], people[gone.pk]
    before = Merge.objects.filter(kept=kept, gone=gone, undone_at=None).first()
    if before is not None:
        return before
    moved = [one for one in found if one.customer_id == gone.pk]
    ids = [one.pk for one in moved]
    made = customers.merge(kept, gone, ids, evidence=evidence.strip(), actor=actor, at=at)
    _move(found, moved, kept, at)
    _tell("customers.merged", moved, made, actor, at)
    return made


@transaction.atomic
def undo(done: Merge, *, actor: User, at: datetime) -> list[Conversation]:
    """Exactly what moved goes back, unless it was moved on since. Answers the conversations that came later and stay.

    Raises CustomerError when it cannot be, with the reason in words.
    """
    must_be_ours(actor)
    found, people = _locked(done.kept_id, done.gone_id)
    done = Merge.objects.get(pk=done.pk)
    if done.undone_at is not None:
        return []
    done.kept, done.gone = people[done.kept_id], people[done.gone_id]
    customers.unmerge(done, actor=actor, at=at)
    moved = [one for one in found if one.customer_id == done.kept_id and one.pk in set(done.conversations)]
    _move(found, moved, done.gone, at)
    _tell("customers.unmerged", moved, done, actor, at)
    back = {one.pk for one in moved}
    return [one for one in found if one.pk not in back and one.identity_id in set(done.identities)]


def must_be_ours(actor: User) -> None:
    """Raises CustomerError for people of other companies."""
    if not actor.may(May.KNOW):
        raise CustomerError(gettext("Only our own people may change what we know of customers. Ask one of them."))


def _locked(kept: int, gone: int) -> tuple[list[Conversation], dict[int, Customer]]:
    """Conversations first, as everywhere; a mail that was being stored meanwhile is waited for and taken along."""
    conversations.lock_all_of([kept, gone])
    people = customers.lock_people([kept, gone])
    return conversations.lock_all_of([kept, gone]), people


def _move(found: Collection[Conversation], moved: Collection[Conversation], to: Customer, at: datetime) -> None:
    """The pile is put in order: one who wrote from two addresses has written twice."""
    both = {one.customer_id for one in found} | {to.pk}
    before = queries.contacts_before_each(both)
    conversations.give_all([one.pk for one in moved], to)
    for one in moved:
        one.customer = to
    changed = conversations.count_again(found, before, queries.contacts_before_each(both))
    for one in {row.pk: row for row in [*moved, *changed]}.values():
        triage.place(one, at=at)
    relationships.give([one.pk for one in moved], to)
    relationships.look_at(both)


def _tell(name: str, moved: Collection[Conversation], made: Merge, actor: User, at: datetime) -> None:
    for one in moved:
        events.record(name, at=at, actor_id=actor.pk, conversation_id=one.pk, data={"merge": made.pk})
