"""The one client for addresses that people type in: it never reaches this machine or its neighbours.

Every name is looked up once, every address it has must be public, and the connection goes to the address that was
looked at, so that a second look-up cannot lead elsewhere. Each redirect is judged in the same way.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

import httpcore
import httpx

T = TypeVar("T")
SECONDS = 5.0
WHOLE_SECONDS = 15.0
MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "2002::/16", "2001::/32")))


class Refused(Exception):
    """An address that is not to be reached, or an answer that is too large or too slow."""


def client(*, seconds: float = SECONDS, whole: float = WHOLE_SECONDS, most: int = MOST_BYTES) -> "Client":
    """A client for https only: `seconds` for one step, `whole` for all of a request, answers of at most `most` bytes.
    Raises Refused besides httpx's own errors."""
    return Client(
        transport=Guarded(whole=whole, most=most),
        timeout=seconds,
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        trust_env=False,
        headers={"User-Agent": "Rapport", "Accept-Encoding": "identity"},
    )


class Client(httpx.Client):
    """Refuses names that cannot be read, such as xn--, too, whether asked for or led to: the library lets their errors
    through as they are."""

    def send(self, request: httpx.Request, **named: Any) -> httpx.Response:
        return self._spelt(lambda: super(Client, self).send(request, **named))

    def build_request(self, *args: Any, **named: Any) -> httpx.Request:
        return self._spelt(lambda: super(Client, self).build_request(*args, **named))

    @staticmethod
    def _spelt(do: Callable[[], T]) -> T:
        try:
            return do()
        except UnicodeError as error:
            raise Refused("The name of the server cannot be read.") from error


def is_public(address: str) -> bool:
    """Whether an address, v4 or v6, belongs to the internet at large."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _EMBEDDING):
            return False  # a v4 address in disguise
    return found.is_global and not (found.is_multicast or found.is_reserved)


def checked_address(host: str, port: int) -> str:
    """The first address of the host, when all of them are public. Raises Refused."""
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"There is no server called {host}.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in told))
    if not addresses or not all(map(is_public, addresses)):
        raise Refused(f"{host} is not on the public internet.")
    return addresses[0]


class Guarded(httpx.BaseTransport):
    """Sends a request to the address that was checked, under the name that was asked for."""

    def __init__(
        self, inner: httpx.BaseTransport | None = None, *, whole: float = WHOLE_SECONDS, most: int = MOST_BYTES
    ) -> None:
        self._inner = inner or in_time(whole)
        self._whole, self._most = whole, most

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, began = request.url, time.monotonic()
        if url.scheme != "https" or url.userinfo or not url.host:
            raise Refused("Only https:// addresses without a user name are reached.")
        address = checked_address(url.host, url.port or 443)
        sent = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        response = self._inner.handle_request(sent)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            response.close()
            raise Refused("The answer is compressed, which nobody asked for.")
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Capped(response.stream, began + self._whole, self._most)
        return response

    def close(self) -> None:
        self._inner.close()


class _Capped(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, end: float, most: int) -> None:
        self._inner, self._end, self._most = inner, end, most

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for chunk in self._inner:
            total += len(chunk)
            if total > self._most or time.monotonic() > self._end:
                raise Refused("The answer is too large or comes too slowly.")
            yield chunk

    def close(self) -> None:
        self._inner.close()


def in_time(whole: float) -> httpx.HTTPTransport:
    """A transport that is done after so many seconds even if the other side sends a byte now and then: a limit for each
    read alone would let it hold a thread for hours."""
    # No connection is kept: one is bound to the name it was made for, and the pool knows it by its address only.
    made = httpx.HTTPTransport(verify=_trusted(), trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
    made._pool._network_backend = _InTime(whole)
    return made


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. Reading them all takes 20 ms of processor time, which once is enough."""
    return httpx.create_ssl_context(trust_env=False)


class _InTime(httpcore.NetworkBackend):
    def __init__(self, whole: float) -> None:
        self._inner, self._whole = httpcore.SyncBackend(), whole

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        end = time.monotonic() + self._whole
        found = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _InTimeStream(found, end)


class _InTimeStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, end: float) -> None:
        self._inner, self._end = inner, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _InTimeStream(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()

    def _left(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The answer comes too slowly.")
        return left if timeout is None else min(timeout, left)
