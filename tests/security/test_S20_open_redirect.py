"""S20: no address of ours sends anybody elsewhere because the address says so."""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from rapport.feedback import queries
from tests import cast
from tests.portal.links import face, invited, key_in, page
from tests.portal.test_postbox import key, post

pytestmark = pytest.mark.django_db
ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "///evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\\\\evil.example",
)


@pytest.mark.parametrize("name", ["next", "url", "to", "redirect", "return"])
@pytest.mark.parametrize("target", ELSEWHERE)
def test_rating_pages_go_nowhere(client: Client, name: str, target: str) -> None:
    invite = invited()
    for path in (page(invite), face(invite, 1)):
        answer = client.get(path, {name: target})
        assert answer.status_code == 200
        assert "evil" not in answer.content.decode()
    sent = client.post(
        f"{page(invite)}?{name}=//evil.example", {"level": "4", "page": key_in(answer.content.decode()), name: target}
    )
    assert sent.status_code == 200
    assert "Location" not in sent.headers
    assert "evil" not in sent.content.decode()


def test_rating_links_carry_no_address_and_no_parameter() -> None:
    links = queries.links(invited())
    for url in (*(found.url for found in links.faces), links.page_url, links.trap_url):
        assert "?" not in url
        assert url.count("://") == 1


@pytest.mark.parametrize("target", ELSEWHERE)
def test_answering_in_the_postbox_returns_to_its_own_page(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr("rapport.channels.email.practice._hand_over", lambda *_: None)
    settings.RAPPORT_DATA = tmp_path
    post(tmp_path)
    answer = client.post(f"/postbox/{key()}?next={target}", {"text": "Hello", "next": target})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/postbox/{key()}?sent=1#answer"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_with_a_password_stays_here(client: Client, target: str) -> None:
    user = cast.ada()
    sent = {"login": user.email, "password": "correct horse battery", "next": target}
    answer = client.post("/account/login/", sent)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert not set(where) & {"\t", "\\"}
    assert urlsplit(urljoin("http://testserver/account/login/", where)).netloc == "testserver"
    assert where == "/" or target == "/%09/evil.example"  # by the letter a path of ours, and no browser decodes it
