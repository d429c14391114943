"""From the page of settings to a sent reply, with keys alone, on a running desk."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desk import send, wait_for_scripts, watched
from tests.config.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.lab]
NAME = "Lamp for the Lark"
WORDS = ",\n\nthe bright one fits, order {{order.number}}."


@pytest.fixture
def page(leads: BrowserContext) -> Iterator[Page]:
    complaints: list[str] = []
    made = watched(leads, complaints)
    yield made
    made.close()
    assert complaints == []


def test_words_are_saved_chosen_sent_and_counted(desk: Running, page: Page) -> None:
    page.goto(f"{desk.url}/settings/saved-replies/new/")
    page.get_by_label("Name").fill(NAME)
    page.locator(".rich-words .writing[contenteditable]").focus()
    page.keyboard.type("Hello ")
    page.locator(".filling summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".filling [data-put]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(WORDS)
    page.locator(".rich-words .formatting summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="List", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#id_words")).to_have_value(re.compile("^<div>Hello {{customer.first_name}},</div>"))
    expect(page.locator("#saved-preview")).to_contain_text("Hello Nora,")
    expect(page.locator("#saved-preview")).to_contain_text("{{order.number}} means nothing here")
    page.get_by_label("Status").select_option("done")
    page.get_by_label("Tags").fill("Lamps")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".saved-row", has_text=NAME)).to_contain_text("not used yet")

    send(desk, "Siv Ek", "Which lamp?", "Which lamp fits the Lark 2?")
    page.goto(f"{desk.url}/unassigned/")
    page.locator(".row", has_text="Siv Ek").locator(".row-link").click()
    expect(page.get_by_role("heading", name="Which lamp?")).to_be_visible()
    wait_for_scripts(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("saved")
    expect(page.locator("#palette-actions [role=option]").first).to_contain_text("Saved reply")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Find a saved reply")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".writing[contenteditable]")).to_be_focused()
    page.keyboard.type("/lamp")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Sending also marks it done, adds the tag Lamps")
    page.keyboard.press("Enter")
    expect(page.locator(".saved-left")).to_contain_text("{{order.number}}")
    page.keyboard.type("4711")
    expect(page.locator(".saved-left")).to_be_hidden()
    expect(page.locator(".saved-chosen")).to_contain_text("marks it done, adds the tag Lamps")
    expect(page.locator(".draft-state")).to_have_text("Saved")
    foot, send_it = page.locator(".composer-foot").bounding_box(), page.get_by_role("button", name="Send", exact=True)
    assert foot is not None
    assert foot["height"] < 2 * (send_it.bounding_box() or foot)["height"], "the tools stand in more than one row"
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message", has_text="Hello Siv,")).to_contain_text("the bright one fits, order 4711.")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    expect(page.locator(".conversation-head")).to_contain_text("Lamps")

    page.goto(f"{desk.url}/settings/saved-replies/")
    expect(page.locator(".saved-row", has_text=NAME)).to_contain_text("used once")
