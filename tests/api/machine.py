"""A program that talks to the API, and what its answers must look like."""

import json
from typing import Any

from django.test import Client

from rapport.team.actions import create_token
from rapport.team.models import User
from tests.cast import NOON

ROOT = "/api/v1"


class Machine:
    """Sends requests with the token of a user, or with none."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.user = user
        self.token = create_token(user, at=NOON) if user else ""
        self.headers = ({"Authorization": f"Bearer {self.token}"} if user else {}) | headers
        self.client: Any = Client(raise_request_exception=False)

    def get(self, path: str, headers: dict[str, str] | None = None, /, **query: Any) -> Any:
        address = path if path.startswith("http") else ROOT + path
        return self.client.get(address, query or None, headers=self.headers | (headers or {}))

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        sent = self.headers | (headers or {})
        return self.client.post(ROOT + path, raw, content_type="application/json", headers=sent)

    def patch(self, path: str, body: Any) -> Any:
        raw = json.dumps(body)
        return self.client.patch(ROOT + path, raw, content_type="application/json", headers=self.headers)

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        answer, rows = self.get(path, **query), []
        while True:
            assert answer.status_code == 200, answer.content
            page = answer.json()
            rows += page["items"]
            if page["next"] is None:
                return rows
            answer = self.get(page["next"])


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer that must be one."""
    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == "about:blank"
    assert body["title"]
    assert len(body["detail"]) > 15
    return dict(body)
