"""An OpenID Connect provider, for tests: discovery, keys, codes and tokens over real sockets on loopback.

People's browsers know it as https://login.company.example; the guard against addresses of our own network is lifted
for that one name, and everything that was checked about https stays checked.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from rapport.platform import outbound

ISSUER = "https://login.company.example"
CLIENT, SECRET = "rapport-desk", "a secret of the client"


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Agreed:
    """Somebody agreed: what the code stands for."""

    nonce: str
    challenge: str
    redirect_uri: str
    claims: dict[str, Any]


@dataclass
class Company:
    """`claims` go into the next ID token over the usual ones, `said` over what it says of itself; `details` are told
    on asking."""

    claims: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Agreed] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    signs_with: int = 0
    algorithm: str = "RS256"
    is_broken: bool = False

    def agree(self, url: str, **person: Any) -> dict[str, str]:
        """What a browser that was sent to `url` brings back, once the person agreed."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert url.startswith(f"{ISSUER}/authorize?")
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = Agreed(asked["nonce"], asked["code_challenge"], asked["redirect_uri"], person)
        return {"code": code, "state": asked["state"]}

    def answer(self, method: str, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.is_broken:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            return 200, self.about()
        if path == "/keys":
            return 200, {"keys": [json.loads(RSAAlgorithm.to_jwk(key(0).public_key())) | {"kid": "k0", "use": "sig"}]}
        if path == "/userinfo":
            return 200, self.details
        return self.token(form) if path == "/token" and method == "POST" else (404, {})

    def about(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.said

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code serves once, for whoever has its verifier and the secret."""
        agreed = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if agreed is None or proof.decode().rstrip("=") != agreed.challenge:
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if form.get("redirect_uri") != agreed.redirect_uri:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": agreed.nonce}
        claims |= {"email_verified": True} | agreed.claims | self.claims
        signer: Any = (
            "a shared secret that is long enough to sign" if self.algorithm[0] == "H" else key(self.signs_with)
        )
        signer = None if self.algorithm == "none" else signer
        kept = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(kept, signer, algorithm=self.algorithm, headers={"kid": "k0"})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class Detour(httpx.HTTPTransport):
    """Only the provider's name leads to loopback; whatever else is asked for is refused."""

    def __init__(self, port: int) -> None:
        super().__init__(verify=False, trust_env=False)
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if str(request.url).startswith(f"{ISSUER}/"):
            request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
            return super().handle_request(request)
        return outbound.Guarded().handle_request(request)


@contextmanager
def company(patch: pytest.MonkeyPatch) -> Iterator[Company]:
    here = Company()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell({})

        def do_POST(self) -> None:
            self.tell(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

        def tell(self, form: dict[str, str]) -> None:
            status, told = here.answer(self.command, urlsplit(self.path).path, form)
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
    patch.setattr(
        outbound, "client", lambda: outbound.Client(transport=Detour(server.server_port), timeout=5, trust_env=False)
    )
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
