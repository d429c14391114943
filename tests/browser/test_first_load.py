"""What the first load of the desk weighs, whether it jumps, and how soon a key is seen to have been pressed."""

import statistics

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.desk import wait_for_scripts
from tests.config.running import Running
from tests.web.browsing import MILLISECONDS

pytestmark = [pytest.mark.browser, pytest.mark.lab]
LARGEST = 150_000
LARGEST_SHIFT = 0.01
SETTLES = 1500  # milliseconds: what comes late may still push
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries())
    if (!hadRecentInput) window.shifts.push([value, ...sources.map(({ node }) => node?.className || node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });"""
# What changes on the desk meanwhile, by other hands, is fetched too, but is no part of the first load.
NOTHING_CHANGES = "window.EventSource = class extends EventTarget { close() {} }"
# From the press to the frame after the one in which the focus stands elsewhere.
PRESSED = """window.seen = new Promise((done) => addEventListener("keydown", ({ timeStamp }) => {
  const before = document.activeElement;
  const look = () => document.activeElement === before
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => done(performance.now() - timeStamp));
  look();
}, { once: true, capture: true })); undefined"""


@pytest.fixture
def newcomer(browser: Browser, leads: BrowserContext) -> BrowserContext:
    """Signed in, and nothing of the desk is in the browser yet."""
    context = browser.new_context(storage_state=leads.storage_state(), viewport={"width": 1440, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    return context


def weighed(page: Page) -> dict[str, int]:
    """Bytes as they travelled, by address; filled as the page loads."""
    found: dict[str, int] = {}
    names: dict[str, str] = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda one: names.update({one["requestId"]: one["response"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda one: found.update({names.get(one["requestId"], "?"): int(one["encodedDataLength"])}),
    )
    return found


@pytest.mark.parametrize("place", [None, 0, 3, 6])
def test_the_first_load_is_light_and_does_not_jump(
    desk: Running, newcomer: BrowserContext, leads: BrowserContext, place: int | None
) -> None:
    """Of the pile, and of conversations on it: what stands above the thread is long in some and short in others."""
    page = newcomer.new_page()
    path = "/pile/" if place is None else on_the_pile(leads, desk, place)
    bytes_of = weighed(page)
    page.add_init_script(SHIFTS + NOTHING_CHANGES)
    page.goto(desk.url + path)
    page.wait_for_timeout(SETTLES)
    shifts = page.evaluate("window.shifts")
    total, shift = sum(bytes_of.values()), sum(one[0] for one in shifts)
    kind = "the pile" if place is None else "a conversation"
    print(
        f"Size of the first load of {kind}: {total / 1000:.0f} kB in {len(bytes_of)} answers; layout shift {shift:.4f}"
    )
    newcomer.close()
    heaviest = sorted(bytes_of.items(), key=lambda one: -one[1])[:8]
    assert total <= LARGEST, heaviest
    assert shift < LARGEST_SHIFT, shifts


def on_the_pile(leads: BrowserContext, desk: Running, place: int = 0) -> str:
    page = leads.new_page()
    page.goto(f"{desk.url}/pile/")
    found = page.locator(".row-link").nth(place).get_attribute("href")
    page.close()
    return str(found)


def press(page: Page, key: str) -> float:
    """Milliseconds until it was seen."""
    page.evaluate(PRESSED)
    page.keyboard.press(key)
    return float(page.evaluate("window.seen"))


def test_a_key_is_seen_at_once(desk: Running, leads: BrowserContext) -> None:
    """The figures are printed and not judged: the machine may be busy."""
    page = leads.new_page()
    page.goto(f"{desk.url}/pile/")
    wait_for_scripts(page)
    walked = [press(page, key) for key in ("j" * 5 + "k" * 4) * 2 + "jj"]
    page.goto(desk.url + on_the_pile(leads, desk))
    wait_for_scripts(page)
    opened = []
    for _ in range(20):
        opened.append(press(page, "r"))
        page.keyboard.press("Escape")
    page.close()
    for name, took in (("j and k on the pile", walked), ("r, until the reply is open", opened)):
        median, worst = statistics.median(took), max(took)
        print(f"Size of a moment, {name}: {median:.0f} ms median, {worst:.0f} ms at most of {len(took)} presses")
