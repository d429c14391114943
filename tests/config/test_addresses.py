"""The names by which pages lead to each other."""

import re
from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

VALUES = re.compile(r"<")


def named(resolver: URLResolver, spaces: tuple[str, ...] = (), above: str = "") -> Iterator[tuple[str, int]]:
    """Each name with how many values its address takes."""
    for one in resolver.url_patterns:
        path = above + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from named(one, (*spaces, one.namespace) if one.namespace else spaces, path)
        elif isinstance(one, URLPattern) and one.name:
            yield ":".join((*spaces, one.name)), len(VALUES.findall(path))


def test_no_two_pages_answer_to_one_name() -> None:
    """Of two that take as many values, one would silently lead to the other."""
    found = Counter(named(get_resolver()))
    assert ("desk:conversation", 1) in found
    assert [name for name, number in found.items() if number > 1] == []
