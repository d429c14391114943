"""A Chromium that sees the prototype pages with the product's own headers, without a server and without a database."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from rapport.config.middleware import POLICY
from tests.patience import PATIENCE
from tests.web.prototype import shown

HOST = "http://desk.test"
Open = Callable[..., Page]
MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)  # five seconds are not enough where other tests keep the machine busy


def chromium(play: Playwright) -> Browser:
    path = (
        os.environ.get("RAPPORT_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    return _launched(play, path)


def quick(play: Playwright) -> Browser:
    """The same engine without all that a window needs, where it is there (Debian: chromium-headless-shell): half the
    processor time for the same pages. For what depends on pages alone."""
    path = shutil.which("chromium-headless-shell")
    return _launched(play, path) if path else chromium(play)


def _launched(play: Playwright, path: str | None) -> Browser:
    return play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])


def answer(route: Route) -> None:
    """Pages by name of the prototype, styles and scripts from the product; anything else is empty."""
    path = urlsplit(route.request.url).path
    if path.endswith(".html"):
        headers = {"Content-Type": "text/html; charset=utf-8"} | (
            {} if path == "/mail.html" else {"Content-Security-Policy": POLICY}
        )
        route.fulfill(body=shown(path.strip("/").removesuffix(".html")), headers=headers)
    elif path.startswith(("/static/", "/assets/")):
        status, body, headers = _file(path)
        route.fulfill(status=status, body=body, headers=headers)
    else:
        route.fulfill(status=204)


@cache
def _file(path: str) -> tuple[int, bytes, dict[str, str]]:
    response = Client(SERVER_NAME="localhost").get(path)
    return response.status_code, response.content, dict(response.items())
