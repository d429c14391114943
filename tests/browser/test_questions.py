"""No page of the whole site asks the database more than twelve times, once what is kept is known."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.browser import pages
from tests.browser.named import named
from tests.browser.test_axe import calm
from tests.desk.test_query_counts import MOST
from tests.security import world

NOT_COUNTED = ("SAVEPOINT", "BEGIN", "COMMIT")


def asked(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    statements = [one["sql"] or "" for one in found.captured_queries]
    return [one for one in statements if not one.startswith(NOT_COUNTED)]


@pytest.mark.django_db
def test_no_page_asks_more_than_twelve_times(settings: Any, tmp_path: Any) -> None:
    settings.RAPPORT_DATA, settings.RAPPORT_CONTACT_FORM = tmp_path, ["ours@desk.example"]
    things = world.things_of(world.conversation())
    made, owner = named(calm(), 1, by=cast.olga()), pages.owner()
    paths = [path for path, _ in pages.of_an_owner(things, made)]
    many = [path for path in paths if len(asked(owner, path)) > MOST]
    # What the first look put aside is not asked again.
    assert [found for path in many if (found := (path, len(asked(owner, path))))[1] > MOST] == []
