"""Rapport as an app in a real Chromium: it can be installed, and says calmly that there is no network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.config.running import Running
from tests.web.browsing import MILLISECONDS

pytestmark = [pytest.mark.browser, pytest.mark.lab]
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname);
}"""


@pytest.fixture
def lead(browser: Browser, leads: BrowserContext) -> Iterator[BrowserContext]:
    """In a browser of its own, where nothing is kept yet."""
    context = browser.new_context(storage_state=leads.storage_state())
    context.set_default_timeout(MILLISECONDS)
    yield context
    context.close()


def at_the_pile(desk: Running, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{desk.url}/pile/")
    page.wait_for_function(CONTROLLED)
    return page


def test_chromium_would_install_it(desk: Running, lead: BrowserContext) -> None:
    page = at_the_pile(desk, lead)
    wire = lead.new_cdp_session(page)
    assert wire.send("Page.getAppManifest")["errors"] == []
    found = [one["errorId"] for one in wire.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [one for one in found if one != "in-incognito"] == []


def test_without_a_network_there_is_a_calm_page_and_with_one_the_page_comes_back(
    desk: Running, lead: BrowserContext
) -> None:
    page = at_the_pile(desk, lead)
    for path in ("/alerts/", "/settings/"):
        page.goto(f"{desk.url}{path}")
    kept = page.evaluate(KEPT)
    assert len(kept) == 3
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]

    lead.set_offline(True)
    page.goto(f"{desk.url}/ratings/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    assert page.url.endswith("/ratings/")
    rounded = page.locator(".sheet").evaluate("sheet => getComputedStyle(sheet).borderRadius")
    assert rounded != "0px", "its style is there"
    lead.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="No connection")).to_have_count(0)
    assert page.url.endswith("/ratings/")
