"""The heart of Rapport, played by three people in a real browser against a real `rapport run`."""

import re
import smtplib
from email.message import EmailMessage
from itertools import takewhile
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rapport.platform import db
from tests.config.running import Running
from tests.patience import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.lab]

NAME, ADDRESS = "Wilma Lakeside", "wilma@lakeside.example"
INBOX = "help@spokeandsaddle.example"


def watched(context: BrowserContext, complaints: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    return page


def send(desk: Running, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{NAME} <{ADDRESS}>", INBOX, subject
    mail["Message-ID"] = "<loop-1@lakeside.example>"
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", desk.smtp) as server:
        server.send_message(mail)


def mails_to(desk: Running, address: str) -> list[Path]:
    return [path for path in (desk.data / "postbox").rglob("*.eml") if address in str(path)]


def click_face(customer: Page, desk: Running, subject: str, word: str) -> None:
    """Read the newest mail in the postbox as its recipient would, click a face, and say why."""
    customer.goto(f"{desk.url}/postbox/")
    customer.get_by_role("link", name=re.compile(re.escape(subject))).first.click()
    face = customer.frame_locator("iframe").get_by_role("link", name=word, exact=False).first
    face.click()
    customer.wait_for_url("**/r/**")


def on_the_pile(of: BrowserContext, desk: Running, complaints: list[str]) -> Page:
    page = watched(of, complaints)
    page.goto(f"{desk.url}/pile/")
    return page


def three_days_pass(desk: Running) -> None:
    """Before that nobody is asked again."""
    with psycopg.connect(db.url(desk.data)) as connection:
        connection.execute("UPDATE recovery_step SET done_at = done_at - interval '3 days' WHERE kind = 'fixed'")


def stands_on_top(lead: Page) -> bool:
    rows = lead.locator(".row").all_inner_texts()
    before = list(takewhile(lambda row: NAME not in row, rows))
    return len(before) < len(rows) and all("Unhappy" in row for row in before)


def test_the_loop(desk: Running, browser: Browser, agents: BrowserContext, leads: BrowserContext) -> None:
    complaints: list[str] = []
    agent, lead = on_the_pile(agents, desk, complaints), on_the_pile(leads, desk, complaints)
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    customer = watched(phone, complaints)

    # A mail over SMTP appears on the pile by itself.
    send(desk, "The lamp died on day two", "Hello,\n\nthe new lamp is dark. What now?\n\nWilma")
    row = agent.locator(".row", has_text=NAME)
    expect(row).to_be_visible()

    # The agent answers; the answer lands in the customer's postbox.
    row.locator("a.row-link").click()
    expect(agent.locator(".thread").get_by_text("the new lamp is dark")).to_be_visible()
    agent.locator("reply-box [contenteditable]").fill("Please read the manual.")
    agent.get_by_role("button", name="Send", exact=True).click()
    expect(agent.locator(".thread").get_by_text("Please read the manual.")).to_be_visible()
    expect(agent.locator(".thread .message").last.get_by_text("Sent", exact=True)).to_be_visible()
    wait_for(lambda: len(mails_to(desk, ADDRESS)) == 1)

    # The customer clicks a face and says why; the lead's bell tells it within seconds, without a reload.
    before = lead.locator("alert-bell").get_attribute("unread")
    click_face(customer, desk, "The lamp died on day two", "Bad")
    customer.get_by_role("textbox", name=re.compile("say|comment|better|tell", re.I)).first.fill(
        "I did read it. It is broken."
    )
    customer.get_by_role("button", name=re.compile("send", re.I)).first.click()
    expect(customer.get_by_text(re.compile("thank", re.I)).first).to_be_visible()
    expect(lead.locator("alert-bell")).not_to_have_attribute("unread", before or "0")
    lead.locator("alert-bell summary").click()
    alert = lead.locator("alert-bell .alert", has_text=NAME).first
    expect(alert).to_contain_text("I did read it. It is broken.")
    # Only somebody unhappy who has waited longer for a first word may stand before her.
    wait_for(lambda: stands_on_top(lead))

    # The lead takes it and works it to its end.
    alert.get_by_role("button", name="Take it").click()
    expect(lead.get_by_role("heading", name=f"Win back {NAME}")).to_be_visible()
    lead.get_by_label("What you and the customer said").fill("Called her. She wants a working lamp, not a manual.")
    lead.get_by_role("button", name="Contacted").click()
    lead.get_by_label("1. Responsibility").fill("We sent you to the manual with a broken lamp. That was wrong.")
    lead.get_by_label("3. Regret").fill("I am sorry.")
    lead.get_by_role("button", name="Put these into the letter").click()
    expect(lead.get_by_label("Your apology")).to_have_value(re.compile("broken lamp.*I am sorry", re.S))
    marks = lead.locator("#apology-marks [data-state=done]")
    expect(marks).to_have_count(2)
    lead.get_by_label("Your apology").press_sequentially(" A new lamp is on its way; I will bring it tomorrow.")
    expect(marks).to_have_count(3)
    lead.get_by_role("button", name="Send the apology").click()
    lead.get_by_label("Why it happened").select_option(label="The answer was wrong or did not help")
    lead.get_by_label("What we owe and offer").fill("A lamp that works, tomorrow")
    lead.get_by_role("button", name="Agreed").click()
    lead.get_by_label("What was done").fill("New lamp sent by courier")
    lead.get_by_role("button", name="It is fixed").click()
    lead.get_by_label("What we learned").fill("Look at the lamp before the manual")
    lead.get_by_role("button", name="Write it down").click()
    expect(lead.get_by_label("Your letter")).to_be_hidden()
    three_days_pass(desk)
    lead.reload()
    lead.get_by_label("Your letter").fill("Dear Wilma,\n\nis the new lamp right for you?")
    lead.get_by_role("button", name="Ask again").click()
    expect(lead.get_by_role("heading", name="Every step is done")).to_be_visible()
    wait_for(lambda: len(mails_to(desk, ADDRESS)) == 3)

    # Asked again, she is happy; that closes the recovery.
    click_face(customer, desk, "The lamp died on day two", "Great")
    customer.get_by_role("button", name=re.compile("send", re.I)).first.click()
    expect(customer.get_by_text(re.compile("thank", re.I)).first).to_be_visible()

    def closed() -> bool:
        lead.reload()
        return lead.get_by_role("heading", name="Won back").is_visible()

    wait_for(closed)
    assert complaints == []
