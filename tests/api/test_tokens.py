from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.platform import clock
from rapport.team.models import ApiToken
from tests import cast
from tests.api.machine import ROOT, Machine, problem
from tests.cast import later

pytestmark = pytest.mark.django_db
PATHS = ("/pile", "/ratings", "/recoveries", "/conversations/R-1001")


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stops the clock at noon and moves it on by `wait(seconds)`."""
    now = [later()]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    def move(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return move


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_nothing_is_told(path: str) -> None:
    answer = Machine().get(path)
    told = problem(answer, 401, "unauthorised")
    assert answer["WWW-Authenticate"] == 'Bearer realm="rapport"'
    assert "rapport token create" in told["detail"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer " + "x" * 22, "Bearer ä\x80", "bearer \t", "Bearer " + "x" * 9000],
)
def test_a_wrong_token_is_told_so(header: str) -> None:
    answer = Machine(Authorization=header).get("/pile")
    problem(answer, 401, "unauthorised")
    assert answer["WWW-Authenticate"].startswith('Bearer realm="rapport"')


def test_another_scheme_is_no_token() -> None:
    token = Machine(cast.ada()).token
    for header in (f"Basic {token}", f"Token {token}", token):
        problem(Machine(Authorization=header).get("/pile"), 401, "unauthorised")


def test_a_token_in_the_address_is_no_token() -> None:
    token = Machine(cast.ada()).token
    for name in ("token", "access_token", "Authorization"):
        problem(Machine().get("/pile", **{name: token}), 401, "unauthorised")


def test_a_session_is_no_token() -> None:
    client = Client()
    client.force_login(cast.mo(), backend="allauth.account.auth_backends.AuthenticationBackend")
    problem(client.get(f"{ROOT}/pile"), 401, "unauthorised")
    sent = client.post(f"{ROOT}/conversations/R-1001/replies", "{}", content_type="application/json")
    problem(sent, 401, "unauthorised")


def test_the_api_sets_no_cookie() -> None:
    answer = Machine(cast.ada()).get("/pile")
    assert (answer.status_code, list(answer.cookies)) == (200, [])


def test_a_revoked_token_and_one_of_somebody_who_left_are_wrong() -> None:
    machine = Machine(cast.ada())
    ApiToken.objects.update(revoked_at=later())
    problem(machine.get("/pile"), 401, "unauthorised")
    gone = Machine(cast.ben())
    user = cast.ben()
    user.is_active = False
    user.save()
    problem(gone.get("/pile"), 401, "unauthorised")


def test_the_eleventh_wrong_token_in_a_minute_is_told_to_wait(wait: Any) -> None:
    wrong = Machine(Authorization="Bearer " + "x" * 22)
    for _ in range(10):
        problem(wrong.get("/pile"), 401, "unauthorised")
    wait(20)
    answer = wrong.get("/pile")
    problem(answer, 429, "too_many_wrong_tokens")
    assert answer["Retry-After"] == "40"
    wait(41)
    problem(wrong.get("/pile"), 401, "unauthorised")


def test_wrong_tokens_of_others_lock_nobody_out(wait: Any) -> None:
    wrong = Machine(Authorization="Bearer " + "x" * 22)
    for _ in range(12):
        wrong.get("/pile")
    assert Machine(cast.ada()).get("/pile").status_code == 200


def test_wrong_tokens_are_counted_per_network(wait: Any) -> None:
    def status(address: str) -> int:
        headers = {"Authorization": "Bearer " + "x" * 22}
        return Client().get(f"{ROOT}/pile", headers=headers, REMOTE_ADDR=address).status_code

    assert [status(f"2001:db8::{number}") for number in range(11)][-1] == 429
    assert status("2001:db8:0:1::1") == 401
    assert status("192.0.2.1") == 401


def test_rate_headers_count_down_and_begin_again(wait: Any) -> None:
    machine = Machine(cast.ada())

    def told() -> list[str]:
        answer = machine.get("/pile")
        return [answer[f"RateLimit-{part}"] for part in ("Limit", "Remaining", "Reset")]

    assert told() == ["600", "599", "60"]
    wait(15)
    assert told() == ["600", "598", "45"]
    wait(61)
    assert told() == ["600", "599", "60"]


def test_who_asks_too_often_is_told_when_to_come_back(wait: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.api.bearer.PER_TOKEN", 3)
    machine, other = Machine(cast.ada()), Machine(cast.ben())
    assert [machine.get("/pile").status_code for _ in range(3)] == [200] * 3
    wait(10)
    answer = machine.get("/pile")
    problem(answer, 429, "too_many_requests")
    assert (answer["Retry-After"], answer["RateLimit-Remaining"]) == ("50", "0")
    assert other.get("/pile").status_code == 200
    wait(51)
    assert machine.get("/pile").status_code == 200


def test_errors_carry_the_rate_headers_too() -> None:
    assert Machine(cast.ada()).get("/conversations/R-1")["RateLimit-Limit"] == "600"
