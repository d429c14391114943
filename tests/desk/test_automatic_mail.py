"""Leads stop all automatic mail at once; a paused conversation says so, and anybody who sees it may resume."""

from typing import Any

import pytest
from django.test import Client

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import actions as email
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.flows.deliver_message import deliver
from rapport.flows.raise_alert import raise_alert
from rapport.platform.clock import now
from rapport.platform.models import Event
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import Letterbox
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> Client:
    return client_of(cast.mo())


def off() -> None:
    assert email.switch_automatic_mail(on=False, actor=cast.mo(), at=later())


def carried() -> dict[str, str]:
    """What became of each kind of mail that waits."""
    box = Letterbox()
    for mail in OutboundMail.objects.filter(state="queued").order_by("id"):
        deliver(mail.pk, clock=lambda: later(hours=1), carrier=box)
    return dict(OutboundMail.objects.values_list("kind", "state"))


def everything_waits() -> None:
    """A receipt, an alert and a reply in the outbox."""
    asked = cast.arrives(inbox=cast.inbox(acknowledge=True), may_acknowledge=True)
    raise_alert(News(Alert.Kind.PROMISE, "k", "A promise is due", "/pile/"), [cast.mo()], at=later())
    cast.answers(asked.conversation)


def test_a_lead_switches_it_off_and_on_and_every_page_says_so(lead: Client) -> None:
    assert b"Automatic mail leaves" in lead.get("/automatic-mail/").content
    assert lead.post("/automatic-mail/", {"on": "0"}).status_code == 302
    page = lead.get("/automatic-mail/").content.decode()
    assert "Automatic mail is switched off" in page
    assert "by Mo Haddad" in page
    for path in ("/pile/", "/alerts/"):
        assert b"Automatic mail is switched off: no receipts leave" in lead.get(path).content
    assert b"switched off: no receipts" not in client_of(cast.ada()).get("/pile/").content
    lead.post("/automatic-mail/", {"on": "1"})
    assert b"switched off" not in lead.get("/pile/").content
    names = list(Event.objects.filter(name__startswith="email.automatic").order_by("id").values_list("name", flat=True))
    assert names == ["email.automatic_stopped", "email.automatic_resumed"]


def test_others_may_not(lead: Client) -> None:
    agent = client_of(cast.ada())
    assert agent.get("/automatic-mail/").status_code == 403
    assert agent.post("/automatic-mail/", {"on": "0"}).status_code == 403
    assert b"Automatic mail leaves" in lead.get("/automatic-mail/").content


def test_off_makes_no_receipt_and_the_bell_still_rings(lead: Client) -> None:
    off()
    everything_waits()
    assert sorted(OutboundMail.objects.values_list("kind", flat=True)) == ["alert", "reply"]
    assert Alert.objects.count() == 1


def test_what_waited_already_is_kept_back_and_a_persons_reply_leaves(lead: Client) -> None:
    everything_waits()
    off()
    assert carried() == {"ack": "failed", "alert": "failed", "reply": "sent"}
    kept = OutboundMail.objects.get(kind="ack")
    assert (kept.error, kept.copies) == ("Automatic mail is switched off.", 0)
    assert kept.settled_at is not None, "nobody has to see to it"
    assert Alert.objects.count() == 1
    email.switch_automatic_mail(on=True, actor=None, at=later(hours=2))
    assert carried() == {"ack": "failed", "alert": "failed", "reply": "sent"}, "nothing leaves by surprise later"


def test_a_receipt_of_a_conversation_that_was_paused_meanwhile_is_kept_back(lead: Client) -> None:
    everything_waits()
    found = OutboundMail.objects.get(kind="ack").conversation
    assert found is not None
    conversations.pause_automatic(found, until=later(hours=2), at=later())
    assert carried() == {"ack": "failed", "alert": "sent", "reply": "sent"}


def test_a_paused_conversation_says_so_until_somebody_resumes(lead: Client) -> None:
    found = cast.conversation()
    path = f"/conversations/{found.reference}/"
    assert b"Automatic mail paused" not in lead.get(path).content
    conversations.pause_automatic(found, until=now().replace(year=2099), at=now())
    for shown in (path, f"{path}thread/"):
        assert b"<strong>Automatic mail paused</strong>" in lead.get(shown).content
    agent = client_of(cast.ada())
    answer: Any = agent.post(f"{path}resumption/", follow=True)
    assert b"may leave again" in answer.content
    assert b"<strong>Automatic mail paused</strong>" not in answer.content
    assert b"Automatic mail resumed" in answer.content


def test_at_the_command_line(lead: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from contextlib import nullcontext

    from rapport.config.cli import automatic

    monkeypatch.setattr(automatic, "opened", lambda _: nullcontext())
    said = []
    for wish in automatic.Wish.STATUS, automatic.Wish.OFF, automatic.Wish.STATUS, automatic.Wish.ON:
        automatic.automatic(wish, None)
        said.append(capsys.readouterr().out)
    assert said[0] == "Automatic mail is on: receipts and alerts leave.\n"
    assert "is off: no receipts" in said[1]
    assert "by the command line" in said[2]
    assert "is on" in said[3]
