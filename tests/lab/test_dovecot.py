"""The whole loop over Debian's own mail servers, as in production: Dovecot shows what came, Postfix carries it all."""

import html
import imaplib
import re
import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from typing import TypeVar

import pytest
from django.db.models import F
from django.test import Client, override_settings

from rapport.alerts.models import Alert
from rapport.channels.email.actions.accounts import add_account
from rapport.channels.email.models import MailAccount, OutboundMail, RawMail
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform import clock
from rapport.recovery.models import Recovery
from rapport.triage.models import Placement
from tests import cast, mailroom
from tests.channels.email.outgoing import body, read, server
from tests.desk.conftest import client_of
from tests.lab.debian_mail import PASSWORD, PostOffice, missing, post_office
from tests.mailroom import listening
from tests.patience import PATIENCE

pytestmark = [
    pytest.mark.lab,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
Found = TypeVar("Found")


REFUSED = "550 5.1.1 Nobody of that name here"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with (
        listening(lmtp=True) as lmtp,
        server({"RCPT": [REFUSED] * 9}) as far,
        post_office(lmtp=lmtp, far=far.port) as running,
    ):
        smtp = f"smtp://127.0.0.1:{running.smtp}"
        add_account(
            inbox=cast.inbox(),
            host="127.0.0.1",
            port=running.imap,
            security=MailAccount.Security.PLAIN,
            username="help",
            password=PASSWORD,
            at=clock.now(),
        )
        worker = mailroom.start("-m", "rapport.worker", RAPPORT_SMTP_URL=smtp, RAPPORT_DATA=str(tmp_path))
        try:
            with override_settings(RAPPORT_SMTP_URL=smtp):
                yield running
        finally:
            worker.terminate()
            assert worker.wait(PATIENCE) == 0


def soon(look: Callable[[], Found | None], office: PostOffice) -> Found:
    """What `look` finds, waiting for it; the servers' words when it does not come."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, f"nothing came\n{office.log()}"
        time.sleep(0.05)
    return found


def writes(office: PostOffice, to: str, text: str, sender: tuple[str, str] = cast.UMA, **headers: str) -> None:
    """The customer's own mail program."""
    mail = EmailMessage()
    mail["From"], mail["To"] = formataddr(sender), to
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", office.smtp) as server:
        server.send_message(mail)


def inbox_of(office: PostOffice, who: str) -> list[EmailMessage]:
    """What a mail program shows, read over IMAP."""
    with imaplib.IMAP4("127.0.0.1", office.imap) as box:
        box.login(who, PASSWORD)
        box.select("INBOX", readonly=True)
        _, [numbers] = box.search(None, "ALL")
        return [_fetched(box, number.decode()) for number in numbers.split()]


def _fetched(box: imaplib.IMAP4, number: str) -> EmailMessage:
    _, parts = box.fetch(number, "(RFC822)")
    return read(next(part[1] for part in parts if isinstance(part, tuple)))


def votes(link: str, comment: str) -> None:
    """Opens the link and presses the button, as somebody without scripts does."""
    page = Client().get(link)
    assert page.status_code == 200
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.content.decode()))
    level = link.rstrip("/").rsplit("/", 1)[-1]
    answer = Client().post(link, {**fields, "how": "button", "level": level, "comment": comment})
    assert answer.status_code == 200, answer.content.decode()


def test_the_loop(office: PostOffice) -> None:
    lead = cast.mo()

    # A mail into the mailbox becomes a conversation on the pile.
    writes(
        office,
        "help@desk.example",
        "Hello, the chain slips.",
        Subject="The chain slips",
        Message_ID="<1@customer.example>",
    )
    conversation = soon(lambda: Conversation.objects.filter(subject="The chain slips").first(), office)
    assert Placement.objects.get(conversation=conversation).waiting
    assert RawMail.objects.get().source == "imap"

    # The agent's answer arrives in the customer's mailbox, with faces.
    cast.answers(conversation, text="Please read the manual.", at=clock.now())
    [arrived] = soon(lambda: inbox_of(office, "uma"), office)
    assert body(arrived).startswith("Please read the manual.")
    assert arrived["In-Reply-To"] == "<1@customer.example>"
    assert arrived["Return-Path"].startswith("<b.")
    # Dovecot may show the mail before the sender has written down what Postfix said of it.
    assert soon(lambda: OutboundMail.objects.filter(kind="reply", state=OutboundMail.State.SENT).first(), office)

    # A minute later the customer clicks the worst face; the lead is alerted, by mail too, and a recovery is open.
    RatingInvite.objects.update(delivered_at=F("delivered_at") - timedelta(minutes=1))
    found = re.search(r"^Bad: (\S+)$", body(arrived), re.MULTILINE)
    assert found
    with override_settings(ALLOWED_HOSTS=["*"]):
        votes(re.sub(r"^https?://[^/]+", "", found.group(1)), "I did read it!")
    assert (Rating.objects.get().score, Rating.objects.get().state) == (1, "confirmed")
    assert Recovery.objects.get().conversation_id == conversation.pk
    assert Alert.objects.filter(user=lead, kind=Alert.Kind.UNHAPPY, quote="I did read it!").exists()
    [told] = soon(lambda: inbox_of(office, "mo"), office)
    assert "> I did read it!" in body(told)
    assert "Take it: http" in body(told)

    # The customer's answer by mail joins the same conversation.
    writes(
        office,
        str(arrived["Reply-To"]),
        "And the chain still slips.",
        Subject="Re: The chain slips",
        Message_ID="<2@customer.example>",
        In_Reply_To=str(arrived["Message-ID"]),
    )
    answer = soon(lambda: Message.objects.filter(message_id__contains="2@customer.example").first(), office)
    assert answer.conversation_id == conversation.pk
    assert not answer.held
    assert Conversation.objects.count() == 1
    assert RawMail.objects.filter(state=RawMail.State.DONE).count() == 2


# Whom nobody can reach, and what is said of them: by a server elsewhere, and by Postfix itself.
OUT_OF_REACH = {
    ("Fay Alm", "fay@far.example"): REFUSED,
    ("Nils Aas", "nobody@customer.example"): 'unknown user: "nobody@customer.example"',
}


def test_a_bounce_of_postfix_is_shown_on_the_mail_that_did_not_arrive(office: PostOffice) -> None:
    cast.answers(cast.conversation(), text="This one arrives.", at=clock.now())
    asked = {sender: cast.conversation(sender, subject="Is it ready?") for sender in OUT_OF_REACH}
    for conversation in asked.values():
        cast.answers(conversation, text="Come and fetch it.", at=clock.now())
    failed = OutboundMail.objects.filter(state=OutboundMail.State.FAILED)
    soon(lambda: failed.count() == len(asked), office)
    for sender, words in OUT_OF_REACH.items():
        mail = failed.get(recipient=sender[1])
        assert mail.conversation_id == asked[sender].pk
        assert words in mail.error
        page = client_of(cast.ada()).get(f"/conversations/{asked[sender].reference}/").content.decode()
        assert f"undelivered-{mail.message_id}" in page
        assert html.escape(words) in page
    assert len(soon(lambda: inbox_of(office, "uma"), office)) == 1
    # The reports are no messages of the customers, and make no conversations.
    assert Conversation.objects.count() == 1 + len(asked)
    assert set(RawMail.objects.filter(source="imap").values_list("envelope_from", flat=True)) == {""}


def test_a_mail_that_postfix_hands_over_by_lmtp_is_answered_through_postfix(office: PostOffice) -> None:
    cast.inbox("help@lmtp.example", name="By LMTP", reply_domain="")
    writes(office, "help@lmtp.example", "Hello, the chain slips.", Subject="By LMTP", Message_ID="<3@customer.example>")
    conversation = soon(lambda: Conversation.objects.filter(subject="By LMTP").first(), office)
    assert RawMail.objects.get().source == "lmtp"
    cast.answers(conversation, text="Come by.", at=clock.now())
    [arrived] = soon(lambda: inbox_of(office, "uma"), office)
    assert arrived["In-Reply-To"] == "<3@customer.example>"
    writes(office, str(arrived["Reply-To"]), "I will.", Subject="Re: By LMTP", Message_ID="<4@customer.example>")
    answer = soon(lambda: Message.objects.filter(message_id__contains="4@customer.example").first(), office)
    assert (answer.conversation_id, answer.held) == (conversation.pk, False)
    # What no inbox takes, Postfix reports to who sent it.
    writes(office, "nobody@lmtp.example", "Hello?", Subject="Who?", Message_ID="<5@customer.example>")
    reports = soon(lambda: [mail for mail in inbox_of(office, "uma") if "Undelivered" in mail["Subject"]], office)
    assert b"no inbox here has this address" in reports[0].as_bytes()
    assert RawMail.objects.count() == 2
