"""A running desk, people signed in to it, and what a person sees of where the focus is."""

import re
import smtplib
from email.message import EmailMessage
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page

from tests.config.running import Running
from tests.web.browsing import MILLISECONDS

INBOX = "help@spokeandsaddle.example"
# htmx says these of a question that the next page cut off.
EXPECTED = re.compile(r"ERR_|EventSource|Failed to load resource|htmx:(sendError|sendAbort|afterRequest)")


def links_of(desk: Running) -> tuple[str, str]:
    """The agent's and the lead's."""
    agent, lead = re.findall(r"http\S+/sign-in/\S+", desk.said)[:2]
    return agent, lead


def signed_in(browser: Browser, link: str, **options: object) -> BrowserContext:
    """Signed in; what is sent leaves at once."""
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))  # type: ignore[arg-type]
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    page.wait_for_url("**/pile/")
    page.goto(f"{urljoin(page.url, '/settings/writing/')}")
    page.get_by_label("Undo").fill("0")
    with page.expect_navigation():  # a page that is closed on its way elsewhere may never tell that it is closed
        page.get_by_role("button", name="Save").first.click()
    page.close()
    return context


def watched(context: BrowserContext, complaints: list[str]) -> Page:
    """A page whose scripts may not complain; a lost connection is no complaint."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: complaints.append(line.text) if line.type == "error" and not EXPECTED.search(line.text) else None,
    )
    return page


def send(desk: Running, name: str, subject: str, text: str) -> None:
    mail = EmailMessage()
    address = f"{name.split()[0].lower()}@browser.example"
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", INBOX, subject
    mail["Message-ID"] = f"<{name.replace(' ', '-')}-{abs(hash(subject))}@browser.example>"
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", desk.smtp) as server:
        server.send_message(mail)


def wait_for_scripts(page: Page) -> None:
    """A page is seen before its scripts listen, and before they gave the focus to where it belongs."""
    page.locator("key-map:defined").wait_for(state="attached")


FOCUS = """() => {
  const part = document.activeElement;
  if (part === document.body) return { name: "nothing", seen: false };
  const shown = part.matches("input[type=radio]") ? part.closest("label") : part;
  const { top, bottom, left, right } = shown.getBoundingClientRect();
  const seen = bottom > top && right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const name = part.id || part.dataset.focus || part.dataset.key || part.className || part.tagName;
  return { name, seen };
}"""


def focus(page: Page) -> str:
    """What holds the focus, by id or key or class. It must be on the screen, and it must be something."""
    wait_for_scripts(page)
    found = page.evaluate(FOCUS)
    assert found["seen"], f"the focus is lost: {found['name']}"
    return str(found["name"])
