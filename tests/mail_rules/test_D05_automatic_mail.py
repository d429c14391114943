"""D05 and D08: automatic mail says so, and a person's reply never does. The whole head of each kind is pinned."""

from email.message import EmailMessage

import pytest

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.flows.acknowledge import acknowledge
from rapport.flows.raise_alert import raise_alert
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send

pytestmark = pytest.mark.django_db
EVERY = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
ANSWERS = {"Reply-To", "In-Reply-To", "References"}
AUTOMATIC = {"Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop"}


def reply() -> OutboundMail:
    return reply_of()[1]


def receipt() -> OutboundMail:
    message = cast.arrives(inbox=cast.inbox(acknowledge=True))
    acknowledge(message.conversation, at=later())
    return OutboundMail.objects.get(kind="ack")


def alert() -> OutboundMail:
    conversation = cast.conversation()
    news = News(Alert.Kind.UNHAPPY, "k", "Uma is unhappy", "/conversations/R-1001", conversation_id=conversation.pk)
    raise_alert(news, [cast.mo()], at=later())
    return OutboundMail.objects.get(kind="alert")


TABLE = {
    "reply": (reply, EVERY | ANSWERS, None, False),
    "receipt": (receipt, EVERY | ANSWERS | AUTOMATIC, "auto-replied", True),
    "alert": (alert, EVERY | AUTOMATIC, "auto-generated", False),
}


@pytest.mark.parametrize("kind", TABLE)
def test_the_head_of_each_kind_of_mail(kind: str) -> None:
    make, names, submitted, null_sender = TABLE[kind]
    box = send(make(), later(minutes=10))
    [mail] = box.mails
    assert set(mail.keys()) == names
    assert mail["Auto-Submitted"] == submitted
    assert mail["X-Auto-Response-Suppress"] == ("All" if submitted else None)
    assert mail["X-Loop"] == (mail["From"].addresses[0].addr_spec if submitted else None)
    assert (box.handed[0][0] == "") == null_sender
    assert len(mail.keys()) == len(set(mail.keys()))


@pytest.mark.parametrize("kind", TABLE)
def test_d08_precedence_and_unsubscribing_are_for_campaigns(kind: str) -> None:
    mail: EmailMessage = send(TABLE[kind][0](), later(minutes=10)).mails[0]
    assert not {name.lower() for name in mail} & {"precedence", "list-unsubscribe", "list-id"}
