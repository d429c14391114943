"""Headers that every answer carries."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import DataError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template import loader
from django.utils.deprecation import MiddlewareMixin

log = logging.getLogger(__name__)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
Response = HttpResponseBase


class SecurityHeaders:
    """Works for sync and async requests, so that an event stream does not hold a thread."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Response | Awaitable[Response]:
        if self.is_async:
            return self.answer_async(request)
        return with_security_headers(self.get_response(request))

    async def answer_async(self, request: HttpRequest) -> Response:
        return with_security_headers(await self.get_response(request))


def with_security_headers(response: Response) -> Response:
    """A view that set its own policy keeps it; the frame header follows the policy."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if "frame-ancestors 'none'" in headers["Content-Security-Policy"]:
        headers.setdefault("X-Frame-Options", "DENY")
    return response


class PackedPages(GZipMiddleware):
    """Pages travel compressed, with a length that tells nothing of what is in them (BREACH); files do not."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page and not response.streaming else response


class Unstorable(MiddlewareMixin):
    """What no database takes, such as a NUL or more than fits, is told to who sent it. The log says where it got so
    far: a form that looks at what it is sent says it better."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DataError):
            return None
        log.warning("Cannot be stored: %s", request.path, exc_info=exception)
        return HttpResponse(loader.render_to_string("400.html"), status=400)


class ServerTiming:
    """Tells what an answer cost: milliseconds until it was ready, and how many database queries it took.

    Sync only: queries run on the thread of the request, and there they are counted.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Response:
        queries = QueryCount()
        began = time.perf_counter()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        took = (time.perf_counter() - began) * 1000
        response.headers["Server-Timing"] = f'app;dur={took:.1f}, db;desc="{queries.count} queries"'
        return response


class QueryCount:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)
