"""Files for the browser: kept for ever under an address that changes with them."""

import gzip

import pytest
from django.templatetags.static import static
from django.test import Client

from rapport.config.static import ASK_EACH_TIME, FOR_EVER, version

pytestmark = pytest.mark.django_db
NAME = "web/css/tokens.css"


def test_the_address_carries_a_version() -> None:
    assert static(NAME) == f"/static/{version()}/{NAME}"


def test_the_current_version_is_kept_for_ever(client: Client) -> None:
    response = client.get(static(NAME))
    assert response.status_code == 200
    assert response["Cache-Control"] == FOR_EVER
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert b"--" in response.content


def test_an_old_version_still_answers_but_is_not_kept(client: Client) -> None:
    response = client.get(f"/static/0000/{NAME}")
    assert response.status_code == 200
    assert response["Cache-Control"] == ASK_EACH_TIME


def test_it_is_packed_for_those_who_can_unpack(client: Client) -> None:
    plain, packed = client.get(static(NAME)), client.get(static(NAME), headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "name", ["web/css/none.css", "web/css", "../settings.py", "web/../../config/settings.py", "%2e%2e/settings.py"]
)
def test_nothing_else_is_served(client: Client, name: str) -> None:
    assert client.get(f"/static/{version()}/{name}").status_code in (400, 404)


def test_it_needs_no_session(client: Client) -> None:
    assert not client.get(static(NAME)).cookies
