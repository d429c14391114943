"""What changes while the reader looks on: the live stream, the bell, the toasts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from rapport.web.styleguide import example
from tests.cast import NOON
from tests.web.browsing import HOST, Open
from tests.web.prototype import shown

pytestmark = pytest.mark.browser


def live(*bodies: str, asked: list[str]) -> Callable[[Page], None]:
    """A stream that says each body once, then is gone; `asked` collects what the page fetches again."""
    left = list(bodies)

    def stream(route: Route) -> None:
        if left:
            route.fulfill(body=left.pop(0), content_type="text/event-stream")
        else:
            route.abort()

    def bell(route: Route) -> None:
        asked.append(route.request.url.removeprefix(HOST))
        unread = {**example.BELL, "unread": 3}
        found = re.search(r"<alert-bell.*?</alert-bell>", shown("live", bell=unread), re.S)
        route.fulfill(body=found[0] if found else "", content_type="text/html")

    def prepare(page: Page) -> None:
        page.add_init_script("window.wishes = 0; document.addEventListener('refresh', () => { window.wishes += 1 })")
        page.route("**/live", stream)
        page.route("**/alerts/bell", bell)

    return prepare


def test_a_change_is_fetched_once_and_an_open_menu_stays_open(opened: Open, complaints: list[str]) -> None:
    asked: list[str] = []
    change = 'data: {"ids": ["alert-bell", "alert-bell", "not-on-this-page"]}\n\n'
    page = opened("live", live("retry: 60000\n" + change + change, asked=asked))
    expect(page).to_have_title("(3) Rear wheel still not ready")
    expect(page.locator("alert-bell details")).to_have_attribute("open", "")
    assert asked == ["/alerts/bell"]
    assert page.evaluate("window.wishes") == 1
    complaints.clear()


def test_a_lost_stream_says_offline_and_catches_up_when_it_is_back(opened: Open, complaints: list[str]) -> None:
    asked: list[str] = []
    page = opened("live", live("retry: 4000\n: hello\n\n", "retry: 60000\n: back\n\n", asked=asked))
    expect(page.get_by_text("Offline. Changes will appear")).to_be_visible()
    expect(page).to_have_title("(3) Rear wheel still not ready")
    assert asked == ["/alerts/bell"]
    complaints.clear()


def test_in_a_storm_a_part_is_fetched_twice_a_second_at_most(opened: Open, complaints: list[str]) -> None:
    asked: list[str] = []

    def prepare(page: Page) -> None:
        page.clock.install(time=NOON)
        live("retry: 600000\n: hello\n\n", asked=asked)(page)

    page = opened("live", prepare)
    page.clock.pause_at(NOON + timedelta(hours=1))
    wish = "document.querySelector('live-stream').wish('alert-bell')"
    page.evaluate(wish)
    page.clock.run_for(119)
    assert asked == []
    page.clock.run_for(1)
    expect(page).to_have_title("(3) Rear wheel still not ready")
    for _ in range(10):
        page.evaluate(wish)
        page.clock.run_for(45)
    assert len(asked) == 1
    with page.expect_response("**/alerts/bell"):
        page.clock.run_for(60)
    assert len(asked) == 2
    complaints.clear()


def test_the_bell_closes_on_escape_and_on_a_click_elsewhere(opened: Open) -> None:
    page = opened("alerts")
    menu = page.locator("alert-bell details")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.get_by_label(re.compile("^Alerts, 2 unread")).click()
    expect(menu).to_have_attribute("open", "")
    page.locator(".thread").click()
    expect(menu).not_to_have_attribute("open", "")


def test_good_news_leaves_and_bad_news_stays_until_it_is_closed(opened: Open) -> None:
    page = opened(before=lambda page: page.clock.install())
    say = "detail => document.body.dispatchEvent(new CustomEvent('toast', { detail }))"
    page.evaluate(say, {"text": "Assigned to you"})
    page.evaluate(say, {"text": "<b>Not sent</b>", "level": "error"})
    expect(page.locator(".toast")).to_have_count(2)
    page.clock.fast_forward(11_000)
    expect(page.locator(".toast")).to_have_text(re.compile("<b>Not sent</b>"))
    page.get_by_role("button", name="Close").last.click()
    expect(page.locator(".toast")).to_have_count(0)


def test_a_refusal_of_the_server_is_told_in_words(opened: Open, complaints: list[str]) -> None:
    page = opened(before=lambda page: page.route("**/alerts/bell", lambda route: route.fulfill(status=500)))
    page.evaluate("htmx.trigger('#alert-bell', 'refresh')")
    expect(page.locator(".toast")).to_contain_text("Nothing was changed; try again.")
    complaints.clear()


def test_a_part_that_fetched_itself_stays_when_what_is_around_it_changes(opened: Open) -> None:
    fresh = '<div id="card"><section id="o" data-lazy>Asking …</section><p>new</p></div>'
    page = opened(before=lambda page: page.route("**/card", lambda route: route.fulfill(body=fresh)))
    page.evaluate(
        """async () => {
          const old = '<div id="card"><section id="o" data-lazy>Order 1042</section><p>old</p></div>';
          document.querySelector("main").insertAdjacentHTML("beforeend", old);
          await htmx.ajax("GET", "/card", { target: "#card", swap: "merge" });
        }"""
    )
    expect(page.locator("#card p")).to_have_text("new")
    expect(page.locator("#o")).to_have_text("Order 1042")
