"""A shift with keys alone on a running desk: thirty conversations, and two agents at one of them.

FULL_LABS=1 works all thirty; otherwise eight show that each step still works.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.desk import send, wait_for_scripts, watched
from tests.config.running import Running
from tests.labs import IS_FULL, sized
from tests.patience import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.lab]
MANY = sized(30, least=8)
ANSWERED, PUT_OFF, MERGED = (10, 4, 4) if IS_FULL else (2, 1, 2)
WORD = "Larkspur"
SLOW = 1_000.0  # milliseconds


class Clocked:
    """How long each request of a page took, the stream apart, which stays open."""

    def __init__(self, page: Page) -> None:
        self.took: list[tuple[float, str]] = []
        page.on("requestfinished", self.note)

    def note(self, request: Request) -> None:
        if "/live/" not in request.url:
            self.took.append((request.timing["responseEnd"], request.url))


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def saved_reply(desk: Running, leads: BrowserContext) -> None:
    page = leads.new_page()
    page.goto(f"{desk.url}/settings/saved-replies/new/")
    page.get_by_label("Name").fill("Shift lamp")
    page.locator(".rich-words .writing[contenteditable]").focus()
    page.keyboard.type("Hello {{customer.first_name}},\n\nthe bright lamp fits your Lark 2.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.close()


def press(page: Page, *keys: str) -> None:
    wait_for_scripts(page)
    for key in keys:
        page.keyboard.press(key)


def search(page: Page, words: str) -> None:
    press(page, "/")
    expect(page.get_by_role("searchbox").or_(page.locator(".search input")).first).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def open_row(page: Page, *keys: str) -> None:
    """The row that has the focus, once these keys were pressed. A list gives it to its first row."""
    before = page.url
    press(page, *keys)
    expect(page.locator(".row-link:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before and "/conversations/R-" in url)
    expect(page.get_by_role("region", name="Messages")).to_be_focused()


def back_to_the_list(page: Page) -> None:
    press(page, "u")
    expect(page.locator(".row-link:focus")).to_have_count(1)


def palette(page: Page, words: str) -> None:
    press(page, "Control+k")
    page.keyboard.type(words)
    expect(page.locator("#palette-actions [role=option]").first).to_contain_text(re.compile(words, re.IGNORECASE))
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim() ?? ''") == name:
            return
    raise AssertionError(f"Tab never came to {name!r}")


def answer(page: Page) -> None:
    press(page, "r")
    expect(page.locator(".writing[contenteditable]")).to_be_focused()
    page.keyboard.type("/shift")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Shift lamp")
    page.keyboard.press("Enter")
    expect(page.locator(".writing[contenteditable]")).to_contain_text("the bright lamp fits")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message[data-kind=ours]", has_text="the bright lamp fits")).to_be_focused()


def put_off(page: Page) -> None:
    press(page, "h")
    expect(page.locator(".conversation-head .menu-item:focus")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".conversation-head .menu-item:focus")).to_contain_text("Tomorrow morning")
    page.keyboard.press("Enter")
    expect(page.locator(".later-banner")).to_contain_text("Comes back")


def merge(page: Page) -> None:
    here = page.url
    palette(page, "merge or link")
    page.wait_for_url("**/joining/**")
    tab_to(page, "Merge into this one")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/joining/" not in url)
    expect(page.locator(".message[data-kind=customer]")).to_have_count(2)
    assert page.url.split("?")[0] != here.split("?")[0], "it lives on in the other one"


def mails(desk: Running) -> None:
    """The last customers write twice."""
    names = [f"S{number:02} {WORD}" for number in range(MANY - MERGED // 2)]
    for name in names:
        send(desk, name, f"{WORD} lamp {name[:3]}", "Which lamp fits the Lark 2?")
    for name in names[-(MERGED // 2) :]:
        send(desk, name, f"{WORD} lamp again {name[:3]}", "Which lamp fits the Lark 2?")


def found(page: Page, words: str = f"{WORD} is:open") -> int:
    search(page, words)
    return page.locator(".row").count()


def test_a_shift_is_worked_with_keys_alone(
    desk: Running, leads: BrowserContext, complaints: list[str], saved_reply: None
) -> None:
    mails(desk)
    page = watched(leads, complaints)
    clocked = Clocked(page)
    page.goto(f"{desk.url}/pile/")
    wait_for(lambda: found(page) == MANY, pause=0.5)

    for number in range(MANY):  # triaged, one after the other
        open_row(page, *(["j"] if number else []))
        press(page, "i")
        expect(page.locator(".conversation-head")).not_to_contain_text("Take it")
        if number % 3 == 0:
            press(page, "p")
            expect(page.locator(".sorting .menu-item:focus")).to_have_count(1)
            page.keyboard.press("Home")
            page.keyboard.press("Enter")
            expect(page.locator(".sorting")).to_contain_text("Urgent")
        back_to_the_list(page)

    for _ in range(MERGED // 2):
        search(page, f"{WORD} again is:open")
        open_row(page)
        merge(page)
    left = MANY - MERGED // 2
    wait_for(lambda: found(page) == left, pause=0.5)

    for _ in range(ANSWERED):
        search(page, f"{WORD} is:open")
        open_row(page)
        answer(page)
    for _ in range(PUT_OFF):
        search(page, f"{WORD} is:open")
        open_row(page)
        put_off(page)
    left -= ANSWERED + PUT_OFF
    wait_for(lambda: found(page) == left, pause=0.5)

    press(page, "x")
    for _ in range(left - 1):
        page.keyboard.press("j")
    page.keyboard.press("X")
    expect(page.locator("bulk-count output")).to_have_text(str(left))
    with page.expect_navigation():
        page.keyboard.press("e")
    expect(page.locator("toast-stack, #toasts").first).to_contain_text("Undo")
    expect(page.locator(".row")).to_have_count(0)
    press(page, "z")
    expect(page.locator(".row")).to_have_count(left)
    page.close()

    slow = [one for one in clocked.took if one[0] > SLOW]
    longest = max(clocked.took)
    print(
        f"Size of a shift: {MANY} conversations triaged, {ANSWERED} answered, {MERGED} merged into {MERGED // 2}, "
        f"{PUT_OFF} put off, {left} closed and opened again; {len(clocked.took)} requests, {len(slow)} over 1 s, "
        f"the longest {longest[0]:.0f} ms"
    )


def test_two_agents_at_one_conversation_are_warned(
    desk: Running, leads: BrowserContext, agents: BrowserContext, complaints: list[str]
) -> None:
    send(desk, "Collis Larkspur", "Two hands", "Which lamp fits the Lark 2?")
    mine, theirs = watched(leads, complaints), watched(agents, complaints)
    mine.goto(f"{desk.url}/pile/")
    wait_for(lambda: found(mine, "from:collis@browser.example") == 1, pause=0.5)
    open_row(mine)
    theirs.goto(mine.url)
    press(theirs, "r")
    theirs.keyboard.type("The bright one")
    expect(mine.locator("who-is-here .here-writing")).to_contain_text("Orla is writing")

    press(mine, "r")
    mine.keyboard.type("The small one.")
    theirs.keyboard.type(" fits.")
    theirs.keyboard.press("Control+Enter")
    expect(theirs.locator(".message", has_text="The bright one fits.")).to_be_visible()
    expect(mine.locator(".message", has_text="The bright one fits.")).to_be_visible()
    mine.keyboard.press("Control+Enter")
    expect(mine.locator(".newer")).to_contain_text("wrote while you were writing")
    expect(mine.locator(".newer")).to_contain_text("The bright one fits.")
    expect(mine.locator(".message", has_text="The small one.")).to_have_count(0)
    expect(mine.locator(".writing[contenteditable]")).to_have_text("The small one.")
    mine.close()
    theirs.close()
