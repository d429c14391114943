"""The page behind the faces in a real Chromium, against a real server."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rapport.feedback.models import Rating, RatingInvite, Vote
from rapport.platform import clock
from rapport.surveys import queries as surveys
from rapport.surveys.models import Answer, Asking
from tests import cast
from tests.learning.making import reason
from tests.patience import PATIENCE
from tests.portal import test_why_page as why
from tests.portal.links import face, invited, page
from tests.surveys.making import asked
from tests.web.browsing import quick
from tests.web.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DWELL = 1.5


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright keeps an event loop on this thread, in which Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        found = quick(play)
        yield found
        found.close()


@pytest.fixture
def server(browser: Browser, transactional_db: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    shown = context.new_page()
    complaints: list[str] = []
    shown.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    yield shown
    context.close()
    assert complaints == []


def soon(found: Callable[[], Any]) -> Any:
    """What turns up in time."""
    deadline = time.monotonic() + PATIENCE
    while not (value := found()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


def rating_of(invite: RatingInvite) -> Rating | None:
    return Rating.objects.filter(invite=invite).first()


def state_of(invite: RatingInvite) -> str:
    found = rating_of(invite)
    return found.state if found else ""


def test_one_click_and_a_page_closed_after_two_seconds_is_a_vote(browser: Browser, server: str) -> None:
    invites = [invited((f"Person {n}", f"p{n}@customer.example")) for n in range(4)]
    tabs = [browser.new_page() for _ in invites]
    for number, (shown, invite) in enumerate(zip(tabs, invites, strict=True)):
        shown.goto(f"{server}{face(invite, 1 + number % 4)}", wait_until="load")
    tabs[-1].wait_for_timeout(2000)
    for shown in tabs:
        shown.close()
    for number, invite in enumerate(invites):
        assert soon(lambda invite=invite: state_of(invite)) == "probable"  # type: ignore[misc]
        assert Rating.objects.get(invite=invite).score == 1 + number % 4


def test_the_first_touch_confirms_at_once(tab: Page, server: str) -> None:
    invite = invited()
    tab.goto(f"{server}{face(invite, 1)}")
    tab.mouse.move(30, 30)
    tab.mouse.move(60, 60)
    expect(tab.get_by_text("Thank you, noted.")).to_be_visible()
    assert state_of(invite) == "confirmed"
    tab.wait_for_timeout(2000)
    assert Vote.objects.count() == 1


def test_another_face_on_the_page_changes_the_vote(tab: Page, server: str) -> None:
    invite = invited()
    tab.goto(f"{server}{face(invite, 1)}")
    tab.keyboard.press("Shift")
    assert soon(lambda: state_of(invite)) == "confirmed"
    tab.get_by_role("group", name="Another face?").get_by_text("Great").click()
    expect(tab.get_by_role("heading")).to_have_text("You chose “Great”")
    assert soon(lambda: Vote.objects.count() == 2)
    found = Rating.objects.get(invite=invite)
    assert (found.score, found.state) == (4, "confirmed")


def test_chips_count_as_they_are_touched_and_words_when_they_are_sent(tab: Page, server: str) -> None:
    invite = invited()
    tab.goto(f"{server}{face(invite, 2)}")
    tab.get_by_role("group", name="Did you feel heard?").get_by_text("No").click()
    assert soon(lambda: (found := rating_of(invite)) and found.chips) == {"heard": False}
    tab.get_by_label("Anything you want to say?").fill("Nobody asked which gear.")
    assert Rating.objects.get().comment == ""
    tab.get_by_label("Please call me").check()
    tab.get_by_label("Your number").fill("030 1234")
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_role("heading", name="Thank you, noted")).to_be_visible()
    expect(tab.get_by_text("030 1234")).to_be_visible()
    found = Rating.objects.get()
    assert (found.comment, found.call_me, found.phone) == ("Nobody asked which gear.", True, "030 1234")


def test_without_scripts_the_button_sends(browser: Browser, server: str) -> None:
    invite = invited()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    shown = context.new_page()
    shown.goto(f"{server}{face(invite, 1)}")
    shown.wait_for_timeout(1800)
    assert rating_of(invite) is None
    shown.get_by_role("group", name="Did you feel heard?").get_by_text("No").click()
    shown.get_by_role("button", name="Send").click()
    expect(shown.get_by_role("heading", name="Thank you, noted")).to_be_visible()
    expect(shown.get_by_text("A person will write to you by")).to_be_visible()
    assert state_of(invite) == "confirmed"
    assert context.cookies() == []
    context.close()


def test_a_page_nobody_sees_sends_nothing(tab: Page, server: str) -> None:
    invite = invited()
    tab.add_init_script("Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'})")
    tab.goto(f"{server}{face(invite, 1)}")
    tab.wait_for_timeout(2500)
    assert not Vote.objects.exists()


def test_what_a_script_clicks_is_no_touch(tab: Page, server: str) -> None:
    invite = invited()
    tab.goto(f"{server}{face(invite, 1)}")
    tab.evaluate(
        """() => {
          document.querySelector('input[name=level][value="4"]').click();
          document.body.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
          document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, key: 'a'}));
        }"""
    )
    assert soon(lambda: state_of(invite)) == "suspect"
    assert Vote.objects.get().how == "dwell"


def test_a_doubted_answer_asks_for_the_button(tab: Page, server: str) -> None:
    invite = invited()
    tab.goto(f"{server}{face(invite, 4)}")
    tab.goto(f"{server}{face(invite, 1)}")
    tab.keyboard.press("Shift")
    expect(tab.get_by_text("press Send, so that we know a person chose this")).to_be_visible()
    assert state_of(invite) == "suspect"
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_role("heading", name="Thank you, noted")).to_be_visible()
    found = Rating.objects.get(invite=invite)
    assert (found.score, found.state) == (1, "confirmed")


def test_the_page_weighs_under_15_kilobytes_asks_nobody_else_and_keeps_no_cookie(tab: Page, server: str) -> None:
    invite = invited()
    wire = tab.context.new_cdp_session(tab)
    wire.send("Network.enable")
    weights: list[float] = []
    addresses: list[str] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    tab.on("request", lambda request: addresses.append(request.url))
    tab.goto(f"{server}{face(invite, 1)}", wait_until="networkidle")
    print(f"\nSize of the rating page: {sum(weights):.0f} bytes on the wire in {len(weights)} answers")
    assert sum(weights) < 15_000
    assert all(address.startswith(server) for address in addresses)
    assert tab.context.cookies() == []
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0


def test_somebody_signed_in_does_not_vote(browser: Browser, server: str, client: Any, settings: Any) -> None:
    settings.RAPPORT_SMTP_URL = "smtp://mail.example"
    invite = invited()
    client.force_login(cast.ada())
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])
    shown = context.new_page()
    shown.goto(f"{server}{page(invite)}1")
    expect(shown.get_by_role("heading", name="Only the customer can answer")).to_be_visible()
    shown.wait_for_timeout(1800)
    assert not Vote.objects.exists()
    context.close()


def test_a_face_in_the_postbox_opens_in_the_whole_window(tab: Page, server: str, settings: Any, tmp_path: Any) -> None:
    from tests.portal.test_postbox import post

    settings.RAPPORT_DATA = tmp_path
    invite = invited()
    post(tmp_path, html=f'<p>Hello</p><p><a href="{server}{face(invite, 4)}">Great</a></p>')
    tab.goto(f"{server}/postbox/")
    tab.get_by_role("link", name="Re: The chain slips").click()
    tab.frame_locator("iframe.mail-page").get_by_role("link", name="Great").click()
    tab.wait_for_url("**/r/**")
    expect(tab.get_by_role("heading")).to_have_text("You chose “Great”")
    assert soon(lambda: state_of(invite)) in {"confirmed", "probable"}


def test_a_number_in_a_survey_mail_is_an_answer_without_a_second_click(server: str, tab: Page) -> None:
    """R5 on the page of a survey: one click in the mail, then the page says it by itself."""
    asking = asked(at=clock.now())
    Asking.objects.update(delivered_at=clock.now() - timedelta(hours=1))
    tab.goto(f"{server}/s/{surveys.token_of(asking)}/8")
    expect(tab.get_by_text("What would have made it a 10?")).to_be_visible()
    expect(tab.get_by_text("Thank you, noted.")).to_be_visible()
    assert (Answer.objects.get().number, Answer.objects.get().state) == (8, "probable")
    tab.get_by_text("10", exact=True).click()
    expect(tab.get_by_text("What do you like most?")).to_be_visible()
    assert soon(lambda: Answer.objects.filter(number=10, state="confirmed").exists())


def test_a_reason_in_a_campaigns_mail_is_one_click_with_and_without_scripts(
    browser: Browser, tab: Page, server: str
) -> None:
    clicked, pressed = why.asked(2)
    slow, unsolved = reason("Too slow"), reason("Not solved")
    tab.goto(f"{server}{why.page(clicked, slow.pk)}")
    tab.mouse.move(30, 30)
    tab.mouse.move(60, 60)
    expect(tab.get_by_text("Thank you, noted.")).to_be_visible()
    assert why.theirs(clicked) == "Too slow"
    tab.get_by_text("Not solved").click()
    assert soon(lambda: why.theirs(clicked) == "Not solved")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    plain = context.new_page()
    plain.goto(f"{server}{why.page(pressed, unsolved.pk)}")
    plain.wait_for_timeout(1800)
    assert why.theirs(pressed) is None, "looking at the page chooses nothing"
    plain.get_by_text("Too slow").click()
    plain.get_by_label("Anything you want to say?").fill("Three weeks for a chain")
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_text("Your answer: Too slow. A person reads your words and writes back.")).to_be_visible()
    assert why.theirs(pressed) == "Too slow" and context.cookies() == []
    context.close()
