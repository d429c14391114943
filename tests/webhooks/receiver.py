"""Another system, for tests: it keeps what it is told, and answers as it is asked to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from rapport.platform import outbound


@dataclass
class Receiver:
    """`answers` are given one after the other; the last one stays."""

    answers: list[int] = field(default_factory=lambda: [200])
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    says: bytes = b"thanks"
    wait: str = ""

    def status(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def client(self) -> httpx.Client:
        """A client whose way leads here whatever the address; the guard has its own tests (S19)."""

        return outbound.Client(transport=_Here(self.port), timeout=2, trust_env=False)


class _Here(httpx.BaseTransport):
    def __init__(self, port: int) -> None:
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        here = httpx.Request(request.method, url, headers=request.headers, content=request.read())
        return httpx.HTTPTransport(verify=False).handle_request(here)


@contextmanager
def receiver() -> Iterator[Receiver]:
    other = Receiver()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            other.raw.append((headers, body))
            other.heard.append((headers, body.decode(errors="replace")))
            status = other.status()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1/elsewhere")
            if other.wait:
                self.send_header("Retry-After", other.wait)
            self.send_header("Content-Length", str(len(other.says)))
            self.end_headers()
            self.wfile.write(other.says)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    other.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield other
    finally:
        server.shutdown()
        server.server_close()
