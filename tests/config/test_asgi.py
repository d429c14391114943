"""The application as the web server calls it: what one request leaves behind on a thread reaches no other."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path, reverse
from django.utils import timezone, translation

from rapport.config.asgi import STREAM, THREADS, Application

pytestmark = pytest.mark.django_db(transaction=True)
SEEN: list[Any] = []


def speaks(request: HttpRequest) -> HttpResponse:
    """Says what it found, and leaves something else behind."""
    found = f"{translation.get_language()} {timezone.get_current_timezone_name()} {request.body.decode()}"
    translation.activate("de")
    timezone.activate("Asia/Tokyo")
    SEEN.append(threading.current_thread().name)
    return HttpResponse(found)


def asks(_: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        SEEN.append(cursor.fetchone()[0])
    return HttpResponse("asked")


def falls(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


def streams(_: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        for number in range(3):
            SEEN.append(threading.current_thread().name)
            yield b"%d\n" % number

    return StreamingHttpResponse(parts())


urlpatterns = [path("speaks", speaks), path("asks", asks), path("falls", falls), path("streams", streams)]


@pytest.fixture(autouse=True)
def _empty() -> None:
    SEEN.clear()


@pytest.fixture
def plain() -> Iterator[Application]:
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        yield Application()


Answer = tuple[int, bytes]


async def sent(to: Application, address: str, body: tuple[bytes, ...] = (b"",), **scope: Any) -> Answer:
    parts, out = list(body), []

    async def receive() -> dict[str, Any]:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        out.append(message)

    asked = {
        "type": "http",
        "method": "POST",
        "path": address,
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
    }
    await to({**asked, **scope}, receive, send)
    return (out[0]["status"], b"".join(one.get("body", b"") for one in out[1:])) if out else (0, b"")


def test_what_is_activated_ends_with_its_request(plain: Application) -> None:
    async def many() -> list[Answer]:
        return [await sent(plain, "/speaks", (b"first ", b"last")) for _ in range(THREADS + 3)]

    answers = asyncio.run(many())
    assert set(answers) == {(200, f"{translation.get_language()} UTC first last".encode())}
    assert len(set(SEEN)) <= THREADS


def test_threads_stay_and_are_few(plain: Application) -> None:
    async def crowd() -> None:
        await asyncio.gather(*(sent(plain, "/speaks") for _ in range(5 * THREADS)))

    asyncio.run(crowd())
    asyncio.run(crowd())
    assert len(SEEN) == 10 * THREADS
    assert len(set(SEEN)) <= THREADS
    assert all(name.startswith("page") for name in SEEN)


def test_each_request_gives_its_connection_back(plain: Application) -> None:
    """Else every thread would keep one for ever, and a database that came back would not be found again."""
    closed: list[int] = []

    async def some() -> None:
        for _ in range(4):
            await sent(plain, "/asks")

    def count(**_: Any) -> None:
        closed.append(1)

    signals.request_finished.connect(count)
    try:
        asyncio.run(some())
    finally:
        signals.request_finished.disconnect(count)
    assert len(closed) == 4
    assert len(set(SEEN)) == 4, "each from a connection of its own, since none may stay open here"


@pytest.mark.parametrize(
    ("address", "answer"),
    [("/streams", (200, b"0\n1\n2\n")), ("/nothing", (404, None)), ("/falls", (500, None))],
)
def test_whatever_comes_of_it_is_answered(plain: Application, address: str, answer: tuple[int, bytes | None]) -> None:
    status, said = asyncio.run(sent(plain, address))
    assert status == answer[0]
    assert answer[1] in (None, said)
    assert all(name.startswith("page") for name in SEEN)


def test_who_hangs_up_while_sending_is_left_alone(plain: Application) -> None:
    assert asyncio.run(sent(plain, "/speaks", ())) == (0, b"")
    assert SEEN == []


def test_only_the_event_stream_goes_djangos_way(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []

    async def handle(_: Application, scope: dict[str, Any], *__: Callable[..., Any]) -> None:
        gone.append(scope["path"])

    monkeypatch.setattr(ASGIHandler, "handle", handle)
    whole = Application()
    asyncio.run(sent(whole, STREAM))
    asyncio.run(sent(whole, "/healthz", method="GET", headers=[(b"host", b"127.0.0.1")]))
    assert gone == [STREAM] == [reverse("desk:live")]
