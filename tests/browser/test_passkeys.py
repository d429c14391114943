"""A passkey is made and signs in, with Chromium's own authenticator in place of a finger."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.config.running import Running, command
from tests.web.browsing import MILLISECONDS

pytestmark = [pytest.mark.browser, pytest.mark.lab]
WHO = "maeve@spokeandsaddle.example"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    made.set_default_timeout(MILLISECONDS)
    yield made
    made.close()


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    chromium = context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    chromium.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    return page


def test_a_passkey_is_made_and_signs_in_alone(desk: Running, context: BrowserContext) -> None:
    here = desk.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    page = with_authenticator(context)
    link = command("login", WHO, "--data", str(desk.data)).stdout.strip().replace("127.0.0.1", "localhost")
    page.goto(link)
    with page.expect_navigation():  # else the next page may be asked for while this one still leads elsewhere
        page.get_by_role("button", name=re.compile("Sign in as")).click()

    page.goto(f"{here}/you/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label(re.compile("Name")).fill("My finger")
    alone = page.get_by_role("checkbox")
    alone.check()
    with page.expect_navigation():
        page.locator("pass-key button").click()
    page.goto(f"{here}/you/security/")
    expect(page.get_by_text("My finger").first).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{here}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{here}/")
    page.goto(f"{here}/you/security/")
    expect(page.get_by_text("not used yet")).to_have_count(0)
