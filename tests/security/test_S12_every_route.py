"""S12: every address of the site, asked by everybody, for what is theirs, what is not, and what does not exist."""

import re
from itertools import product

import pytest

from tests.security.conftest import Desk
from tests.security.roles import READERS, ROUTES, Route, routes_of_the_site
from tests.security.world import ROLES, Things

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'[\w-]{64}|(?<=value=")[\w-]{22}(?=")')
OF_THINGS = {pattern: route for pattern, route in ROUTES.items() if route.has_object}


def test_every_route_is_in_the_table() -> None:
    found = list(routes_of_the_site())
    assert len(found) == len(set(found))
    assert set(found) - set(ROUTES) == set(), "say in tests/security/roles.py who may use this route"
    assert set(ROUTES) - set(found) == set(), "this route is gone"


def test_the_table_knows_a_reference_by_its_pattern() -> None:
    """Whatever names a conversation, a message, a file or a recovery is asked about foreign ones too."""
    numbered = ("recoveries", "views", "changes", "feedback", "ratings", "losses", "organizations")
    named = ("<str:reference>", "<uuid:public_id>", *(f"^{room}/<int:pk>" for room in numbered))
    assert {pattern for pattern in ROUTES if any(name in f"^{pattern}" for name in named)} == set(OF_THINGS)


@pytest.mark.parametrize("pattern", ROUTES)
def test_everybody_gets_what_the_table_says(desk: Desk, pattern: str) -> None:
    route = ROUTES[pattern]
    got = {(role, method): desk.ask(role, method, route) for role in ROLES for method in ("get", "post")}
    statuses = {asked: answer.status_code for asked, answer in got.items()}
    wrong = {(*asked, code) for asked, code in statuses.items() if code not in route.answer_to(asked[1], asked[0])}
    assert wrong == set()
    if route.is_staff and pattern:
        for method in ("get", "post"):
            assert got["anonymous", method]["Location"].startswith("/account/login/?next=/")


def body(desk: Desk, role: str, method: str, route: Route, things: Things) -> tuple[int, bytes]:
    answer = desk.ask(role, method, route, things)
    return answer.status_code, TOKEN.sub(b"", answer.content)


@pytest.mark.parametrize("pattern", OF_THINGS)
def test_what_is_foreign_looks_like_what_is_not_there(desk: Desk, pattern: str) -> None:
    route = ROUTES[pattern]
    strangers = [role for role in ROLES if role not in READERS]
    assert strangers
    for role, method in product(strangers, ("get", "post")):
        foreign = body(desk, role, method, route, desk.things)
        unknown = body(desk, role, method, route, Things.unknown())
        assert foreign == unknown
        assert foreign[0] in {302, 403, 404, 405}
        for word in (b"Uma", b"chain", b"Secret", b"R-10", desk.conversation.reference.encode()):
            assert word not in foreign[1]


@pytest.mark.parametrize("pattern", OF_THINGS)
def test_what_is_not_there_is_not_found_by_insiders_either(desk: Desk, pattern: str) -> None:
    route = ROUTES[pattern]
    for role, method in product(("member", "partner", "collaborator"), ("get", "post")):
        refused = route.answer_to(method, role) & {403, 405}
        assert desk.ask(role, method, route, Things.unknown()).status_code in (refused | {404} if refused else {404})


@pytest.mark.parametrize("role", READERS)
def test_the_table_is_about_something(desk: Desk, role: str) -> None:
    shown = desk.ask(role, "get", ROUTES["conversations/<str:reference>/"]).content.decode()
    for word in ("Uma Ferrari", "The chain slips", "Secretnote", "Secretcomment", "manual.pdf", "quote.pdf", "Held."):
        assert word in shown


ODD = ["R-0", "R--1", "R-1e3", "0", "R-99999999999999999999", "r-1001%00", "R-１００１", "%2e%2e", "R-1001;x", "null"]


@pytest.mark.parametrize("role", ["member", "outsider"])
@pytest.mark.parametrize("reference", ODD)
def test_odd_references_are_not_found(desk: Desk, role: str, reference: str) -> None:
    for part in ("", "thread/"):
        assert desk.clients[role].get(f"/conversations/{reference}/{part}").status_code == 404
    assert desk.clients[role].post(f"/conversations/{reference}/closure/").status_code == 404


@pytest.mark.parametrize("pattern", OF_THINGS)
def test_other_methods_do_nothing(desk: Desk, pattern: str) -> None:
    address = ROUTES[pattern].address(desk.things)
    refused = {403} & ROUTES[pattern].answer_to("get", "member")  # whoever may not come in is not told the methods
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(desk.clients["member"], method)(address).status_code in (refused or {405}), method


def test_nobody_reaches_a_file_of_one_conversation_through_another(desk: Desk) -> None:
    """Files and messages have no parent in their address: their own conversation decides, not the page they are on."""
    for path in (f"/attachments/{desk.things.file}/", f"/messages/{desk.things.inbound}/body/"):
        assert desk.clients["outsider"].get(path, {"in": "pile", "reference": "R-1001"}).status_code == 404
        assert desk.clients["outsider"].get(path, headers={"referer": "http://testserver/pile/"}).status_code == 404


@pytest.mark.parametrize("who", ["X-Remote-User", "Remote-User", "X-Forwarded-User", "X-User-Id", "Authorization"])
def test_no_header_makes_somebody_somebody(desk: Desk, who: str) -> None:
    answer = desk.clients["anonymous"].get("/pile/", headers={who: "mo@desk.example"})
    assert answer.status_code == 302
