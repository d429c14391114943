from unittest.mock import patch

import pytest
from django.urls import NoReverseMatch
from django.urls import reverse as of_django

from rapport.web import addresses

PLACES: list[tuple[str, list[object]]] = [
    ("desk:pile", []),
    ("desk:conversation", ["R-1001"]),
    ("desk:conversation", ["R-1002"]),
    ("desk:recovery", [7]),
    ("account_logout", []),
]


@pytest.mark.parametrize(("view", "given"), PLACES)
def test_they_are_those_of_the_routes(view: str, given: list[object]) -> None:
    assert [addresses.reverse(view, given) for _ in range(2)] == [of_django(view, args=given)] * 2


def test_each_is_looked_up_once() -> None:
    addresses._address.cache_clear()
    with patch.object(addresses, "look_up", wraps=of_django) as asked:
        for _ in range(3):
            addresses.reverse("desk:conversation", ["R-1001"])
    assert asked.call_count == 1


def test_what_has_no_route_has_no_address() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            addresses.reverse("desk:nowhere")
