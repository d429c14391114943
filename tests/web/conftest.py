"""A browser, and prototype pages opened in it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.web.browsing import HOST, Open, answer, quick


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = quick(play)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def opened(browser: Browser, complaints: list[str]) -> Iterator[Open]:
    """Open a prototype page; what its console complains of must be empty in the end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/Oslo")

    def open_page(name: str = "conversation", before: Callable[[Page], None] = lambda page: None) -> Page:
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        before(page)
        page.goto(f"{HOST}/{name}.html")
        return page

    yield open_page
    context.close()
    assert complaints == []


def is_complaint(line: ConsoleMessage) -> bool:
    """The false clock of the test cannot enter the sandboxed frames; that is as it should be."""
    return line.type in ("error", "warning") and "in 'about:blank'" not in line.text
