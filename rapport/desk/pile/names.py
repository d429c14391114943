"""Lists have names, such as `pile`, `view-3` or `search-…`; a page that was opened from a list carries its name."""

import base64

SEARCH, VIEW = "search-", "view-"


def of_search(text: str) -> str:
    """The name of the list that a search found."""
    return SEARCH + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def searched(name: str) -> str | None:
    """What was searched for; None for every other list."""
    if not name.startswith(SEARCH):
        return None
    written = name.removeprefix(SEARCH)
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None


def of_view(pk: int) -> str:
    """The name of the list of a view."""
    return f"{VIEW}{pk}"
