"""On a telephone a row of tabs is wider than the page: the one that is shown stands in view."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import cast
from tests.desk.conftest import client_of
from tests.web.browsing import quick
from tests.web.serving import NO_STREAM, served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IN_VIEW = """() => {
  const row = document.querySelector(".tabs"), tab = row.querySelector("[aria-current]");
  const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
  return inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.right <= innerWidth;
}"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts += one.value })
  .observe({ type: "layout-shift", buffered: true });
"""
PLACES = ("/ratings/", "/surveys/", "/ratings/outside/", "/campaigns/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        found = quick(play)
        yield found
        found.close()


@pytest.fixture
def phone(browser: Browser, transactional_db: None) -> Iterator[tuple[Page, str]]:
    with served() as address:
        session = client_of(cast.mo()).cookies["sessionid"].value
        context = browser.new_context(viewport={"width": 390, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        context.add_init_script(NO_STREAM)
        context.add_init_script(SHIFTS)
        yield context.new_page(), address
        context.close()


def test_the_tab_that_is_shown_is_in_view_and_nothing_moves_for_it(phone: tuple[Page, str]) -> None:
    page, address = phone
    for place in PLACES:
        page.goto(f"{address}{place}", wait_until="load")
        expect(page.locator(".tabs [aria-current]")).to_have_count(1)
        assert page.evaluate(IN_VIEW), place
        assert page.evaluate("() => window.shifts") < 0.01, place
    assert page.evaluate("() => document.querySelector('.tabs').scrollLeft") > 0, "else this says nothing"
    assert page.evaluate("() => scrollX === 0 && document.documentElement.scrollLeft === 0"), "only the row is moved"


def test_it_is_when_the_page_comes_by_htmx_and_who_moves_the_row_is_left_alone(phone: tuple[Page, str]) -> None:
    page, address = phone
    page.goto(f"{address}/ratings/", wait_until="load")
    into_main = "{ target: '#content', select: '#content', swap: 'outerHTML' }"
    page.evaluate(f"() => htmx.ajax('GET', '/campaigns/', {into_main})")
    expect(page.locator(".tabs [aria-current]")).to_have_attribute("href", "/campaigns/")
    page.wait_for_function(IN_VIEW)
    page.evaluate("() => { document.querySelector('.tabs').scrollLeft = 0 }")
    page.evaluate("() => htmx.ajax('GET', '/alerts/bell/', { target: '#alert-bell', swap: 'outerHTML' })")
    page.wait_for_timeout(500)
    assert page.evaluate("() => document.querySelector('.tabs').scrollLeft") == 0
