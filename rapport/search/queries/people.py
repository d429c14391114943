"""Customers by name, organisation or address, also misspelt."""

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast

from rapport.conversations.queries import visible_to
from rapport.customers.models import Customer
from rapport.language.words import words
from rapport.search.models import Person
from rapport.search.queries.limit import time_limit
from rapport.team.models import User

MOST = 5
COMPARED = 200
SHORTEST = 2
MILLISECONDS = 400


def named(user: User, name: str, *, most: int = MOST) -> list[Customer]:
    """Those of whom this user may know, the most alike first. Raises TooSlow."""
    wanted = " ".join(words(name))[:80]
    if len(wanted) < SHORTEST:
        return []
    alike = _known_to(user, Person.objects.filter(names__alike=wanted)).values_list("pk", "names")
    likeness = Func(Value(wanted), F("names"), function="word_similarity", output_field=TextField())
    with time_limit(MILLISECONDS):
        best = alike.annotate(likeness=Cast(likeness, TextField()))[:COMPARED]
        ranked = sorted(best, key=lambda row: (-float(row[2]), row[1], row[0]))
        pks = [row[0] for row in ranked[:most]]
        people = Customer.objects.select_related("organization").prefetch_related("identities").in_bulk(pks)
    return [people[pk] for pk in pks]


def _known_to(user: User, people: QuerySet[Person]) -> QuerySet[Person]:
    return people if user.is_lead else people.filter(customer__in=visible_to(user).values("customer"))
