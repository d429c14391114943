"""S22: whatever reaches a header stays one header, and the reply is sent all the same."""

from email.header import Header

import pytest

from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import File
from rapport.conversations.models import Inbox, Message
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import body, reply_of, send

pytestmark = pytest.mark.django_db
TEN_PAST = later(minutes=10)
EVIL = "Bcc: evil@x.example"
BREAKS = {
    "crlf": "\r\n",
    "cr": "\r",
    "lf": "\n",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "next line": "\x85",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "folded": "\r\n ",
    "encoded word in one piece": "=?utf-8?q?=0D=0ABcc=3A_evil=40x=2Eexample=0D=0A?=",
    "encoded word": "=?utf-8?q?=0D=0ABcc=3A_evil=40x=2Eexample?=",
    "encoded header": Header("a\nBcc: evil@x.example", "utf-8").encode(),
}


def header_names(mail: OutboundMail) -> list[str]:
    box = send(mail, TEN_PAST)
    assert mail.state == OutboundMail.State.SENT
    assert [recipient for _, recipient, _ in box.handed] == [mail.recipient]
    [arrived] = box.mails
    assert body(arrived).startswith("We will look at it today.")
    raw = box.handed[0][2].split(b"\r\n\r\n")[0]
    assert all(line[:1] in b" \t" or b":" in line for line in raw.split(b"\r\n"))
    assert arrived["Bcc"] is None
    return sorted(name.lower() for name in arrived)


@pytest.fixture
def control() -> list[str]:
    _, mail = reply_of(cast.conversation(cast.SOL))
    return header_names(mail)


def poisoned(text: str) -> str:
    return f"x{text}{EVIL}"


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS.keys())
def test_a_subject_stays_one_header(control: list[str], text: str) -> None:
    message, mail = reply_of()
    # Around the actions, which clean: a row of an older release, an import, another channel may hold anything.
    Message.objects.filter(pk=message.pk).update(subject=poisoned(text).replace("\x00", ""))
    assert header_names(mail) == control


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS.keys())
def test_names_stay_one_header(control: list[str], text: str) -> None:
    message, mail = reply_of()
    name = poisoned(text).replace("\x00", "")
    people = [{"name": name, "address": "uma@customer.example"}]
    Message.objects.filter(pk=message.pk).update(to=people, cc=people)
    OutboundMail.objects.filter(pk=mail.pk).update(recipient_name=name)
    assert message.author is not None
    message.author.name = name
    message.author.save()
    Inbox.objects.filter(pk=message.conversation.inbox_id).update(name=name[:80])
    assert header_names(mail) == sorted([*control, "cc"])


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS.keys())
def test_ids_of_a_stranger_stay_one_header(control: list[str], text: str) -> None:
    asked = cast.arrives()
    Message.objects.filter(pk=asked.pk).update(message_id=f"<a{text}b@x.example>".replace("\x00", ""))
    _, mail = reply_of(asked.conversation)
    found = header_names(mail)
    assert found == sorted(set(control) - {"in-reply-to", "references"})


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS.keys())
def test_file_names_stay_one_header(control: list[str], text: str) -> None:
    name = poisoned(text) + ".pdf"
    message, mail = reply_of(files=[File(name, b"%PDF-1.4")])
    message.attachments.update(name=name.replace("\x00", "")[:160])
    assert header_names(mail) == control


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS.keys())
def test_a_recipient_is_never_two(text: str) -> None:
    _, mail = reply_of()
    OutboundMail.objects.filter(pk=mail.pk).update(recipient=f"uma@customer.example{text}{EVIL}".replace("\x00", ""))
    box = send(mail, TEN_PAST)
    assert box.handed == []
    assert mail.state == OutboundMail.State.FAILED
