"""S18: nothing changes by GET or HEAD, however often, and nothing is sent from another site's page."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from rapport.feedback.models import Observation
from rapport.platform.models import Attempt
from tests import cast
from tests.portal.links import face, invited, key_in, page, send
from tests.portal.test_postbox import key, post

pytestmark = pytest.mark.django_db

# What was fetched is written down on purpose (it is no vote), and every try is counted against its limit.
NOT_COMPARED = {Observation._meta.db_table, Attempt._meta.db_table}


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models()} - NOT_COMPARED):
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t ORDER BY 1')
            rows[table] = cursor.fetchall()
    return rows


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_the_customers_pages_changes_no_row(client: Client, settings: Any, tmp_path: Path, method: str) -> None:
    settings.RAPPORT_DATA = tmp_path
    post(tmp_path)
    rated, fresh = invited(), invited(cast.SOL)
    send(client, rated, 2)
    paths = [
        "/postbox/",
        f"/postbox/{key()}",
        f"/postbox/{key()}/page",
        f"/postbox/{key()}/source",
        "/r/",
        "/r/wrong/1",
        "/contact/",
        "/contact/help/",
        "/contact/nowhere/",
    ]
    for invite in (rated, fresh):
        paths += [page(invite), page(invite).rstrip("/"), *(face(invite, score) for score in range(6))]
    before = everything()
    assert sum(len(rows) for rows in before.values()) > 10
    for path in paths:
        client.generic(method, path)
        client.generic(method, f"{path}?level=1&how=button&page=x")
    assert everything() == before
    assert Observation.objects.filter(invite=fresh, method=method).count() == 2 * 7


def test_a_vote_needs_the_token_and_nothing_a_browser_adds_by_itself() -> None:
    """The address is the credential: a strange site does not know it, and no cookie would help it."""
    strict = Client(enforce_csrf_checks=True)
    invite = invited()
    html = strict.get(face(invite, 4)).content.decode()
    answer = strict.post(page(invite), {"level": "4", "page": key_in(html)})
    assert answer.status_code == 200
    assert not strict.cookies
    assert strict.post("/r/AAAAAAAAAAAAAAAAAAAAAA/", {"level": "1"}).status_code == 404


def test_a_strange_site_cannot_send_mail_as_a_customer(settings: Any, tmp_path: Path) -> None:
    settings.RAPPORT_DATA = tmp_path
    post(tmp_path)
    strict = Client(enforce_csrf_checks=True)
    for headers in ({}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}):
        assert strict.post(f"/postbox/{key()}", {"text": "x"}, headers=headers).status_code == 403
