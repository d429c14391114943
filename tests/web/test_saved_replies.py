"""Choosing a saved reply in a real browser, with keys alone."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from rapport.web.styleguide import example
from tests.web.browsing import Open
from tests.web.prototype import shown
from tests.web.test_elements import part, posts, writing

pytestmark = pytest.mark.browser
CHOICES = [
    {"id": 1, "name": "Ask for the order", "text": "Which order", "does": "", "url": "/saved/1/"},
    {"id": 2, "name": "Refund", "text": "Your money is on its way", "does": "marks it done", "url": "/saved/2/"},
    {"id": 3, "name": "Öl <b>", "text": "Oil for chains", "does": "", "url": "/saved/3/"},
]
ASKED = "Which order, {{order.number}}?"
WORDS: dict[str, dict[str, Any]] = {
    "1": {"html": f"<div>{ASKED}</div>", "text": ASKED, "left": ["{{order.number}}"]},
    "2": {"html": "<div>Your <b>money</b></div><div>is on its way.</div>", "text": "Your money\nis on its way."},
    "3": {"html": "<div>Oil<img src=x onerror=alert(1)></div>", "text": "Oil"},
}


def answer_saved(route: Route) -> None:
    number = urlsplit(route.request.url).path.removeprefix("/saved/").strip("/")
    body = {"id": int(number), "name": "", "left": [], **WORDS[number]} if number else {"choices": CHOICES}
    route.fulfill(body=json.dumps(body), content_type="application/json")


def with_saved(page: Page) -> None:
    composer = {**example.COMPOSER, "saved_url": "/saved/", "saved_page": "/settings/saved-replies/"}
    body = shown("conversation", composer=composer)
    page.route("**/conversation.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.route("**/saved/**", answer_saved)


@pytest.fixture
def page(opened: Open) -> Page:
    found: Page = opened(before=with_saved)
    return found


def words(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your message")


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Find a saved reply")


def test_a_stroke_opens_the_list_and_keys_choose_what_is_sent(page: Page) -> None:
    sent = posts(page)
    writing(page)
    page.keyboard.type("/")
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    marked = page.get_by_role("option", selected=True)
    expect(marked).to_contain_text("Refund")
    expect(marked).to_contain_text("Sending also marks it done")
    assert field(page).get_attribute("aria-activedescendant") == marked.get_attribute("id")
    assert field(page).get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    page.keyboard.press("Enter")
    expect(words(page)).to_be_focused()
    expect(field(page)).to_be_hidden()
    expect(page.locator(".saved-chosen")).to_contain_text("Sending also marks it done")
    page.keyboard.type(" Bye.")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert part(sent[-1], "text").replace("\r", "") == "Your money\nis on its way. Bye."
    assert "<b>money</b>" in part(sent[-1], "html")
    assert part(sent[-1], "saved_reply") == "2"


def test_typing_filters_without_accents_and_nothing_is_said_to_fit(page: Page) -> None:
    writing(page)
    page.keyboard.press("Control+m")
    page.keyboard.type("ol")
    expect(page.get_by_role("option")).to_have_text(["Öl <b>Oil for chains"])
    page.keyboard.press("Enter")
    expect(words(page)).to_have_text("Oil")
    assert page.locator(".writing[contenteditable] img").count() == 0
    page.keyboard.press("Control+m")
    page.keyboard.type("xyz")
    expect(page.get_by_text("No saved reply has this in it.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()


def test_what_is_left_in_braces_is_selected_and_pointed_out_until_it_is_filled_in(page: Page) -> None:
    writing(page)
    page.keyboard.type("/ask")
    page.keyboard.press("Enter")
    expect(page.locator(".saved-left")).to_have_text("Still to be filled in: {{order.number}}")
    page.keyboard.type("4711")
    expect(words(page)).to_have_text("Which order, 4711?")
    expect(page.locator(".saved-left")).to_be_hidden()


def test_undo_takes_it_back_with_what_it_would_have_done(page: Page) -> None:
    writing(page)
    page.keyboard.type("/ref")
    page.keyboard.press("Enter")
    expect(page.locator(".saved-chosen")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(words(page)).to_have_text("")
    expect(page.locator(".saved-chosen")).to_be_hidden()
    assert page.locator("[name=saved_reply]").input_value() == ""
    page.keyboard.press("Control+Shift+z")
    expect(words(page)).to_contain_text("is on its way.")


def test_what_it_does_can_be_left_out(page: Page) -> None:
    writing(page)
    page.keyboard.type("/ref")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Without that").click()
    expect(page.locator(".saved-chosen")).to_be_hidden()
    assert page.locator("[name=saved_reply]").input_value() == ""
    expect(words(page)).to_contain_text("is on its way.")


def test_escape_puts_back_what_was_typed_and_backspace_nothing(page: Page) -> None:
    writing(page)
    page.keyboard.type("/etc")
    page.keyboard.press("Escape")
    expect(words(page)).to_be_focused()
    expect(words(page)).to_have_text("/etc")
    page.keyboard.type(" a/b")
    expect(field(page)).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    page.keyboard.press("Backspace")
    page.keyboard.type("c")
    page.keyboard.press("Control+m")
    page.keyboard.press("Escape")
    expect(words(page)).to_have_text("/etc a/bc")


def test_a_stroke_after_bold_words_opens_nothing(page: Page) -> None:
    writing(page)
    page.keyboard.press("Control+b")
    page.keyboard.type("and")
    page.keyboard.press("Control+b")
    page.keyboard.type("or")
    page.evaluate("""() => {
      const part = [...document.activeElement.querySelectorAll("b")].pop().nextSibling;
      getSelection().collapse(part, part.data.indexOf("or"));
    }""")
    page.keyboard.type("/")
    expect(words(page)).to_have_text("and/or")


def test_enter_before_the_list_came_chooses_when_it_comes(opened: Open) -> None:
    held: list[Route] = []

    def slowly(page: Page) -> None:
        with_saved(page)
        page.route("**/saved/", lambda route: held.append(route))

    page = opened(before=slowly)
    writing(page)
    page.keyboard.type("/ref")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    answer_saved(held[0])
    expect(words(page)).to_contain_text("is on its way.")


def test_a_list_that_cannot_be_fetched_is_told_and_tried_again(opened: Open, complaints: list[str]) -> None:
    def broken(page: Page) -> None:
        with_saved(page)
        page.route("**/saved/", lambda route: route.fulfill(status=500))

    page = opened(before=broken)
    writing(page)
    page.keyboard.press("Control+m")
    expect(page.get_by_text("The saved replies could not be fetched.")).to_be_visible()
    page.keyboard.press("Escape")
    page.unroute("**/saved/")
    page.keyboard.press("Control+m")
    expect(page.get_by_role("option")).to_have_count(3)
    complaints.clear()


def test_without_the_editor_it_goes_into_the_plain_field(opened: Open, complaints: list[str]) -> None:
    def plain(page: Page) -> None:
        with_saved(page)
        page.route("**/squire.mjs", lambda route: route.fulfill(status=404))

    page = opened(before=plain)
    page.keyboard.press("r")
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    page.keyboard.type("/ref")
    page.keyboard.press("Enter")
    expect(page.locator("textarea.writing")).to_have_value("Hello\nYour money\nis on its way.")
    page.keyboard.press("Control+z")
    expect(page.locator("textarea.writing")).not_to_have_value("Hello\nYour money\nis on its way.")
    complaints.clear()


def test_a_note_does_nothing_besides(page: Page) -> None:
    writing(page)
    page.keyboard.type("/ref")
    page.keyboard.press("Enter")
    expect(page.locator(".saved-chosen")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator(".saved-chosen")).to_be_hidden()


def test_the_button_and_the_table_of_keys_know_it(page: Page) -> None:
    page.get_by_role("button", name="Saved reply").click()
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("A saved reply, also with /")
