"""Errors for the log: what went wrong and where, but never the error's own text, which may quote a customer."""

import traceback

from django.db import InterfaceError, OperationalError


def without_words(problem: BaseException) -> str:
    """The kind of an error and the last places it passed, on one line."""
    if isinstance(problem, OperationalError | InterfaceError):
        return "the database does not answer"
    places = traceback.extract_tb(problem.__traceback__)[-6:]
    return " < ".join(
        [type(problem).__name__, *(f"{place.name} ({place.filename}:{place.lineno})" for place in reversed(places))]
    )
