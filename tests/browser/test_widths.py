"""Every page at every width: nothing sticks out, nothing is too small to touch, one main part and one first heading."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.config.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.lab]

WIDTHS = (1440, 1200, 1024, 800, 390, 320)
PAGES = (
    "/pile/",
    "/mine/",
    "/waiting/",
    "/done/",
    "/recoveries/",
    "/recoveries/figures/",
    "/recoveries/turned-round/",
    "/goodwill/",
    "/prevention/",
    "/losses/",
    "/complaints/",
    "/voices/",
    "/ratings/",
    "/ratings/report/",
    "/ratings/fixed/",
    "/surveys/",
    "/campaigns/",
    "/campaigns/new/",
    "/feedback/",
    "/feedback/reasons/",
    "/feedback/digests/",
    "/alerts/",
    "/you/",
    "first",
    "recovery",
)
SMALLEST = 24
SMALL = """smallest => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter(part => part.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter(part => !part.closest("p, .line") && !part.matches(".skip-link, .visually-hidden, [type=checkbox]"))
  .filter(part => !part.matches(".row-link, .alert-title, .card-title"))
  .map(part => [part.getBoundingClientRect(), part.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 1 && (box.width < smallest || box.height < smallest))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


def address(leads: BrowserContext, desk: Running, name: str) -> str:
    """The page by its path; "first" and "recovery" are the first of their lists."""
    if name.startswith("/"):
        return desk.url + name
    page = leads.new_page()
    page.goto(desk.url + ("/pile/" if name == "first" else "/recoveries/"))
    found = page.locator(".row-link" if name == "first" else ".card-title").first.get_attribute("href")
    page.close()
    return desk.url + str(found)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_width(desk: Running, leads: BrowserContext, name: str) -> None:
    page = leads.new_page()
    page.goto(address(leads, desk, name))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width} px"
        assert page.evaluate(SMALL, SMALLEST) == [], f"{name} at {width} px"
        mains = page.locator("main:visible")
        assert mains.count() == 1, f"{name} at {width} px"
        assert mains.locator("h1").count() == 1, f"{name} at {width} px"
    page.close()


@pytest.mark.parametrize("name", ["/feedback/reasons/", "/losses/", "/voices/", "/ratings/report/", "/campaigns/1/"])
def test_no_table_is_scrolled_sideways_where_there_is_room(desk: Running, leads: BrowserContext, name: str) -> None:
    page = leads.new_page()
    page.goto(address(leads, desk, name))
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        over = "parts => parts.filter(part => part.scrollWidth > part.clientWidth).length"
        assert page.locator(".table-scroll").evaluate_all(over) == 0, f"{name} at {width} px"
    page.close()


def test_a_conversation_is_printed_alone(desk: Running, leads: BrowserContext) -> None:
    page = leads.new_page()
    page.goto(address(leads, desk, "first"))
    page.emulate_media(media="print")
    for part in (".pane-list", ".sidebar", ".topbar", ".composer-place", ".about"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".message").last).to_be_visible()
    heights = "parts => parts.every(part => part.scrollHeight <= part.clientHeight + 1)"
    assert page.locator(".pane-main, .thread-scroll").evaluate_all(heights), "what is scrolled away is not on paper"
    page.close()


def test_a_letter_has_room_for_a_letter(desk: Running, leads: BrowserContext) -> None:
    """A field that grows with its words must not begin as one line."""
    page = leads.new_page()
    page.goto(address(leads, desk, "recovery"))
    page.get_by_label("What you and the customer said").fill("Called.")
    assert (page.get_by_label("What you and the customer said").bounding_box() or {"height": 0})["height"] >= 100
    page.get_by_role("button", name="Contacted").click()
    apology = page.get_by_label("Your apology")
    expect(apology).to_be_visible()
    assert (apology.bounding_box() or {"height": 0})["height"] >= 220
    page.close()


@pytest.mark.parametrize("path", ["/account/login/", "/sign-in/gone/", "/nothing-here/"])
def test_pages_before_signing_in_fit_too(desk: Running, browser: Browser, path: str) -> None:
    page = browser.new_page()
    page.goto(desk.url + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL, SMALLEST) == []
    assert re.search("Rapport", page.title() + page.inner_text("body"))
    page.close()
