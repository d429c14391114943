"""Which way it goes with a customer, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer, Organization
from rapport.desk.access import inbox_ids, known_conversations
from rapport.desk.present.losses import REASONS, day_of
from rapport.relationships import queries, rules
from rapport.relationships.models import Loss
from rapport.relationships.rules import Cause, Direction, Reason, Sign, Signal
from rapport.team.models import User
from rapport.web.addresses import reverse

DIRECTIONS = {
    Direction.FALLING: gettext_lazy("Going down"),
    Direction.STEADY: gettext_lazy("Steady"),
    Direction.RISING: gettext_lazy("Going up"),
}
TONES = {Direction.FALLING: "bad", Direction.STEADY: "plain", Direction.RISING: "good"}
CAUSES = {
    Sign.BAD: ngettext_lazy("rated Bad once", "rated Bad %(times)s times", "times"),
    Sign.NOT_QUITE: ngettext_lazy("rated Not quite once", "rated Not quite %(times)s times", "times"),
    Sign.COMPLAINT: ngettext_lazy("%(times)s complaint", "%(times)s complaints", "times"),
    Sign.BROKEN_PROMISE: ngettext_lazy("%(times)s broken promise", "%(times)s broken promises", "times"),
    Sign.LONG_WAIT: ngettext_lazy(
        "waited longer than we want once", "waited longer than we want %(times)s times", "times"
    ),
    Sign.LET_DOWN_AGAIN: ngettext_lazy("let down again", "let down again %(times)s times", "times"),
}


def trends(customers: Mapping[int, Sequence[Signal]], known: Any, at: datetime) -> dict[int, dict[str, Any]]:
    """By customer; nothing for those of whom too little is known. A cause leads to its conversation if the user may
    know of that: `known` as a query of conversations, None for all."""
    found = {pk: rules.trend(signals, at) for pk, signals in customers.items()}
    places = {cause.conversation for one in found.values() if one for cause in one.causes}
    rows = Conversation.objects.filter(pk__in=places) if known is None else known.filter(pk__in=places)
    shown = {one.pk: one.reference for one in rows.only("pk")} if places else {}
    return {
        pk: {
            "word": DIRECTIONS[one.direction],
            "tone": TONES[one.direction],
            "causes": [_cause(cause, shown.get(cause.conversation)) for cause in one.causes],
        }
        for pk, one in found.items()
        if one
    }


def _cause(one: Cause, reference: str | None) -> dict[str, Any]:
    return {
        "words": CAUSES[one.sign] % {"times": one.times},
        "url": reverse("desk:conversation", args=[reference]) if reference else "",
    }


# What the two below are told (`gather`), of a customer and of an organization.
WAITS = queries.WAITS
ASKED = {"losses": queries.LOSSES, **WAITS}
TOGETHER = {"colleagues": queries.COLLEAGUES}


def of_customer(user: User, customer: Customer, found: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """For the page of one customer: theirs, and that of their organization, out of inboxes that the user sees."""
    organization = customer.organization
    shown = _trends_of(user, customer.pk, found, at)
    together = _together(organization, found, shown[0]) if organization and shown.get(0) else None
    return {"own": shown.get(customer.pk), "organization": together, "few": rules.FEWEST, **_left(customer, found)}


def _trends_of(user: User, customer: int | None, found: Mapping[str, Any], at: datetime) -> dict[int, dict[str, Any]]:
    """Of a customer, and of all the colleagues under 0; two queries."""
    people = queries.colleagues(found["colleagues"])
    own = [] if customer is None else [customer]
    signals = queries.signals({*own, *people}, inbox_ids(user), at=at, waits=queries.Waits(found))
    groups = {pk: signals[pk] for pk in own} | {0: [one for pk in people for one in signals[pk]]}
    return trends(groups, known_conversations(user), at)


def _left(customer: Customer, found: Mapping[str, Any]) -> dict[str, Any]:
    """That they left us, or the way to say so."""
    noted = [one for one in found["losses"] if one.end != Loss.End.MISTAKE]
    lost = next((one for one in noted if one.ended_at is None), None)
    return {
        "lost": {
            "day": day_of(lost.lost_on),
            "reason": REASONS[Reason(lost.reason)],
            "url": reverse("desk:loss", args=[lost.pk]),
        }
        if lost
        else None,
        "was_lost": bool(noted),
        "loss_url": reverse("desk:customer-losses", args=[customer.public_id]),
    }


def of_organization(
    user: User, organization: Organization, found: Mapping[str, Any], at: datetime
) -> dict[str, Any] | None:
    """All its people together, out of inboxes that the user sees; None when too little is known."""
    trend = _trends_of(user, None, found, at).get(0)
    return _together(organization, found, trend) if trend else None


def _together(organization: Organization, found: Mapping[str, Any], trend: dict[str, Any]) -> dict[str, Any]:
    number = len(queries.colleagues(found["colleagues"]))
    words = ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
    return {"pk": organization.pk, "name": organization.name, "people": words, "trend": trend}


def days_of(since: datetime, at: datetime) -> str:
    number = (at - since).days
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def last_good(moment: datetime | None, at: datetime) -> str:
    if moment is None:
        return _("never a good sign")
    return _("last good sign %(days)s ago") % {"days": days_of(moment, at)}
