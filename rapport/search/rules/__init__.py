"""Pure rules of searching: how a question is read, what a document holds, and what is shown of it."""

from rapport.search.rules.asking import Filter, NotUnderstood, Query, Text
from rapport.search.rules.reading import OPERATORS, Operator, read

__all__ = ["OPERATORS", "Filter", "NotUnderstood", "Operator", "Query", "Text", "read"]
