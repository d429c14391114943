"""Addresses that mail comes back from, until somebody writes from there again."""

from datetime import datetime

from django.db.models import Q, QuerySet

from rapport.customers.deliverability import SOFT_LIMIT, SOFT_WINDOW, is_about_address
from rapport.customers.models import Identity


def mail_comes_back(address: str, why: str, *, at: datetime, status: str = "") -> bool:
    """Mark the address as one that mail comes back from; False when the refusal was not about the address.

    `status` is the code of RFC 3463, such as 5.1.1; without one nothing is known, so nothing is marked.
    """
    if not is_about_address(status):
        return False
    unmarked = _identities(address).filter(undeliverable_since=None)
    return bool(unmarked.update(undeliverable_since=at, undeliverable_why=why[:300]))


def mail_is_put_off(address: str, why: str, *, at: datetime) -> bool:
    """Count a temporary failure; the fifth within seven days marks the address. True when it did."""
    for identity in _identities(address).select_for_update():
        if identity.soft_since is None or identity.soft_since <= at - SOFT_WINDOW:
            identity.soft_since, identity.soft_failures = at, 0
        identity.soft_failures = min(identity.soft_failures + 1, SOFT_LIMIT)
        is_news = identity.soft_failures >= SOFT_LIMIT and identity.undeliverable_since is None
        if is_news:
            identity.undeliverable_since, identity.undeliverable_why = at, f"Put off {SOFT_LIMIT} times: {why}"[:300]
        identity.save(update_fields=["soft_since", "soft_failures", "undeliverable_since", "undeliverable_why"])
        return is_news
    return False


def heard_from(address: str) -> None:
    """A person wrote from there, so mail arrives there again as far as anybody knows."""
    marked = Q(undeliverable_since__isnull=False) | Q(soft_failures__gt=0)
    fresh = {"undeliverable_since": None, "undeliverable_why": "", "soft_failures": 0, "soft_since": None}
    _identities(address).filter(marked).update(**fresh)


def _identities(address: str) -> QuerySet[Identity]:
    return Identity.objects.filter(kind=Identity.Kind.EMAIL, value=address.strip().lower())
