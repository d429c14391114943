"""An organization as its page shows it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.customers import queries
from rapport.customers.models import Customer, Domain, Organization
from rapport.desk.access import StaffRequest, known_conversations
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present import relationship
from rapport.desk.present.names import name_of
from rapport.desk.present.record import newest_ratings, shown_conversations
from rapport.feedback import queries as feedback
from rapport.platform import sql
from rapport.platform.clock import now
from rapport.platform.gathered import Asked, gather
from rapport.relationships import rules
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web.addresses import reverse

SIZE, PEOPLE, PROPOSED = 30, 20, 50
# What is asked about an organization in one query.
ABOUT: dict[str, Asked[Any]] = {"domains": queries.DOMAINS, "merges": queries.ORGANIZATION_MERGES, **relationship.WAITS}


def shown_organization(request: StaffRequest, found: Organization) -> dict[str, Any]:
    """What `desk/organizations/page.html` expects, in a fixed number of queries."""
    user, url = request.user, reverse("desk:organization", args=[found.pk])
    only_open, before = request.GET.get("only") == "open", read_cursor(request.GET.get("after", ""))
    rows = conversations.page_of_organization(user, found.pk, only_open=only_open, before=before, size=SIZE + 1)
    here = f"{url}?only=open" if only_open else url
    joint = "&" if only_open else "?"
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    known = gather(ABOUT, {"organization": found.pk}, relationship.TOGETHER, plans=sql.AS_IT_LIKES)
    domains = known["domains"] if user.may(May.CONTACT) else []
    shown = rows[:SIZE]
    return {
        "now": now(),
        "organization": found,
        "record_url": url,
        "list_url": here,
        "is_ours": user.may(May.KNOW),
        "knows": user.may(May.CONTACT),
        "tabs": [
            {"url": url, "name": _("All"), "current": not only_open},
            {"url": f"{url}?only=open", "name": _("Not done"), "current": only_open},
        ],
        "conversations": shown_conversations(
            shown, feedback.newest_scores([one.pk for one in shown]), with_people=True
        ),
        "is_first_page": before is None,
        "more_url": f"{here}{joint}after={write_cursor(last.last_message_at, last.pk)}" if last else "",
        "ratings": newest_ratings(user, conversation__customer__organization=found),
        "trend": relationship.of_organization(user, found, known, now()),
        "few": rules.FEWEST,
        **_people(request, found, url),
        "domains": domains,
        "proposed": [name_of(one) for one in proposed(user, domains)] if user.may(May.KNOW) else [],
        "merges": known["merges"] if user.may(May.KNOW) else [],
    }


def _people(request: StaffRequest, found: Organization, url: str) -> dict[str, Any]:
    """Those of whom the user may know."""
    people, known = queries.people_of(found), known_conversations(request.user)
    if known is not None:
        people = people.filter(pk__in=known.filter(customer__organization=found).values("customer"))
    text = request.GET.get("people", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    rows = queries.page_of_people(people, after=after, size=PEOPLE + 1)
    return {
        "people": [{"pk": one.pk, "name": name_of(one), "url": _page_of(one)} for one in rows[:PEOPLE]],
        "is_first_of_people": after is None,
        "more_people_url": f"{url}?people={rows[PEOPLE - 1].pk}#people" if len(rows) > PEOPLE else "",
    }


def _page_of(customer: Customer) -> str:
    return reverse("desk:customer", args=[customer.public_id])


def proposed(user: User, domains: Iterable[Domain]) -> list[Customer]:
    """Who writes from there and belongs nowhere yet, as far as the user may know of them."""
    found = queries.at_home_nowhere([one.name for one in domains], PROPOSED)
    seen = conversations.customers_seen(user, [one.pk for one in found]) if found else set()
    return [one for one in found if one.pk in seen]
