"""S22: what is typed at the desk cannot open a header line in a mail, cannot break a page, and is never lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.platform.clock import now
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from rapport.writing.models import Draft
from tests import cast
from tests.channels.email.outgoing import send
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
SIGNS = {
    "crlf": "\r\n",
    "cr": "\r",
    "lf": "\n",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "next line": "\x85",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "encoded word": "=?utf-8?q?=0D=0ABcc=3A_evil=40x=2Eexample?=",
    "right to left": "\u202e",
    "zero width": "\u200b",
    "lone surrogate, as a browser sends it": "\ufffd",
}
EVIL = "Bcc: evil@x.example"


def replied(conversation: Conversation, **more: object) -> OutboundMail:
    """A reply through the form, as it lies in the outbox."""
    path = f"/conversations/{conversation.reference}/messages/"
    answer = client_of(cast.ada()).post(path, {"kind": "reply", "text": "It is ready.", "token": "t", **more})
    assert answer.status_code == 302
    return OutboundMail.objects.get(kind=OutboundMail.Kind.REPLY, conversation=conversation)


def headers(mail: OutboundMail) -> list[str]:
    """Names of all headers that arrive, of the mail and of its parts."""
    box = send(mail, now())
    assert mail.state == OutboundMail.State.SENT
    assert [recipient for _, recipient, _ in box.handed] == [mail.recipient]
    [arrived] = box.mails
    assert b"evil@x.example" not in b"".join(
        line for line in box.handed[0][2].split(b"\r\n\r\n")[0].split(b"\r\n") if line.lower().startswith(b"bcc")
    )
    return sorted(name.lower() for part in arrived.walk() for name in part)


@pytest.fixture
def control() -> list[str]:
    return headers(replied(cast.conversation(cast.SOL), attached=SimpleUploadedFile("a.pdf", b"%PDF-1.4")))


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS.keys())
def test_whatever_is_typed_the_mail_has_the_same_headers(control: list[str], sign: str) -> None:
    text = f"x{sign}{EVIL}"
    ada = client_of(cast.ada())
    assert ada.post("/you/", {"name": text, "title": text, "signature": text}).status_code == 302
    conversation = cast.conversation((text, "uma@customer.example"), subject=text)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    file.__dict__["_name"] = f"{text}.pdf"
    mail = replied(conversation, attached=file)
    assert headers(mail) == control
    shown = ada.get(f"/conversations/{conversation.reference}/").content.decode()
    assert "It is ready." in shown


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS.keys())
def test_a_file_name_from_a_form_is_one_harmless_word(sign: str) -> None:
    body = (
        "--x\r\nContent-Disposition: form-data; name=kind\r\n\r\nreply\r\n"
        "--x\r\nContent-Disposition: form-data; name=text\r\n\r\nHi\r\n"
        f'--x\r\nContent-Disposition: form-data; name=attached; filename="a{sign}../../b.pdf"\r\n'
        "Content-Type: text/html\r\n\r\n%PDF-1.4\r\n--x--\r\n"
    ).encode()
    conversation = cast.conversation()
    path = f"/conversations/{conversation.reference}/messages/"
    answer = client_of(cast.ada()).post(path, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {302, 400}
    for stored in (file for message in Message.objects.all() for file in message.attachments.all()):
        assert stored.name.isprintable()
        assert not set(stored.name) & set("/\\\r\n\0")
        assert stored.content_type == "application/pdf"


def recovery() -> Recovery:
    conversation = cast.conversation()
    answer = cast.answers(conversation, at=now())
    invite = feedback.invite_for(answer.pk, conversation.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(1, "button"), at=now())
    return Recovery.objects.get(conversation=conversation)


@pytest.mark.parametrize("bad", ["a\x00b", "x" * 60_000], ids=["NUL", "too long"])
@pytest.mark.parametrize("step", ["contact", "apology"])
def test_a_step_that_cannot_be_kept_comes_back_with_the_reason(step: str, bad: str) -> None:
    path = f"/recoveries/{recovery().pk}/{step}/"
    answer = client_of(cast.mo()).post(path, {"note": bad, "text": bad})
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert (bad.replace("\x00", "") or bad)[:1000] in answer.content.decode().replace("\x00", "")


@pytest.mark.parametrize("field", ["text", "html", "token", "promise_text", "promise_at", "then", "kind", "seen"])
@pytest.mark.parametrize(
    "bad", ["a\x00b", "9" * 400, "\ud7ff\U0010ffff", "{{7*7}}{% debug %}", "<script>alert(1)</script>"]
)
def test_no_field_of_the_reply_is_a_server_error(field: str, bad: str) -> None:
    conversation = cast.conversation()
    form = {"kind": "reply", "text": "Hi", "token": "t", field: bad}
    answer = client_of(cast.ada()).post(f"/conversations/{conversation.reference}/messages/", form)
    assert answer.status_code in {302, 422}
    shown = client_of(cast.ada()).get(f"/conversations/{conversation.reference}/")
    assert shown.status_code == 200
    for answer_body in (answer.content, shown.content):
        assert b"<script>alert" not in answer_body
        assert b">49" not in answer_body


@pytest.mark.parametrize(
    "moment",
    [
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T23:59",
        "0001-01-01T00:00+23:59",
        "2999-01-01T00:00",
        "2099-01-01T00:00:00.999999+14:00",
    ],
)
def test_a_promise_of_an_odd_time_leaves_the_page_readable(moment: str) -> None:
    conversation, ada = cast.conversation(), client_of(cast.ada())
    form = {"kind": "reply", "text": "I will tell you.", "token": "p", "promise_at": moment, "promise_text": "News"}
    assert ada.post(f"/conversations/{conversation.reference}/messages/", form).status_code in {302, 422}
    assert ada.get(f"/conversations/{conversation.reference}/").status_code == 200
    assert client_of(cast.mo()).get("/pile/").status_code == 200
    assert len(list(Promise.objects.all())) <= 1


@pytest.mark.parametrize("name", [" ", "\u2003", "\u200b", "\t\n", "\u202e", "", "\x85"])
def test_a_customer_without_a_readable_name_breaks_no_page(name: str) -> None:
    conversation = cast.conversation((name, "uma@customer.example"))
    answer = cast.answers(conversation, at=now())
    invite = feedback.invite_for(answer.pk, conversation.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(1, "button"), at=now())
    mo = client_of(cast.mo())
    one = Recovery.objects.get()
    mo.post(f"/recoveries/{one.pk}/contact/", {"note": "We spoke."})
    for path in (
        f"/conversations/{conversation.reference}/",
        f"/recoveries/{one.pk}/",
        "/recoveries/",
        "/ratings/",
        "/pile/",
    ):
        assert mo.get(path).status_code == 200


@pytest.mark.parametrize("sign", [" ", "\u2003", "\x85", "\u2028"])
def test_a_name_of_blanks_is_refused(sign: str) -> None:
    client: Client = client_of(cast.ada())
    assert client.post("/you/", {"name": sign}).status_code == 200
    assert client.get("/you/").context["user"].name == "Ada Byron"


@pytest.mark.parametrize("token", ["a/b", "../..", "ä b\r\n", "%2F", "x" * 64, "?#"])
def test_a_draft_may_be_called_anything_and_is_sent_once(token: str) -> None:
    """It stands in the address that calls it back, where a slash would lead nowhere."""
    conversation, ada = cast.conversation(), cast.ada()
    ada.undo_seconds = 10
    ada.save()
    path = f"/conversations/{conversation.reference}"
    for _ in range(2):
        answer = client_of(ada).post(f"{path}/messages/", {"kind": "reply", "text": "It is ready.", "token": token})
        assert answer.status_code == 302
    assert Draft.objects.count() == 1
    kept = client_of(ada).post(f"{path}/drafts/reply/", {"text": "More.", "token": token})
    assert kept.status_code == 410  # it is on its way
