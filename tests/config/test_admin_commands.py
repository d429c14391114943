"""What somebody looks after at a terminal: who may come in, what is found, what came, what a mail would become."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rapport.channels.email.mailbox import MailboxProblem
from rapport.channels.email.models import MailAccount
from rapport.config.cli import accounts, mail, people, upkeep
from rapport.config.cli.house import Problem
from rapport.conversations.models import Conversation, Message
from rapport.platform.models import AuditEntry, Event
from rapport.search import queries as search
from rapport.search.models import Document
from rapport.search.rules import read
from tests import cast

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process, on the test's database."""

    @contextlib.contextmanager
    def here(*_: object, **__: object) -> Iterator[None]:
        yield

    for module in (people, upkeep, accounts, mail):
        monkeypatch.setattr(module, "opened", here)


def test_people_are_listed_and_switched_off_and_on(capsys: Capture) -> None:
    ada, olga = cast.ada(), cast.olga()
    cast.team("Repair", ada)
    found = cast.conversation()
    Conversation.objects.update(assignee=ada)
    people.switch_off(" ADA@desk.example ")
    people.switch_off(ada.email)
    found.refresh_from_db()
    ada.refresh_from_db()
    assert (ada.is_active, found.assignee) == (False, None)
    people.show()
    people.show(as_json=True)
    said = capsys.readouterr().out.splitlines()
    assert "1 conversation is free again" in said[0] and "switched off already" in said[1]
    assert said[2:4] == [
        "Olga Brandt <olga@desk.example>: owner",
        "Ada Byron <ada@desk.example>: agent, Repair, switched off",
    ]
    assert json.loads(said[5])["on"] is False
    people.switch_on(ada.email)
    ada.refresh_from_db()
    assert ada.is_active
    told = AuditEntry.objects.order_by("number").values_list("action", "actor", "about")
    assert list(told) == [
        ("user.deactivated", "command line", ada.email),
        ("user.reactivated", "command line", ada.email),
    ]
    with pytest.raises(Problem, match="only owner"):
        people.switch_off(olga.email)
    with pytest.raises(Problem, match="rapport user list"):
        people.switch_on("nobody@desk.example")


def test_all_is_read_anew_for_the_search(capsys: Capture) -> None:
    found = cast.conversation()
    upkeep.reindex()
    Message.objects.update(text="A bell", reply_text="A bell")
    Document.objects.filter(conversation=cast.conversation(cast.SOL)).delete()
    upkeep.reindex()
    asked = read("bell", today=cast.NOON.date())
    assert [one.conversation for one in search.page(cast.mo(), asked, size=5)] == [found]
    assert capsys.readouterr().out.splitlines()[-1] == "2 conversations are found by what they say now."


def test_mailboxes_are_fetched_at_once(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with pytest.raises(Problem, match="no mailbox to fetch"):
        accounts.fetch()
    made = {"inbox": cast.inbox(), "host": "mail.example", "sealed_password": "x"}
    good, bad = (MailAccount.objects.create(username=name, **made) for name in ("good", "bad"))

    def enter(account: MailAccount, **_: object) -> tuple[None, None]:
        if account == bad:
            raise MailboxProblem("The password is wrong.")
        return None, None

    monkeypatch.setattr("rapport.channels.email.fetching.signing_in.enter", enter)
    monkeypatch.setattr("rapport.channels.email.fetching.mailbox.in_words", lambda _: contextlib.nullcontext())
    monkeypatch.setattr("rapport.channels.email.fetching.mailbox.leave", lambda _: None)
    monkeypatch.setattr("rapport.channels.email.fetching.imap.fetch_all", lambda *_, **__: 2)
    with pytest.raises(Problem, match="One mailbox was not fetched"):
        accounts.fetch()
    said = capsys.readouterr()
    assert said.out.splitlines() == [f"{good} → help@desk.example: 2 mails new", "0 mails read."]
    assert "The password is wrong." in said.err
    bad.refresh_from_db()
    assert bad.last_error == "The password is wrong."


def test_a_mail_is_foreseen_and_nothing_is_stored(tmp_path: Path, capsys: Capture) -> None:
    cast.inbox()
    other = cast.inbox("shop@desk.example", name="Shop")
    found = cast.conversation()
    answer = cast.answers(found)
    head = b"From: Uma <uma@customer.example>\r\nTo: shop@desk.example\r\nMessage-ID: <1@customer.example>\r\n"
    fresh, reply = tmp_path / "fresh.eml", tmp_path / "reply.eml"
    fresh.write_bytes(head + b"Subject: Bell\r\n\r\nHello\r\n")
    name = f"In-Reply-To: {answer.message_id}\r\n".encode()
    reply.write_bytes(head.replace(b"uma@", b"eve@") + name + b"Subject: Re: chain\r\n\r\nHello\r\n")
    before = [model.objects.count() for model in (Conversation, Message, Event)]
    mail.parse([fresh, reply], as_json=True, here=True)
    new, known = [json.loads(line)["here"] for line in capsys.readouterr().out.splitlines()]
    assert (new["would_become"], new["inbox"], new["customer"]) == ("a new conversation", other.address, "Uma Ferrari")
    assert found.reference in known["would_become"] and "held until" in known["would_become"]
    assert "who is new" in known["customer"] and "Not the address" in known["trust"]
    mail.parse([fresh], here=True)
    assert "  Would become a new conversation" in capsys.readouterr().out
    mail.parse([fresh])
    assert "a new conversation" not in capsys.readouterr().out
    assert [model.objects.count() for model in (Conversation, Message, Event)] == before
