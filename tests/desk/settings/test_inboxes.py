"""A lead adds an inbox, says how its mail comes and goes, and tests it; passwords are never shown."""

import re

import pytest
from django.test import Client

from rapport.channels.email import actions as email
from rapport.channels.email import intake
from rapport.channels.email.actions import servers
from rapport.channels.email.models import MailAccount, MailServer, RawMail
from rapport.channels.email.smtp import SmtpCarrier
from rapport.channels.email.transport import Accepted
from rapport.conversations.models import Conversation, Inbox
from rapport.flows import try_inbox
from rapport.flows.mail_is_read import STORY
from rapport.platform import secrets
from rapport.team.models import BusinessHours
from tests.cast import NOON, ada, inbox, mo, team
from tests.desk.conftest import client_of
from tests.imap_peer import USER, Box, imap_server

pytestmark = pytest.mark.django_db
FORM = {"name": "Help", "address": "help@desk.example", "reply_target_minutes": "60"}
PASSWORD = "s3cret-of-the-mailbox"


@pytest.fixture
def lead(db: None) -> Client:
    return client_of(mo())


def test_an_inbox_is_added_and_changed(lead: Client) -> None:
    lead.post("/settings/inboxes/new/", FORM)
    made = Inbox.objects.get()
    group = team("Help", ada())
    change = FORM | {"name": "Support", "acknowledge": "on", "teams": str(group.pk)}
    lead.post(f"/settings/inboxes/{made.pk}/", change)
    made.refresh_from_db()
    assert (made.name, made.acknowledge, made.reply_target_minutes, list(made.teams.all())) == (
        "Support",
        True,
        60,
        [group],
    )


def test_an_address_that_is_taken_is_refused_and_nothing_typed_is_lost(lead: Client) -> None:
    inbox()
    answer = lead.post("/settings/inboxes/new/", FORM | {"name": "Another one"})
    assert answer.status_code == 422
    assert b"There is already an inbox help@desk.example." in answer.content
    assert b"Another one" in answer.content


def test_a_mailbox_is_kept_only_if_it_lets_us_in_and_its_password_is_never_shown(lead: Client) -> None:
    found = inbox()
    given = {"host": "127.0.0.1", "port": "1", "security": "plain", "username": "me", "password": PASSWORD}
    refused = lead.post(f"/settings/inboxes/{found.pk}/mailbox/", given)
    assert refused.status_code == 422
    assert b"Nothing answers at 127.0.0.1:1" in refused.content
    assert PASSWORD.encode() not in refused.content
    assert not MailAccount.objects.exists()


def test_a_server_that_works_is_kept(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "check", lambda _relay: None)
    found = inbox()
    given = {"host": "smtp.desk.example", "port": "587", "security": "starttls", "username": "me", "password": PASSWORD}
    shown = lead.post(f"/settings/inboxes/{found.pk}/server/", given, follow=True).content
    row = MailServer.objects.get(inbox=found)
    assert secrets.unseal(row.sealed_password) == PASSWORD
    assert PASSWORD.encode() not in shown


class TestTrial:
    def steps(self, lead: Client, found: Inbox) -> list[str]:
        """What the page shows, asked step by step as its script does."""
        said, step, key = [], "mailbox", ""
        while step:
            given = {"key": key, "round": "29"} if step == "arrival" else {}
            shown = lead.post(f"/settings/inboxes/{found.pk}/trial/{step}/", given).content.decode()
            said += re.findall(r"<strong>(.*?)</strong>", shown)
            following = re.search(r"/trial/(\w+)/", shown)
            key = (re.search(r'"key": "(\w*)"', shown) or ["", ""])[1]
            step = following[1] if following else ""
        return said

    def test_without_anything_each_step_says_what_to_do(self, lead: Client) -> None:
        said = self.steps(lead, inbox())
        assert said == [
            "No mailbox is fetched for this inbox.",
            "No mail server is set, so mail stays in the local postbox.",
            "No test mail was sent: there is no server to send it.",
        ]

    def test_a_mail_to_itself_comes_back_and_stands_nowhere(
        self, lead: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found, sent = inbox(), list[bytes]()
        MailServer.objects.create(inbox=found, host="smtp.desk.example")
        monkeypatch.setattr(SmtpCarrier, "check", lambda _self: "")

        def take(_self: object, _sender: str, _recipient: str, raw: bytes, on_data: object) -> Accepted:
            sent.append(raw)
            arrival = email.Arrival(key="smtp:test", source="smtp", raw=raw, received_at=NOON)
            email.store([arrival], at=NOON, wake=False)
            intake.drain(STORY, limit=10, at_source=lambda: NOON)
            return Accepted()

        monkeypatch.setattr(SmtpCarrier, "hand_over", take)
        said = self.steps(lead, found)
        assert said[-2:] == ["smtp.desk.example took the test mail.", "The test mail came back. Everything works."]
        assert RawMail.objects.get().state == RawMail.State.DUPLICATE
        assert not Conversation.objects.exists()
        assert b"Rapport tests this inbox" in sent[0]

    def test_a_mailbox_is_entered_and_without_scripts_all_steps_come_at_once(self, lead: Client) -> None:
        found = inbox()
        with imap_server(Box()) as port:
            MailAccount.objects.create(
                inbox=found,
                host="127.0.0.1",
                port=port,
                security="plain",
                username=USER,
                sealed_password=secrets.seal("wrong"),
            )
            shown = lead.post(f"/settings/inboxes/{found.pk}/trial/").content.decode()
        assert "does not let us in" in shown
        assert "refuses this user name and password" in shown
        assert "No mail server is set" in shown


def test_nobody_else_can_claim_to_be_a_test_mail() -> None:
    assert try_inbox.is_test("<rapport-test-1xab-00112233@desk.example>") == ""
    assert try_inbox.is_test("<mail-1@customer.example>") == ""


class TestHours:
    FORM = {"name": "Shop", "zone": "Europe/Berlin", "day0": "9-12:30, 13:30–17", "closed": "2026-12-25 Christmas"}

    def test_hours_are_kept_and_shown_as_they_were_written(self, lead: Client) -> None:
        lead.post("/settings/hours/new/", self.FORM)
        row = BusinessHours.objects.get()
        assert row.week[0] == [[540, 750], [810, 1020]]
        assert row.closed == [{"date": "2026-12-25", "name": "Christmas"}]
        shown = lead.get(f"/settings/hours/{row.pk}/").content.decode()
        assert "09:00–12:30, 13:30–17:00" in shown
        assert "2026-12-25 Christmas" in shown
        lead.post(f"/settings/hours/{row.pk}/removal/")
        assert b"Always open" in lead.get("/settings/hours/").content

    @pytest.mark.parametrize(
        ("change", "words"),
        [({"day1": "morning"}, "no time of day"), ({"closed": "Christmas"}, "is no date"), ({"zone": "Mars"}, "Mars")],
    )
    def test_what_cannot_be_read_is_said(self, lead: Client, change: dict[str, str], words: str) -> None:
        answer = lead.post("/settings/hours/new/", self.FORM | change)
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_a_receipt_and_the_form_tell_when_somebody_is_there_again(self, lead: Client) -> None:
        from rapport.flows.acknowledge import back_words

        found = inbox()
        assert back_words(found, NOON) == ""
        lead.post("/settings/hours/new/", self.FORM)
        found.hours = BusinessHours.objects.get()
        assert back_words(found, NOON) == ("We are closed now and there again Monday at 09:00 (Berlin time). ")
