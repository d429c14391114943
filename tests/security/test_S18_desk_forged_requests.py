"""S18, S37: no page of the desk can be made to write by another site, none writes when it is read, all are boxed in."""

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.security.conftest import Desk, undone
from tests.security.roles import ROUTES

pytestmark = pytest.mark.django_db
STAFF = {
    pattern: route
    for pattern, route in ROUTES.items()
    if route.is_staff or pattern.startswith(("sign-in/", "account/", "postbox/"))
}
UNTOUCHED = {"live/"}  # It refuses everything but GET by itself and changes nothing.
# A session may be renewed, and wrong links are counted so that nobody guesses for long.
MAY_CHANGE = {"django_session", "platform_attempt"}


def strict(desk: Desk, role: str = "lead") -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.clients[role].cookies.copy()  # type: ignore[assignment]  # a SimpleCookie, too
    return client


@pytest.mark.parametrize("pattern", STAFF)
def test_without_the_token_nothing_is_done(desk: Desk, pattern: str) -> None:
    route = STAFF[pattern]
    before = rows()
    for role in ("lead", "anonymous"):
        answer = strict(desk, role).post(route.address(desk.things), route.sent)
        assert answer.status_code == 403
        assert b"open for too long" in answer.content
    assert rows() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://testserver.elsewhere.example"},
        {"origin": "https://testserver:444"},
    ],
)
def test_a_right_token_from_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    client = strict(desk)
    with undone():
        shown = client.get("/you/")
        token = shown.context["csrf_token"]
        path = ROUTES["conversations/<str:reference>/closure/"].address(desk.things)
        assert client.post(path, {"csrfmiddlewaretoken": str(token)}, headers=headers).status_code == 403
        assert client.post(path, {"csrfmiddlewaretoken": "A" * 64}).status_code == 403
        assert client.post(path, {"csrfmiddlewaretoken": str(token)}).status_code == 302


def rows() -> dict[str, int]:
    """How often this transaction wrote to each table, by table; what was taken back is counted too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: written for table, written in cursor.fetchall() if table not in MAY_CHANGE}


@pytest.fixture
def before(desk: Desk) -> dict[str, int]:
    return rows()


def test_the_rows_are_looked_at(desk: Desk, before: dict[str, int]) -> None:
    assert len(before) > 20
    with undone():
        desk.clients["lead"].post("/you/duty/", {"on": "0"})
        assert {table for table, found in rows().items() if found != before[table]} == {"team_user", "platform_event"}


@pytest.mark.parametrize("pattern", STAFF)
def test_reading_changes_nothing(desk: Desk, before: dict[str, int], pattern: str) -> None:
    path = STAFF[pattern].address(desk.things)
    with undone():
        for method in ("get", "head", "options"):
            getattr(desk.clients["lead"], method)(path)
            getattr(desk.clients["lead"], method)(path, {"after": "1-1", "in": "done", "folder": "mine", "level": "1"})
        assert rows() == before


def policy(answer: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("pattern", ROUTES)
def test_every_answer_is_boxed_in(desk: Desk, pattern: str) -> None:
    for role, method in product(("lead", "outsider", "anonymous"), ("get", "post")):
        answer = desk.ask(role, method, ROUTES[pattern])
        rules = policy(answer)
        assert rules["default-src"] == "'none'"
        assert rules.get("script-src", "'self'") == "'self'"
        assert set(rules.get("style-src", "").split()) <= {"'self'", "'unsafe-inline'"}
        assert "style-src" not in rules or "'unsafe-inline'" not in rules["style-src"] or "sandbox" in rules
        assert rules["frame-ancestors"] in {"'none'", "'self'"}
        assert rules["frame-ancestors"] == "'none'" or "sandbox" in rules
        assert rules["frame-ancestors"] == "'self'" or answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("pattern", STAFF)
def test_pages_of_the_desk_are_kept_nowhere(desk: Desk, pattern: str) -> None:
    answer = desk.ask("lead", "get", STAFF[pattern])
    if answer.status_code == 200 and pattern != "account/inactive/":
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver.elsewhere.example", "127.0.0.1@x.example", "x y"])
def test_another_name_of_the_host_is_refused(desk: Desk, host: str) -> None:
    assert desk.clients["lead"].get("/pile/", headers={"host": host}).status_code == 400


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    from tests import cast

    cast.mo()
    client.get("/account/login/")
    client.post("/account/login/", {"login": "mo@desk.example", "password": "correct horse battery"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"] is True
        assert client.cookies[name]["samesite"] == "Lax"
