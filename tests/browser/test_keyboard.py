"""A queue worked with keys alone, and what must not be disturbed while hands are at work."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk import focus, send, wait_for_scripts, watched
from tests.config.running import Running
from tests.patience import wait_for
from tests.web.browsing import MILLISECONDS

pytestmark = [pytest.mark.browser, pytest.mark.lab]


@pytest.fixture
def page(leads: BrowserContext) -> Iterator[Page]:
    complaints: list[str] = []
    made = watched(leads, complaints)
    yield made
    made.close()
    assert complaints == []


def newcomer(desk: Running, page: Page, name: str, subject: str = "A question about lights") -> None:
    """Somebody writes, and is opened on the page."""
    send(desk, name, subject, "Hello,\n\nwhich lamp fits the Lark 2?\n\n" + "More words.\n\n" * 12 + name)
    page.goto(f"{desk.url}/unassigned/")
    page.locator(".row", has_text=name).locator(".row-link").click()
    expect(page.get_by_role("heading", name=subject)).to_be_visible()


def press(page: Page, *keys: str) -> None:
    wait_for_scripts(page)
    for key in keys:
        page.keyboard.press(key)


def test_a_queue_is_worked_with_keys_alone(desk: Running, page: Page) -> None:
    for name in ("Ines Alvarez", "Ola Nordby"):
        send(desk, name, f"Question of {name}", "Which lamp fits the Lark 2?")
    page.goto(f"{desk.url}/unassigned/")
    expect(page.locator(".row", has_text="Ola Nordby")).to_be_visible()

    press(page, "j")
    expect(page.locator(".row-link").first).to_be_focused()
    press(page, "j", "k", "k")
    expect(page.locator(".row-link").first).to_be_focused()
    page.locator(".row", has_text="Ines Alvarez").locator(".row-link").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Question of Ines Alvarez")).to_be_visible()
    expect(page.get_by_role("region", name="Messages")).to_be_focused()

    press(page, "i")
    expect(page.locator(".conversation-head")).not_to_contain_text("Take it")
    assert focus(page) == "owner"

    press(page, "r")
    page.keyboard.type("The bright one.")
    press(page, "Control+Enter")
    sent = page.locator(".message", has_text="The bright one.")
    expect(sent).to_be_focused()
    expect(sent).to_be_in_viewport()

    press(page, "n")
    page.keyboard.type("She rides at night.")
    press(page, "Control+Enter")
    expect(page.locator(".message[data-kind=note]", has_text="She rides at night.")).to_be_focused()

    press(page, "a")
    expect(page.locator(".conversation-head .menu-item[name=agent][aria-current]")).to_be_focused()
    press(page, "Home")
    chosen = page.evaluate("document.activeElement.innerText.trim().split(/\\s+/).slice(-2)[0]")
    press(page, "Enter")
    expect(page.locator(".conversation-head summary[data-key=a]")).to_contain_text(chosen)
    assert focus(page) == "owner"

    press(page, "e")
    expect(page.get_by_role("button", name="Open again")).to_be_focused()
    press(page, "u")
    assert "row-link" in focus(page)
    press(page, "g", "i")
    page.wait_for_url("**/pile/")
    expect(page.locator(".row-link").first).to_be_focused()
    press(page, "g", "u")
    page.wait_for_url("**/recoveries/")
    expect(page.locator(".card-title").first).to_be_focused()
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    assert page.url.endswith("/recoveries/")


def test_a_letter_jumps_in_the_menu_and_escape_gives_the_focus_back(desk: Running, page: Page) -> None:
    newcomer(desk, page, "Per Holm")
    press(page, "a")
    expect(page.locator(".conversation-head .menu-item:focus")).to_have_count(1)
    press(page, "o")
    expect(page.locator(".conversation-head .menu-item:focus")).to_contain_text("Orla")
    here = page.url
    press(page, "Escape")
    expect(page.locator(".conversation-head summary[data-key=a]")).to_be_focused()
    assert page.url == here


def test_escape_ends_writing_and_keys_are_keys_again(desk: Running, page: Page) -> None:
    newcomer(desk, page, "Rut Vik")
    press(page, "r")
    page.keyboard.type("je")
    press(page, "Escape")
    expect(page.get_by_role("region", name="Messages")).to_be_focused()
    press(page, "k")
    assert "row-link" in focus(page)
    expect(page.get_by_role("textbox", name="Your message")).to_have_text("je")


def test_a_draft_of_a_note_comes_back_as_a_note(desk: Running, page: Page) -> None:
    newcomer(desk, page, "Dag Moe")
    press(page, "n")
    page.keyboard.type("Between us: he is right.")
    page.reload()
    expect(page.get_by_role("textbox", name="Your message")).to_have_text("Between us: he is right.")
    expect(page.get_by_role("button", name="Add note")).to_be_visible()


def test_a_new_message_leaves_the_reader_and_the_words_alone(desk: Running, page: Page, leads: BrowserContext) -> None:
    newcomer(desk, page, "Liv Dahl")
    page.get_by_text("Mail as it was sent").or_(page.locator(".message .message-body")).first.wait_for()
    other = leads.new_page()
    for text in ("First note", "Second note"):
        add_note(other, page.url, text + "\n\n" + "and more of it.\n\n" * 15)
    expect(page.locator(".message")).to_have_count(3)
    press(page, "r")
    page.keyboard.type("Half a thought")
    page.locator(".thread-scroll").evaluate("pane => { pane.scrollTop = -pane.scrollHeight }")
    press(page, "Control+a")
    top = "document.querySelector('.message').getBoundingClientRect().top"
    before = page.evaluate(top)
    add_note(other, page.url, "Third note")
    expect(page.locator(".message")).to_have_count(4)
    assert abs(page.evaluate(top) - before) <= 1
    editor = page.get_by_role("textbox", name="Your message")
    expect(editor).to_be_focused()
    expect(editor).to_have_text("Half a thought")
    assert page.evaluate("getSelection().toString()") == "Half a thought"
    other.close()


def add_note(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.get_by_label("Note").check()
    page.locator("reply-box [contenteditable]").fill(text)
    page.get_by_role("button", name="Add note").click()
    page.locator(".message[data-kind=note]").last.wait_for()


def test_an_open_menu_stays_open_while_the_conversation_changes(
    desk: Running, page: Page, leads: BrowserContext
) -> None:
    newcomer(desk, page, "Eva Berg")
    press(page, "a", "ArrowDown")
    expect(page.locator(".menu-item:focus")).to_have_count(1)
    held = page.evaluate("document.activeElement.innerText")
    other = leads.new_page()
    add_note(other, page.url, "Meanwhile")
    expect(page.locator(".message")).to_have_count(2)
    expect(page.locator(".conversation-head details:has(> summary[data-key=a])")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.innerText") == held
    other.close()


def test_a_new_row_takes_neither_focus_nor_place(desk: Running, page: Page) -> None:
    page.goto(f"{desk.url}/pile/")
    press(page, *"jjjjjjjjjj")
    held = page.evaluate("document.activeElement.getAttribute('href')")
    top = "document.activeElement.getBoundingClientRect().top"
    before = page.evaluate(top)
    count = page.locator(".row").count()
    send(desk, "Ulf Rask", "Complaint", "This is unacceptable. I want to make a formal complaint about the repair.")
    expect(page.locator(".row")).to_have_count(count + 1)
    assert page.evaluate("document.activeElement.getAttribute('href')") == held
    assert abs(page.evaluate(top) - before) <= 1
    expect(page.locator("#list-count")).to_have_text(str(count + 1))


def test_marking_all_read_keeps_the_focus_in_the_menu(desk: Running, page: Page) -> None:
    page.goto(f"{desk.url}/pile/")
    page.locator("alert-bell summary").focus()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Mark all read")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Mark all read")).to_have_count(0)
    assert page.evaluate("!!document.activeElement.closest('alert-bell')")
    focus(page)


def test_a_lost_server_is_told_and_what_was_missed_comes_without_a_reload(desk: Running, page: Page) -> None:
    page.goto(f"{desk.url}/pile/")
    page.evaluate("window.sameAsBefore = true")
    hint = page.get_by_text("Offline. Changes will appear")
    wait_for(lambda: down(desk) and hint.is_visible())
    send(desk, "Nils Aas", "Written meanwhile", "Are you there?")
    wait_for(lambda: answers(desk))
    expect(page.get_by_text("Offline. Changes will appear")).to_be_hidden()
    expect(page.locator(".row", has_text="Nils Aas")).to_be_visible()
    assert page.evaluate("window.sameAsBefore")


def down(desk: Running) -> bool:
    """The web process is ended again each time it is back before anybody was told: a quick machine needs that."""
    with suppress(StopIteration, psutil.NoSuchProcess):
        desk.part("web").terminate()
    time.sleep(0.5)
    return True


def answers(desk: Running) -> bool:
    try:
        return desk.get("/account/login/").status_code == 200
    except OSError:
        return False
    except Exception as error:  # every way in which a connection can fail while nobody listens
        return not re.search("connect|disconnect|read", repr(error), re.I)


def test_back_shows_the_page_before_as_it_is_now(desk: Running, page: Page) -> None:
    newcomer(desk, page, "Tor Lie", "Where is it?")
    first = page.url
    page.locator(".row-link").nth(1).click()
    expect(page.get_by_role("heading", name="Where is it?", level=1)).to_be_hidden()
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.get_by_role("heading", name="Where is it?", level=1)).to_be_visible()
    press(page, "r")
    expect(page.get_by_role("textbox", name="Your message")).to_be_focused()


def test_plain_forms_do_everything_without_scripts(desk: Running, browser: Browser, leads: BrowserContext) -> None:
    send(desk, "Bo Lund", "No scripts here", "Does it work?")
    plain = browser.new_context(
        viewport={"width": 1440, "height": 900}, java_script_enabled=False, storage_state=leads.storage_state()
    )
    page = plain.new_page()
    page.set_default_timeout(MILLISECONDS)

    def arrived() -> bool:
        page.goto(f"{desk.url}/unassigned/")
        return page.locator(".row", has_text="Bo Lund").count() > 0

    wait_for(arrived)
    page.locator(".row", has_text="Bo Lund").locator(".row-link").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    page.get_by_label("Your message").fill("It does.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".message", has_text="It does.")).to_be_visible()
    page.get_by_label("Note").check()
    page.get_by_label("Your message").fill("Told him.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".message[data-kind=note]", has_text="Told him.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    plain.close()
