"""The token endpoint of a provider, for tests. It knows refresh tokens, and can end them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qsl

import httpx
import pytest

from rapport.channels.email import oauth
from rapport.platform import outbound

CODE = "the-code"


@dataclass
class Office:
    """`valid` are refresh tokens in force, `given` the access tokens handed out, `asked` every form that came."""

    valid: set[str] = field(default_factory=lambda: {"refresh-0"})
    given: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    pending: int = 0
    is_broken: bool = False
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(form)
        if self.is_broken:
            return 503, {"error": "temporarily_unavailable"}
        if path == "/devicecode":
            told: dict[str, object] = {"device_code": "device", "user_code": "ABCD-EFGH", "interval": 0}
            return 200, told | {"verification_uri": "https://provider.example/device", "expires_in": 900}
        if form.get("client_secret", "app secret") != "app secret":
            return 401, {"error": "invalid_client"}
        return self.token(form)

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        kind = form["grant_type"]
        if kind == oauth.DEVICE_GRANT and self.pending > 0:
            self.pending -= 1
            return 400, {"error": "authorization_pending"}
        if kind == "refresh_token" and form["refresh_token"] not in self.valid:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        if kind == "authorization_code" and (form["code"] != CODE or not form.get("code_verifier")):
            return 400, {"error": "invalid_grant"}
        number = next(self.serial)
        self.given.append(f"access-{number}")
        told: dict[str, object] = {"access_token": f"access-{number}", "token_type": "Bearer", "expires_in": 3600}
        if kind != "refresh_token":
            self.valid.add(f"refresh-{number}")
            told["refresh_token"] = f"refresh-{number}"
        return 200, told


@contextmanager
def office(patch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Both providers are this one; the guard against addresses of our own network is lifted for it alone."""
    desk = Office()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            status, told = desk.answer(self.path, form)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    here = oauth.Provider("Provider", "127.0.0.1", f"{base}/authorize", f"{base}/token", f"{base}/devicecode", "mail")
    patch.setattr(oauth, "provider_of", lambda _auth, _tenant="": here)
    patch.setattr(outbound, "client", lambda: httpx.Client(timeout=5, trust_env=False))
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
