import logging
from typing import Any

import pytest
from django.test import Client

from rapport.api import door
from rapport.api.views import conversations
from tests import cast
from tests.api.machine import ROOT, Machine, problem

pytestmark = pytest.mark.django_db
REPLIES = "/conversations/{}/replies"
SECRET = "password=hunter2 in table team_user"


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/pile/", "/pile/1", "/docs", "/conversations", "/%ff", "/../x", "/a\nb"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_document(path: str, method: str) -> None:
    address = f"{ROOT}{path}" if path else f"{ROOT}/x/y"
    problem(getattr(Client(enforce_csrf_checks=True), method)(address), 404, "not_found")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post", "options", "head"])
@pytest.mark.parametrize("path", ["/pile", "/ratings", "/recoveries", "/conversations/R-1001", "/openapi.json"])
def test_a_method_that_an_address_does_not_know_is_told_which_it_does(method: str, path: str) -> None:
    known = ["GET", "PATCH"] if path.startswith("/conversations") else ["GET"]
    if method.upper() in known:
        return
    answer = getattr(Client(enforce_csrf_checks=True), method)(ROOT + path)
    assert (answer.status_code, sorted(answer["Allow"].split(", "))) == (405, known)
    if method != "head":
        assert "GET" in problem(answer, 405, "wrong_method")["detail"]


def test_a_get_on_replies_is_told_to_post() -> None:
    answer = Machine(cast.ada()).get(REPLIES.format("R-1001"))
    problem(answer, 405, "wrong_method")
    assert answer["Allow"] == "POST"


@pytest.mark.parametrize("body", ["{", "", "text=hello", b"\xff\xfe", "[" * 100_000, '{"text": NaNx}'])
def test_what_is_not_json_is_a_problem_document(body: Any) -> None:
    answer = Machine(cast.ada()).post(REPLIES.format(cast.conversation().reference), body)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code, "bad_json" if answer.status_code == 400 else "invalid")


def test_a_form_is_not_json() -> None:
    machine = Machine(cast.ada())
    path = ROOT + REPLIES.format(cast.conversation().reference)
    problem(machine.client.post(path, {"text": "hello"}, headers=machine.headers), 400, "bad_json")


def test_a_body_over_two_mebibytes_is_too_large() -> None:
    path = REPLIES.format(cast.conversation().reference)
    body = {"text": "hello", "html": "x" * door.LARGEST_BODY}
    problem(Machine(cast.ada()).post(path, body), 413, "too_large")


def test_a_body_that_says_it_is_large_is_not_read() -> None:
    answer = Client().post(f"{ROOT}/pile", "{}", content_type="application/json", CONTENT_LENGTH="99999999")
    problem(answer, 413, "too_large")


def test_a_length_that_is_no_number_is_malformed() -> None:
    answer = Client().post(f"{ROOT}/pile", "{}", content_type="application/json", CONTENT_LENGTH="-1")
    problem(answer, 400, "bad_request")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "1.5", "9" * 30])
def test_a_page_has_1_to_100_rows(limit: str) -> None:
    for path in ("/pile", "/ratings", "/recoveries"):
        told = problem(Machine(cast.ada()).get(path, limit=limit), 422, "invalid")
        assert told["errors"][0]["pointer"] == "/limit"


@pytest.mark.parametrize("path", ["/pile", "/ratings", "/recoveries"])
def test_a_mistyped_filter_is_refused_and_named(path: str) -> None:
    told = problem(Machine(cast.ada()).get(path, scor="1"), 400, "unknown_key")
    assert [fault["pointer"] for fault in told["errors"]] == ["/scor"]
    assert "limit" in told["detail"]


@pytest.mark.parametrize("debug", [False, True])
def test_what_breaks_inside_stays_inside(
    debug: bool, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = debug

    def breaks(*args: Any, **values: Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(conversations, "by_reference", breaks)
    with caplog.at_level(logging.ERROR, logger="rapport.api.problems"):
        answer = Machine(cast.ada()).get("/conversations/R-1001")
    told = problem(answer, 500, "unexpected")
    assert "hunter2" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
    assert told["instance"].startswith("urn:uuid:")
    assert told["instance"] in caplog.text
    assert SECRET in caplog.text


def test_a_break_before_any_view_stays_inside_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("rapport.api.bearer.valid_token", breaks)
    answer = Machine(Authorization="Bearer " + "x" * 22).get("/pile")
    problem(answer, 500, "unexpected")
    assert "hunter2" not in answer.content.decode()


def test_an_error_does_not_repeat_what_was_sent() -> None:
    path = REPLIES.format(cast.conversation().reference)
    answer = Machine(cast.ada()).post(path, {"text": "hello", "close": "my secret words"})
    problem(answer, 422, "invalid")
    assert "secret" not in answer.content.decode()


def test_problems_are_not_kept_by_shared_caches_and_not_framed() -> None:
    answer = Machine().get("/pile")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
