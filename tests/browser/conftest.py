"""One running sample desk and one Chromium for all of this folder: each costs more than the tests that use it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.desk import links_of, signed_in
from tests.config.running import Running
from tests.web.browsing import chromium


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """What a test does here the next one finds: it writes with a name and a subject of its own."""
    with Running(tmp_path_factory.mktemp("browser") / "data", "--sample") as running:
        yield running.wait_until_ready()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = chromium(play)
        yield found
        found.close()


@pytest.fixture(scope="package")
def agents(desk: Running, browser: Browser) -> BrowserContext:
    return signed_in(browser, links_of(desk)[0])


@pytest.fixture(scope="package")
def leads(desk: Running, browser: Browser) -> BrowserContext:
    return signed_in(browser, links_of(desk)[1])
