"""A person asks to be forgotten (GDPR article 17): words, names, files and addresses go, numbers stay."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.alerts import actions as alerts
from rapport.channels.email import actions as email
from rapport.coaching import actions as coaching
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.customers import queries as customer_queries
from rapport.customers.actions import CustomerError
from rapport.customers.models import Customer
from rapport.feedback import actions as feedback
from rapport.flows.throw_away import throw_away
from rapport.platform import live
from rapport.promises import actions as promises
from rapport.recovery import actions as recoveries
from rapport.relationships import actions as relationships
from rapport.retention import queries as retention
from rapport.snippets import actions as snippets
from rapport.surveys import actions as surveys
from rapport.team.models import User
from rapport.triage import actions as triage
from rapport.writing import actions as writing


@transaction.atomic
def forget_customer(customer: Customer, *, actor: User, at: datetime) -> int:
    """Answers how many conversations were emptied. Raises CustomerError while a mail to them is on its way, or one of
    their conversations is kept.

    It cannot be undone. Backups made before still hold what was said, until they are thrown away.
    """
    people = list(customers.lock_people(customer_queries.with_merged(customer)).values())
    found = conversations.lock_all_of([one.pk for one in people])
    ids = [one.pk for one in found]
    if email.is_on_its_way(ids):
        raise CustomerError(gettext("A mail to this person is on its way. Try again when it has left."))
    if held := retention.kept_among(ids):
        raise CustomerError(
            gettext("%(reference)s is kept from deletion. End that there first, when it is needed no more.")
            % {"reference": held[0].reference}
        )
    addresses = customers.erase(people, actor=actor, at=at)
    blobs = conversations.erase_words(found, actor=actor, at=at) | writing.erase_drafts(ids)
    email.erase_mails(ids, addresses, at=at)
    feedback.erase_words(ids, at=at)
    surveys.erase_words([one.pk for one in people], at=at)
    snippets.erase_words([one.pk for one in people])
    promises.erase_words(ids, at=at)
    recoveries.erase_words(ids, at=at)
    coaching.erase_cases(ids)
    alerts.erase_words(ids)
    relationships.erase_words([one.pk for one in people])
    _off_the_pile(found, at)
    transaction.on_commit(lambda: throw_away(blobs))
    return len(ids)


def _off_the_pile(found: Collection[Conversation], at: datetime) -> None:
    for one in found:
        one.refresh_from_db()
        triage.place(one, at=at)
        live.changed([f"conversation-{one.pk}"], inbox_id=one.inbox_id)
