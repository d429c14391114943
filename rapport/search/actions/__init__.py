"""Writes of the search room."""

from rapport.search.actions.indexing import Follower, fill, index, name_people, reindex
from rapport.search.actions.views import ViewError, ViewForm, bring_back, change, count_views, keep, move, remove

__all__ = [
    "Follower",
    "ViewError",
    "ViewForm",
    "bring_back",
    "change",
    "count_views",
    "fill",
    "index",
    "keep",
    "move",
    "name_people",
    "reindex",
    "remove",
]
