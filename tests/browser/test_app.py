"""Rapport as an app in a real Chromium: it can be installed, and says calmly that there is no network."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.config.running import Running
from tests.patience import wait_for
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
    assert len(kept) == 4
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


PUSHED = {
    "title": "A customer is unhappy",
    "body": "R-1001",
    "tag": "conversation-1",
    "path": "/ratings/",
    "lang": "en",
}
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = await registration.getNotifications();
  return found.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path }));
}"""


def push(context: BrowserContext, page: Page, desk: Running, data: str) -> None:
    """As the push service of this browser would bring it, opened."""
    wire = context.new_cdp_session(page)
    versions: list[dict[str, str]] = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: versions.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    page.wait_for_function(CONTROLLED)
    wait_for(lambda: page.evaluate("1") and bool(versions))
    registration = versions[-1]["registrationId"]
    sent = {"origin": desk.url, "registrationId": registration, "data": data}
    wire.send("ServiceWorker.deliverPushMessage", sent)


@pytest.mark.parametrize("data", [json.dumps(PUSHED), "no JSON", ""])
def test_a_push_is_shown_whatever_it_says(desk: Running, lead: BrowserContext, data: str) -> None:
    lead.grant_permissions(["notifications"], origin=desk.url)
    page = at_the_pile(desk, lead)
    push(lead, page, desk, data)
    wait_for(lambda: len(page.evaluate(SHOWN)) == 1)
    [shown] = page.evaluate(SHOWN)
    if data.startswith("{"):
        assert shown == {name: PUSHED[name] for name in ("title", "body", "tag", "path")}
    else:
        assert shown["title"] == "Rapport"


def test_where_the_browser_lets_nothing_be_shown_the_page_says_so(desk: Running, lead: BrowserContext) -> None:
    """Headless Chromium has no push service and no permission to give: what a person then reads is no dead button."""
    page = lead.new_page()
    page.goto(f"{desk.url}/settings/notifications/")
    expect(page.locator("push-device [data-if]:visible, push-device button:visible")).to_have_count(1)
    if page.locator("push-device button").is_visible():
        page.locator("push-device button").click()
    expect(page.locator("push-device [data-if]:visible")).to_have_count(1)


CLICK = """async (path) => {
  const done = [];
  Object.defineProperty(self.clients, "openWindow", { value: async (url) => done.push(url), configurable: true });
  WindowClient.prototype.focus = async function () { done.push(`focus ${new URL(this.url).pathname}`); };
  await open(path);
  return done;
}"""


def test_a_tap_leads_to_the_conversation_and_nowhere_else(desk: Running, lead: BrowserContext) -> None:
    page = at_the_pile(desk, lead)
    [worker] = lead.service_workers
    assert worker.evaluate(CLICK, "/conversations/R-1001/") == [f"{desk.url}/conversations/R-1001/"]
    assert worker.evaluate(CLICK, "/pile/") == ["focus /pile/"]
    for elsewhere in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        assert worker.evaluate(CLICK, elsewhere) == []
    assert page.url == f"{desk.url}/pile/", "a window in which somebody may be writing is led nowhere"


def test_a_press_asks_for_the_key_and_says_what_became_of_it(desk: Running, lead: BrowserContext) -> None:
    """Whether the push service of this Chromium can be reached is not ours to know: either way a person is told."""
    lead.grant_permissions(["notifications"], origin=desk.url)
    page = at_the_pile(desk, lead)
    page.goto(f"{desk.url}/settings/notifications/")
    with page.expect_response("**/devices/key/") as heard:
        page.locator("push-device button").click()
    assert (heard.value.status, len(heard.value.text())) == (200, 87)
    expect(page.locator("push-device [data-if=failed]:visible, #devices .setting-row")).to_have_count(1)
