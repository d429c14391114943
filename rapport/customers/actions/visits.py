"""Visits of customers to their own conversations: a link that serves once, then a cookie for some hours."""

from datetime import datetime, timedelta

from rapport.customers import queries
from rapport.customers.models import Identity, Visit
from rapport.platform import events, signing

LINK_LIVES, VISIT_LASTS = timedelta(minutes=30), timedelta(hours=12)


def ask_for_visit(identity: Identity, *, at: datetime) -> str:
    """The token of a new link; earlier ones that nobody used end."""
    Visit.objects.filter(identity=identity, began_at=None, link_ends_at__gt=at).update(link_ends_at=at)
    token = signing.random_token()
    Visit.objects.create(
        identity=identity, link_digest=signing.digest(token), asked_at=at, link_ends_at=at + LINK_LIVES
    )
    events.record("customers.visit_asked", at=at, data={"customer": identity.customer_id})
    return token


def begin_visit(token: str, *, at: datetime) -> str | None:
    """Spend the link; answers what the browser's cookie holds. None when it works no more, or somebody was first."""
    found = queries.visit_by_link(token, at)
    if found is None:
        return None
    cookie = signing.random_token()
    fresh = Visit.objects.filter(pk=found.pk, began_at=None)
    if not fresh.update(began_at=at, cookie_digest=signing.digest(cookie), ends_at=at + VISIT_LASTS):
        return None
    events.record("customers.visit_began", at=at, data={"customer": found.identity.customer_id})
    return cookie


def end_visit(visit: Visit, *, at: datetime) -> None:
    """The cookie opens nothing any more, wherever a copy of it lies."""
    Visit.objects.filter(pk=visit.pk).update(ends_at=at, cookie_digest=None)


def forget_visits(*, asked_before: datetime) -> int:
    """Delete those that were asked for earlier; answers how many."""
    return Visit.objects.filter(asked_at__lt=asked_before).delete()[0]
