"""Reads of the search room. Whatever is found goes through `visible_to`."""

from rapport.search.queries.finding import LONGEST_WAITING, NEWEST, OLDEST, Found, Order, ids, matching, page
from rapport.search.queries.limit import TooSlow, time_limit
from rapport.search.queries.people import named
from rapport.search.queries.texts import FILLED, NamesOf, TextsOf, missing, names_of, newest_below, texts_of
from rapport.search.queries.views import Shown, shown, views, views_of

__all__ = [
    "FILLED",
    "LONGEST_WAITING",
    "NEWEST",
    "OLDEST",
    "Found",
    "NamesOf",
    "Order",
    "Shown",
    "TextsOf",
    "TooSlow",
    "ids",
    "matching",
    "missing",
    "named",
    "names_of",
    "newest_below",
    "page",
    "shown",
    "texts_of",
    "time_limit",
    "views",
    "views_of",
]
