"""Every page, light and dark, wide and narrow, looked at by axe: what WCAG 2.2 AA asks for and a program can see."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python.base as axe  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from rapport.conversations.models import Conversation
from tests import cast
from tests.browser import pages
from tests.browser.named import Named, named
from tests.browser.pages import Shown
from tests.desk.conftest import client_of
from tests.labs import IS_FULL
from tests.portal.test_postbox import key, post
from tests.security import world
from tests.web.browsing import MILLISECONDS, quick
from tests.web.serving import NO_STREAM, served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "iframes": False}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = {1440: 900, 390: 844}
TABLET = 768  # what is narrower is worked with fingers
FOUND = """async ([options, menus]) => {
  const words = ({ target, html, any }) =>
    [target.join(" "), html.slice(0, 160), ...any.map(({ message }) => message)].join(" ");
  const look = async (part) => (await axe.run(part, options)).violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes.slice(0, 3).map(words).join(" | ")}`);
  const found = await look(document);
  for (const menu of menus ? document.querySelectorAll("details:not([open])") : []) {
    menu.open = true;
    found.push(...await look(menu));
    menu.open = false;
  }
  for (const box of menus ? document.querySelectorAll("#keys, dialog") : []) {
    if (box.showModal) box.showModal(); else box.showPopover();
    found.push(...await look(box));
    if (box.close) box.close(); else box.hidePopover();
  }
  return found;
}"""
Look = tuple[Literal["light", "dark"], int]
As = Callable[[Client | None, Look], BrowserContext]


def looks_at(number: int) -> list[Look]:
    """Light and dark, wide and narrow take turns; FULL_LABS=1 looks at every page in all four ways."""
    every = [(theme, width) for width in WIDTHS for theme in THEMES]
    return every if IS_FULL else [every[number % len(every)]]


@pytest.fixture
def site(settings: Any, tmp_path: Path, transactional_db: None) -> Iterator[str]:
    settings.RAPPORT_DATA = tmp_path
    settings.RAPPORT_CONTACT_FORM = ["ours@desk.example"]
    settings.RAPPORT_DEBUG = settings.DEBUG = False
    with served() as address:
        yield address


def calm() -> Callable[[int], str]:
    numbers = itertools.count(1)
    return lambda longest: f"Spare part {next(numbers)}"[:longest]


def violations(page: Page, *, menus: bool) -> list[str]:
    """Also of each menu and box, opened one after the other."""
    page.evaluate(axe.AXE_SCRIPT)
    return list(page.evaluate(FOUND, [OPTIONS, menus]))


def open_page(page: Page, site: str, shown: Shown) -> None:
    """The answer to a form is put in the place of the page."""
    if shown.html:
        page.route("**/*", answer_with(shown.html), times=1)
    page.goto(site + shown.path)


def answer_with(html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")


@pytest.fixture
def as_somebody(site: str) -> Iterator[As]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = quick(play)

        def somebody(client: Client | None, look: Look) -> BrowserContext:
            theme, width = look
            # A service worker would ask for pages itself, past the answers that are put in their place.
            context = browser.new_context(
                viewport={"width": width, "height": WIDTHS[width]},
                has_touch=width < TABLET,
                color_scheme=theme,
                service_workers="block",
            )
            context.set_default_timeout(MILLISECONDS)
            context.add_init_script(NO_STREAM)
            if client is not None:
                session = client.cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            return context

        yield somebody
        browser.close()


def test_no_route_with_a_page_is_forgotten() -> None:
    assert pages.missing() == set(), "name it in tests/browser/pages.py"


def test_no_page_has_anything_that_axe_objects_to(site: str, as_somebody: As, settings: Any, tmp_path: Path) -> None:
    about: Conversation = world.conversation()
    things = world.things_of(about)
    made: Named = named(calm(), 1, by=cast.olga())
    owner = pages.owner()
    post(tmp_path, html="<p>Hello</p>")
    inside, half, factor = pages.of_somebody_with_a_second_factor()
    everything = [
        *pages.before_signing_in(things),
        *pages.of_the_owner(owner, things, made),
        Shown("owner", f"/postbox/{key()}"),
        *factor,
        *pages.of_others(things),
    ]
    people: dict[str, Client | None] = {"guest": None, "owner": owner, "iris": inside, "half": half}
    people |= {"pat": client_of(cast.pat()), "cleo": client_of(cast.cleo()), "ada": client_of(cast.ada())}
    opened = {"/pile/", f"/conversations/{things.reference}/", f"/customers/{things.customer}/"}
    found: list[str] = []
    tabs: dict[tuple[str, Look], Page] = {}
    looks = [(shown, look) for number, shown in enumerate(everything) for look in looks_at(number)]
    for shown, look in looks:
        tab = tabs.get((shown.who, look)) or as_somebody(people[shown.who], look).new_page()
        tabs[shown.who, look] = tab
        open_page(tab, site, shown)
        found += [f"{shown.name} {look} {one}" for one in violations(tab, menus=shown.path in opened)]
    settings.DEBUG = True  # where the style guide is
    for theme, width in zip(THEMES, WIDTHS, strict=True):
        tab = as_somebody(None, (theme, width)).new_page()
        open_page(tab, site, Shown("guest", "/styleguide/"))
        assert "Style guide" in tab.title()
        found += [f"style guide {theme} {one}" for one in violations(tab, menus=False)]
    print(f"Axe: {len(everything) + 1} pages, {len(looks) + 2} looks, {len(found)} violations")
    assert found == [], "\n".join(found)
