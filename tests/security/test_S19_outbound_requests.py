"""S19: what people type in as an address leads neither to this machine nor to its neighbours."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle

import httpx
import pytest

from rapport.platform import outbound

INWARD = [
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://localhost/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://user@93.184.216.34/",
    "https://93.184.216.34@127.0.0.1/",
    "http://93.184.216.34/",
    "ftp://93.184.216.34/",
    "file:///etc/passwd",
]


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server of our own that must not hear anything."""
    hits: list[str] = []

    class Counts(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counts)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port, hits
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("url", INWARD)
def test_what_leads_inward_is_refused(url: str) -> None:
    with canary() as (port, hits), outbound.client() as client:
        for there in (url, url.replace("1/", f"1:{port}/")):
            with pytest.raises((outbound.Refused, httpx.UnsupportedProtocol, httpx.InvalidURL)):
                client.get(there)
    assert hits == []


def names(patch: pytest.MonkeyPatch, **told: list[list[str]]) -> None:
    """What the name service answers to each look-up, one after the other."""
    answers = {name.replace("_", "."): cycle(lists) for name, lists in told.items()}

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(answers[host])]

    patch.setattr(socket, "getaddrinfo", look_up)


class Wire(httpx.BaseTransport):
    """Stands where the network would be, and notes who is connected to."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers, self.sent = list(answers), list[httpx.Request]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return self.answers.pop(0)


def client_on(wire: Wire) -> httpx.Client:
    return outbound.Client(
        transport=outbound.Guarded(wire), follow_redirects=True, max_redirects=outbound.MOST_REDIRECTS, trust_env=False
    )


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, good_example=[["93.184.216.34"], ["127.0.0.1"]])
    wire = Wire(httpx.Response(200, text="hello"))
    with client_on(wire) as client:
        assert client.get("https://good.example/x").text == "hello"
        sent = wire.sent[0]
        assert (sent.url.host, sent.headers["Host"]) == ("93.184.216.34", "good.example")
        assert sent.extensions["sni_hostname"] == "good.example", "the certificate is checked against the name"
        with pytest.raises(outbound.Refused, match="not on the public internet"):
            client.get("https://good.example/x")
    assert len(wire.sent) == 1


def test_one_inward_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, both_example=[["93.184.216.34", "10.0.0.1"]])
    with client_on(Wire()) as client, pytest.raises(outbound.Refused):
        client.get("https://both.example/")


@pytest.mark.parametrize(
    "target", ["https://10.0.0.1/", "https://inward.example/", "http://good.example/", "https://[::1]/", "file:///etc"]
)
def test_each_redirect_is_judged_anew(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        found = {"good.example": "93.184.216.34", "inward.example": "192.168.1.1"}.get(host, host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    wire = Wire(httpx.Response(302, headers={"Location": target}))
    with client_on(wire) as client, pytest.raises((outbound.Refused, httpx.UnsupportedProtocol)):
        client.get("https://good.example/")
    assert len(wire.sent) == 1


@pytest.mark.parametrize("name", ["xn--", "xn--a.example"])
def test_a_name_that_cannot_be_read_is_refused_like_any_other(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, good_example=[["93.184.216.34"]])
    wire = Wire(httpx.Response(302, headers={"Location": f"https://{name}/"}))
    with client_on(wire) as client:
        for asked in (f"https://{name}/", "https://good.example/"):
            with pytest.raises(outbound.Refused, match="cannot be read"):
                client.get(asked)
    assert len(wire.sent) == 1


def test_three_redirects_are_followed_and_no_fourth(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, good_example=[["93.184.216.34"]])
    hops = [httpx.Response(302, headers={"Location": f"https://good.example/{n}"}) for n in range(4)]
    with client_on(Wire(*hops)) as client, pytest.raises(httpx.TooManyRedirects):
        client.get("https://good.example/")


def test_an_answer_that_is_too_large_or_packed_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, good_example=[["93.184.216.34"]])
    large = httpx.Response(200, stream=httpx.ByteStream(b"x" * (outbound.MOST_BYTES + 1)))
    packed = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"x"))
    for answer in (large, packed):
        with client_on(Wire(answer)) as client, pytest.raises(outbound.Refused):
            client.get("https://good.example/")


def test_it_waits_no_longer_than_five_seconds_and_uses_no_proxy_of_the_environment() -> None:
    with outbound.client() as client:
        assert client.timeout == httpx.Timeout(5.0)
        assert client.trust_env is False
        assert client.max_redirects == 3


def test_a_server_that_sends_a_byte_now_and_then_is_given_up() -> None:
    """Each byte comes in time, all of them never would."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            there, _ = listening.accept()
            with there, suppress(OSError):
                there.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(600):
                    there.sendall(b"x")
                    time.sleep(0.1)
                there.sendall(b"\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=drip, daemon=True).start()
        with httpx.Client(transport=outbound.in_time(0.5), timeout=5) as client, pytest.raises(httpx.ReadTimeout):
            client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_the_internet_is_reached(address: str) -> None:
    assert outbound.is_public(address)
