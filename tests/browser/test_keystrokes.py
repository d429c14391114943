"""No keystroke is lost: the tab, the whole browser, the network or the server dies while somebody types."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.desk import send, wait_for_scripts
from tests.config.running import Running
from tests.web.browsing import MILLISECONDS

pytestmark = [pytest.mark.browser, pytest.mark.lab]
SECONDS = 4.0
# Two seconds are promised; a machine that is busy with other tests may take longer to carry them.
MOST_LOST = 15.0
PUT_AWAY_SECONDS = 1.0
NUMBERS = count(1)


class Typist:
    """Types one word after the other and remembers when."""

    def __init__(self, page: Page) -> None:
        self.page, self.typed = page, list[float]()

    def type(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.page.keyboard.type(f"w{len(self.typed)} ", delay=8)
            self.typed.append(time.monotonic())

    def lost(self, text: str) -> tuple[int, float]:
        """How many words are not there, and how old the first of them was when the last one was typed."""
        there = {int(number) for number in re.findall(r"w(\d+)", text)}
        gone = [number for number in range(len(self.typed)) if number not in there]
        return len(gone), self.typed[-1] - self.typed[gone[0]] if gone else 0.0


def at_a_browser(browser: Browser, leads: BrowserContext) -> BrowserContext:
    """Signed in, and empty otherwise."""
    context = browser.new_context(storage_state=leads.storage_state(), viewport={"width": 1440, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    return context


@pytest.fixture
def here(browser: Browser, leads: BrowserContext) -> Iterator[BrowserContext]:
    """A browser whose tabs may crash."""
    context = at_a_browser(browser, leads)
    yield context
    context.close()


@pytest.fixture
def elsewhere(browser: Browser, leads: BrowserContext) -> Iterator[BrowserContext]:
    """The same person at another browser, which knows only what the server has."""
    context = at_a_browser(browser, leads)
    yield context
    context.close()


@pytest.fixture
def page(desk: Running, here: BrowserContext) -> Page:
    """A conversation of its own, with the composer open."""
    name = f"Typed {next(NUMBERS)}"
    send(desk, name, f"Words for {name}", "Which lamp fits the Lark 2?")
    made = here.new_page()
    made.goto(f"{desk.url}/unassigned/")
    made.locator(".row", has_text=name).locator(".row-link").click()
    expect(made.get_by_role("heading", name=f"Words for {name}")).to_be_visible()
    wait_for_scripts(made)
    made.keyboard.press("r")
    expect(made.locator(".writing[contenteditable]")).to_be_focused()
    return made


def crash(page: Page) -> None:
    """As if the process of the tab were killed: no handler runs.

    A tab that is opened before the browser has put the dead process away may be given that process and wait for ever.
    """
    with page.expect_event("crash"), suppress(BrowserError):
        page.goto("chrome://crash", timeout=5_000)
    time.sleep(PUT_AWAY_SECONDS)


def words_in(context: BrowserContext, url: str, last: str = "") -> str:
    """What stands in the composer when the conversation is opened; waits until `last` is there, if given."""
    page = context.new_page()
    page.goto(url)
    writing = page.locator(".writing[contenteditable]")
    if last:
        expect(writing).to_contain_text(last)
    else:
        expect(writing).to_contain_text("w0")
    found = writing.inner_text()
    page.close()
    return found


def test_a_killed_tab_loses_nothing(here: BrowserContext, page: Page) -> None:
    typist, url = Typist(page), page.url
    typist.type(SECONDS)
    crash(page)
    lost, age = typist.lost(words_in(here, url))
    print(f"Size of what a killed tab loses: {lost} of {len(typist.typed)} words, {age:.1f} s")
    assert lost == 0


def test_a_killed_browser_loses_two_seconds_at_most(page: Page, elsewhere: BrowserContext) -> None:
    """Nothing that it kept itself is used."""
    typist = Typist(page)
    typist.type(SECONDS)
    page.route("**/*", lambda route: route.abort())  # what it would still send is lost too
    lost, age = typist.lost(words_in(elsewhere, page.url))
    print(f"Size of what a killed browser loses: {lost} of {len(typist.typed)} words, {age:.1f} s")
    assert age < MOST_LOST
    assert lost < len(typist.typed)


def test_what_is_typed_without_a_network_is_there_afterwards(here: BrowserContext, page: Page) -> None:
    typist, url = Typist(page), page.url
    typist.type(1)
    here.set_offline(True)
    typist.type(SECONDS)
    page.close()
    here.set_offline(False)
    lost, age = typist.lost(words_in(here, url))
    print(f"Size of what is lost without a network: {lost} of {len(typist.typed)} words, {age:.1f} s")
    assert lost == 0


def test_a_killed_server_loses_nothing(desk: Running, page: Page, elsewhere: BrowserContext) -> None:
    """What was typed meanwhile is sent as soon as it is back."""
    typist = Typist(page)
    typist.type(1)
    desk.part("web").kill()
    typist.type(SECONDS)
    expect(page.locator(".draft-state")).to_contain_text("Saved")
    lost, age = typist.lost(words_in(elsewhere, page.url, f"w{len(typist.typed) - 1}"))
    print(f"Size of what a killed server loses: {lost} of {len(typist.typed)} words, {age:.1f} s")
    assert lost == 0
