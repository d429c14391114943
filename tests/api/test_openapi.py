import json
from typing import Any

import pytest
from django.test import Client

from tests.api.machine import ROOT

OPERATIONS = {
    ("/api/v1/pile", "get"): {200, 400, 404, 422},
    ("/api/v1/conversations/{reference}", "get"): {200, 404},
    ("/api/v1/conversations/{reference}", "patch"): {200, 400, 404, 413, 422},
    ("/api/v1/conversations/{reference}/replies", "post"): {201, 400, 404, 409, 413, 422},
    ("/api/v1/conversations/{reference}/ratings", "post"): {201, 400, 404, 409, 413, 422},
    ("/api/v1/search", "get"): {200, 400, 422},
    ("/api/v1/ratings", "get"): {200, 400, 422},
    ("/api/v1/recoveries", "get"): {200, 400, 422},
    ("/api/v1/organizations", "get"): {200, 400, 422},
    ("/api/v1/losses", "post"): {201, 400, 404, 409, 413, 422},
}
ALWAYS = {401, 405, 429, 500}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    answer = Client().get(f"{ROOT}/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return dict(json.loads(answer.content))


def operations(described: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(path, method): told for path, methods in described["paths"].items() for method, told in methods.items()}


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(refs(value) for value in node.values()))
    return set().union(*(refs(value) for value in node)) if isinstance(node, list) else set()


def resolved(described: dict[str, Any], ref: str) -> Any:
    node: Any = described
    for part in ref.removeprefix("#/").split("/"):
        node = node[part]
    return node


def test_the_description_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    assert described["info"]["title"] == "Rapport"


def test_a_validator_finds_nothing_wrong(described: dict[str, Any]) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed")
    validator.OpenAPIV31SpecValidator(described).validate()


def test_every_address_is_described_with_everything_it_may_answer(described: dict[str, Any]) -> None:
    told = {key: {int(status) for status in one["responses"]} for key, one in operations(described).items()}
    assert told == {key: statuses | ALWAYS for key, statuses in OPERATIONS.items()}


def test_every_error_is_a_described_problem_document(described: dict[str, Any]) -> None:
    for one in operations(described).values():
        for status, response in one["responses"].items():
            if int(status) >= 400:
                whole = resolved(described, response["$ref"])
                assert whole["description"]
                assert list(whole["content"]) == ["application/problem+json"]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    found = refs(described)
    assert len(found) > 20
    for ref in found:
        assert resolved(described, ref)


def test_every_operation_asks_for_a_token_and_explains_itself(described: dict[str, Any]) -> None:
    scheme = described["components"]["securitySchemes"]["Bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for one in operations(described).values():
        assert one["security"] == [{"Bearer": []}]
        assert one["summary"]
        assert one["description"]
        assert one["tags"]


def test_parameters_say_what_they_take(described: dict[str, Any]) -> None:
    found = operations(described)
    pile = {one["name"]: one for one in found["/api/v1/pile", "get"]["parameters"]}
    assert set(pile) == {"cursor", "limit", "inbox", "assigned"}
    assert (pile["limit"]["schema"]["minimum"], pile["limit"]["schema"]["maximum"]) == (1, 100)
    headers = [
        one for one in found["/api/v1/conversations/{reference}/replies", "post"]["parameters"] if one["in"] == "header"
    ]
    assert [(one["name"], one["required"]) for one in headers] == [("Idempotency-Key", False)]


def test_bodies_are_closed(described: dict[str, Any]) -> None:
    for name in ("ReplyIn", "PromiseIn"):
        assert described["components"]["schemas"][name]["additionalProperties"] is False


def test_no_page_loads_anything_from_elsewhere() -> None:
    for path in ("/docs", "/redoc", "/"):
        assert Client().get(ROOT + path).status_code == 404
