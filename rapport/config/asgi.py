"""The application that the web server calls."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from functools import partial
from typing import IO, Any

import django
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
STREAM = "/live/"
THREADS = 16
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Application(ASGIHandler):
    """Makes each answer in one call on one of a few threads that stay.

    Django's own way starts a thread for each request and changes into it forty times, for signals, each middleware and
    the closing, which takes longer than making a small page. The event stream goes that way: it holds no thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pages = BaseHandler()
        self.pages.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(THREADS, "page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == STREAM:
            await super().__call__(scope, receive, send)
            return
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        # What a request activates, such as a language, ends with it.
        make = partial(Context().run, self.answer, scope, body)
        response = await asyncio.get_running_loop().run_in_executor(self.threads, make)
        await self.send_response(response, send)

    def answer(self, scope: Scope, body: IO[bytes]) -> Any:
        """The response, complete and closed, its database connection given back."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = refused if request is None else self.pages.get_response(request)
        response._handler_class = self.__class__
        try:
            if response.streaming and not response.is_async:
                response.streaming_content = _each(list(response.streaming_content))
        finally:
            response.close()
            body.close()
        return response


async def _each(parts: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


django.setup(set_prefix=False)
application = Application()
