"""The custom elements in a real browser, under the product's content security policy."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from rapport.web.styleguide import example
from tests.web.browsing import HOST, MILLISECONDS, Open, answer
from tests.web.prototype import WIDTHS, screens, shown

pytestmark = pytest.mark.browser


def posts(page: Page) -> list[Request]:
    """Requests that write, as they leave; every one is answered with nothing so that the page stays."""
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if request.method == "POST" else None)
    return seen


def writing(page: Page) -> None:
    """The reply box has the focus, and the editor has come."""
    page.keyboard.press("r")
    expect(page.locator(".writing[contenteditable]")).to_be_focused()


def part(request: Request, name: str) -> str:
    """One field of a multipart form."""
    found = re.search(rf'name="{name}"\r\n\r\n(.*?)\r\n--', request.post_data or "", re.S)
    return found[1] if found else ""


@pytest.mark.parametrize("name", [name for name in screens() if name != "live"])
def test_a_screen_fits_every_width_and_breaks_no_policy(opened: Open, name: str) -> None:
    page = opened(name)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_desk_shows_as_many_panes_as_fit(opened: Open) -> None:
    page = opened()
    for width, panes in [(1440, 3), (1200, 3), (1199, 2), (800, 2), (799, 1), (390, 1)]:
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [page.locator(name).bounding_box() for name in (".sidebar", ".pane-list", ".pane-main")]
        assert sum(box is not None and box["width"] > 150 for box in boxes) == panes, f"at {width} px"


def test_a_section_of_the_sidebar_without_entries_takes_no_place(opened: Open) -> None:
    section = opened("pile").locator(".sidebar section").nth(1)
    expect(section).to_be_visible()
    section.locator("ul").evaluate("list => list.replaceChildren()")
    expect(section).to_be_hidden()


def test_a_conversation_opens_at_its_newest_message(opened: Open) -> None:
    expect(opened().locator("#message-303")).to_be_in_viewport()


def test_a_due_clock_ticks_until_it_is_late(opened: Open) -> None:
    page = opened(before=lambda page: page.clock.install(time=example.ago(seconds=30)))
    clock = page.locator(".conversation-head .due")
    expect(clock).to_have_text("in 25 min")
    page.clock.fast_forward("27:00")
    expect(clock).to_have_text("1 min late")
    expect(clock).to_have_attribute("data-state", "late")


def test_a_moment_is_told_in_the_readers_time_zone(opened: Open) -> None:
    page = opened(before=lambda page: page.clock.install(time=example.NOW))
    title = page.locator("#message-303 local-time").get_attribute("title") or ""
    hour = page.evaluate(
        "moment => new Date(moment).toLocaleTimeString('en', {timeStyle: 'short'})", example.ago(minutes=4).isoformat()
    )
    assert title.endswith(hour)


def test_j_and_k_walk_through_the_rows(opened: Open) -> None:
    page = opened("pile")
    page.keyboard.press("j")
    expect(page.locator(".row-link").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator(".row-link").nth(0)).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "pressed"), [(["e"], "Done"), (["i"], "Assign"), (["g", "i"], "Pile"), (["Escape"], "")]
)
def test_a_key_presses_the_button_that_carries_it(opened: Open, keys: list[str], pressed: str) -> None:
    page = opened()
    page.evaluate(
        "document.addEventListener('click', event => { event.preventDefault();"
        " window.pressed = event.target.closest('[data-key]')?.innerText ?? '' })"
    )
    for key in keys:
        page.keyboard.press(key)
    assert pressed in (page.evaluate("window.pressed") or "")


def test_keys_are_letters_while_writing_and_escape_ends_it(opened: Open) -> None:
    page = opened()
    page.keyboard.press("r")
    editor = page.get_by_role("textbox", name="Your message")
    expect(editor).to_be_focused()
    page.keyboard.type("jeez?")
    expect(editor).to_have_text("jeez?")
    page.keyboard.press("Escape")
    expect(editor).not_to_be_focused()


def test_single_keys_can_be_switched_off(opened: Open) -> None:
    page = opened("pile")
    page.locator("key-map").evaluate("map => map.setAttribute('off', '')")
    page.keyboard.press("j")
    expect(page.locator(".row-link").nth(1)).not_to_be_focused()


def test_a_question_mark_shows_the_keys_and_escape_hides_them(opened: Open) -> None:
    page = opened()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_a_reply_is_posted_once_as_html_and_as_words(opened: Open) -> None:
    page = opened()
    sent = posts(page)
    writing(page)
    page.keyboard.type("I am ")
    page.keyboard.press("Control+b")
    page.keyboard.type("sorry")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert len(sent) == 1
    assert part(sent[0], "html").replace("&nbsp;", " ") == "<div>I am <b>sorry</b></div>"
    assert part(sent[0], "text") == "I am sorry"
    assert part(sent[0], "kind") == "reply"
    assert part(sent[0], "then") == "send"


def test_shift_sends_and_marks_done(opened: Open) -> None:
    page = opened()
    sent = posts(page)
    page.keyboard.press("r")
    page.keyboard.type("Done.")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_timeout(200)
    assert part(sent[0], "then") == "done"


def test_an_empty_reply_does_not_leave(opened: Open) -> None:
    page = opened()
    sent = posts(page)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_timeout(200)
    assert sent == []
    expect(page.get_by_role("textbox", name="Your message")).to_be_focused()


def test_a_note_is_unmistakable(opened: Open) -> None:
    page = opened()
    page.keyboard.press("n")
    expect(page.get_by_text("Internal: the customer does not see it")).to_be_visible()
    expect(page.get_by_role("button", name="Add note")).to_be_visible()
    expect(page.locator(".composer .recipients").last).to_be_hidden()


def test_what_was_written_survives_a_reload_but_not_the_sending(opened: Open) -> None:
    page = opened()
    page.keyboard.press("r")
    page.keyboard.type("Half a thought")
    page.reload()
    editor = page.get_by_role("textbox", name="Your message")
    expect(editor).to_have_text("Half a thought")
    editor.press("Control+Enter")
    page.reload()
    expect(editor).to_have_text("Half a thought")  # the same token: the form came back unsent

    def fresh(route: Route) -> None:
        composer = {**example.COMPOSER, "token": "t-2"}
        route.fulfill(body=shown("conversation", composer=composer), content_type="text/html")

    page.route("**/conversation.html", fresh)
    page.reload()
    expect(editor).to_have_text("")


def test_a_space_typed_before_the_editor_came_stays_where_it_was(opened: Open) -> None:
    held: list[Route] = []
    page = opened(before=lambda page: page.route("**/squire*", lambda route: held.append(route)))
    page.keyboard.press("r")
    expect(page.locator("textarea.writing")).to_be_focused()
    while not held:  # it may have been asked for before the key came
        page.wait_for_timeout(10)
    page.keyboard.type("Half ")
    assert page.locator("textarea.writing").input_value() == "Half "
    with page.expect_response("**/squire*", timeout=MILLISECONDS):
        answer(held[0])
    editor = page.locator(".writing[contenteditable]")
    expect(editor).to_be_focused()
    page.keyboard.type("a thought")
    expect(editor).to_have_text("Half a thought")


def test_pasted_markup_is_cut_down(opened: Open, complaints: list[str]) -> None:
    page = opened()
    writing(page)
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.setData("text/html", '<h1 style="color:red">Hi</h1><p onclick="x()">See <a href="javascript:x()" class="y">'
        + 'x</a><a href="https://a.example/">that</a><img src=x onerror="window.hit=1"><script>window.hit=1</script>');
      const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    }""")
    html = page.get_by_role("textbox", name="Your message").inner_html()
    assert not re.findall(r"style|onclick|onerror|javascript:|<img|<script|class=|<h1", html)
    assert 'href="https://a.example/"' in html
    assert page.evaluate("window.hit") is None
    # The cleaner's own inert document tells what the policy forbids in what was pasted; nothing else may be said.
    complaints[:] = [text for text in complaints if "The action has been blocked" not in text]


def test_keys_pressed_before_the_editor_came_are_in_it(opened: Open) -> None:
    held: list[Route] = []
    page = opened(before=lambda page: page.route("**/squire.mjs", lambda route: held.append(route)))
    page.keyboard.press("r")
    page.keyboard.type("First words")
    expect(page.locator("textarea.writing")).to_be_focused()
    answer(held[0])
    expect(page.locator(".writing[contenteditable]")).to_be_focused()
    page.keyboard.type(" and more")
    expect(page.get_by_role("textbox", name="Your message")).to_have_text("First words and more")


def test_without_the_editor_the_plain_field_does_its_work(opened: Open, complaints: list[str]) -> None:
    page = opened(before=lambda page: page.route("**/squire.mjs", lambda route: route.fulfill(status=404)))
    with page.expect_console_message(lambda said: "could not be fetched" in said.text, timeout=MILLISECONDS):
        page.keyboard.press("r")
    page.keyboard.type("Plain")
    with page.expect_request(lambda one: one.method == "POST", timeout=MILLISECONDS) as sent:
        page.keyboard.press("Control+Enter")
    assert part(sent.value, "html") == "<div>Plain</div>"
    complaints.clear()


MERGES = [
    ("<p>a</p><p>b</p>", "<p>a</p><p>b</p><p>mine</p>", "<p>theirs</p><p>a</p><p>b</p>", "theirs a b mine", False),
    ("<p>a</p>", "<p>a</p>", "<p>a</p><p>b</p>", "a b", False),
    ("<p>a</p>", "<p>b</p>", "<p>b</p>", "b", False),
    ("<p>a</p><p>b</p>", "<p>a</p>", "<p>a</p><p>b</p><p>c</p>", "a", True),
    ("<p>a</p>", "<p>a1</p>", "<p>a2</p>", "a1", True),
    ("", "<p>one</p>", "<p>two</p>", "one", True),
]


@pytest.mark.parametrize(("base", "mine", "theirs", "words", "clash"), MERGES)
def test_two_tabs_words_become_one(opened: Open, base: str, mine: str, theirs: str, words: str, clash: bool) -> None:
    page = opened()
    source = page.evaluate("[...document.scripts].find(one => one.src.includes('reply-box')).src")
    united = page.evaluate(
        "async ([source, ...three]) => (await import(source.replace('reply-box', 'merge-words'))).merge(...three)",
        [source, base, mine, theirs],
    )
    assert re.findall(r"<p>(.*?)</p>", united["html"]) == words.split()
    assert united["clash"] == clash


def test_chosen_files_are_named(opened: Open) -> None:
    page = opened()
    files: Any = [{"name": "<b>bill.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}]
    page.locator("input[name=attached]").set_input_files(files)
    expect(page.locator(".composer .attachment")).to_have_text("<b>bill.pdf")


def test_a_reply_works_without_scripts(browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.route("**/*", answer)
    page.goto(f"{HOST}/conversation.html")
    sent = posts(page)
    expect(page.get_by_role("button", name="Bold")).to_be_hidden()
    page.get_by_label("Your message").fill("Plain and good")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_timeout(200)
    page.close()
    assert part(sent[0], "text") == "Plain and good"


def test_a_customer_who_wants_a_call_is_asked_for_the_number(opened: Open) -> None:
    page = opened("landing")
    expect(page.get_by_label("Your number")).to_be_hidden()
    page.get_by_label("Please call me").check()
    expect(page.get_by_label("Your number")).to_be_visible()
