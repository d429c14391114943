"""S20: nothing on the desk sends a browser to another site."""

import pytest
from django.test import Client

from tests import cast
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://elsewhere.example",
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "http:///elsewhere.example",
    "/%09/elsewhere.example",
    "/\t/elsewhere.example",
    "\x00//elsewhere.example",
    " //elsewhere.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    "data:text/html,x",
    "//testserver@elsewhere.example",
    "//testserver.elsewhere.example",
    "https://testserver:pass@elsewhere.example",
    "http://[::1",
    "/\u2028/elsewhere.example",
    "/.//elsewhere.example",
    "https://elsewhere.example/testserver",
    "//elsewhere.example%2f@testserver",
    "ftp://testserver/x",
]
GOOD = {"login": "ada@desk.example", "password": "correct horse battery"}


def stays(location: str) -> bool:
    """As a browser reads it: a path, which no second slash or backslash follows, nor anything a browser drops."""
    read = location.replace("\t", "").replace("\n", "").replace("\r", "").strip("".join(map(chr, range(33))))
    return read.startswith("/") and read[1:2] not in {"/", "\\"}


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_stays_here(target: str) -> None:
    cast.ada()
    for path, sent in (("/account/login/", GOOD), ("/account/logout/", {})):
        client = Client() if sent else client_of(cast.ada())
        answer = client.post(path, {**sent, "next": target}, query_params={"next": target})
        assert answer.status_code == 302
        assert stays(answer["Location"])
    answer = client_of(cast.ada()).get("/account/login/", {"next": target})
    assert answer.status_code == 302
    assert stays(answer["Location"])


def test_a_page_of_the_desk_is_where_one_goes_on() -> None:
    cast.ada()
    asked = Client().get("/conversations/R-1001/?in=mine")
    assert asked["Location"] == "/account/login/?next=/conversations/R-1001/%3Fin%3Dmine"
    answer = Client().post(asked["Location"], {**GOOD, "next": "/conversations/R-1001/?in=mine"})
    assert answer["Location"] == "/conversations/R-1001/?in=mine"


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("name", ["in", "next", "folder", "to", "return"])
def test_working_on_a_conversation_stays_here(name: str, target: str) -> None:
    client, path = client_of(cast.mo()), f"/conversations/{cast.conversation().reference}/"
    for part in ("closure/", "opening/"):
        answer = client.post(path + part, {name: target}, query_params={name: target})
        assert answer["Location"] in {path, f"{path}?in=pile"}
    shown = client.get(path, {name: target}).content.decode()
    assert "elsewhere.example" not in shown


@pytest.mark.parametrize("path", ["//elsewhere.example/pile", "/\\elsewhere.example/pile", "//elsewhere.example"])
def test_a_missing_slash_is_not_added_on_another_site(path: str) -> None:
    answer = client_of(cast.ada()).get(path)
    assert "Location" not in answer or stays(answer["Location"])
