"""The mail that asks: numbers as links, a way out, and nothing that a machine could take for an answer."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from rapport.channels.email import transport
from rapport.channels.email.models import OutboundMail
from rapport.flows import deliver_message
from rapport.surveys import queries
from rapport.surveys.models import Asking
from tests.cast import later
from tests.surveys.making import asked

pytestmark = pytest.mark.django_db


class Taker:
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.senders: list[str] = []

    def hand_over(self, sender: str, recipient: str, raw: bytes, on_data: object) -> transport.Answer:
        assert callable(on_data)
        on_data()
        self.raw.append(raw)
        self.senders.append(sender)
        return transport.Accepted()


def delivered(kind: str) -> tuple[Asking, EmailMessage, Taker]:
    asking, taker = asked(kind), Taker()
    mail = OutboundMail.objects.get(kind="survey")
    deliver_message.deliver(mail.pk, clock=lambda: later(hours=4), carrier=taker)  # type: ignore[arg-type]
    parsed = message_from_bytes(taker.raw[0], policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return Asking.objects.get(pk=asking.pk), parsed, taker


@pytest.mark.parametrize(("kind", "numbers"), [("nps", range(11)), ("ces", range(1, 8))])
def test_every_number_is_a_link_in_both_parts(kind: str, numbers: range) -> None:
    asking, mail, _ = delivered(kind)
    links = queries.links(asking)
    assert [one.number for one in links.numbers] == list(numbers)
    for sort in ("plain", "html"):
        part = mail.get_body((sort,))
        assert part is not None
        text = part.get_content()
        for one in links.numbers:
            assert one.url in text
        assert links.stop_url in text
    html = mail.get_body(("html",))
    assert html is not None and links.trap_url in html.get_content()
    plain = mail.get_body(("plain",))
    assert plain is not None and links.trap_url not in plain.get_content(), "nobody sees it"


def test_it_says_that_a_machine_sends_it_and_how_to_stop_it() -> None:
    asking, mail, taker = delivered("nps")
    links = queries.links(asking)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{links.stop_url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Subject"] == "One question from Help"
    assert taker.senders[0].startswith("b."), "a mail that comes back is known"
    assert str(mail["Reply-To"]).startswith("t."), "an answer in words comes to the conversation"


def test_the_links_live_from_the_delivery_on_and_nothing_is_reopened() -> None:
    asking, _, _ = delivered("nps")
    assert asking.delivered_at == later(hours=4)
    assert asking.expires_at == later(days=90, hours=4)
    assert asking.conversation is not None and asking.conversation.is_done


def test_one_that_cannot_be_delivered_alarms_nobody() -> None:
    class Refuser(Taker):
        def hand_over(self, sender: str, recipient: str, raw: bytes, on_data: object) -> transport.Answer:
            return transport.Refused("550 5.1.1 no such user")

    asked("nps")
    mail = OutboundMail.objects.get(kind="survey")
    deliver_message.deliver(mail.pk, clock=lambda: later(hours=4), carrier=Refuser())  # type: ignore[arg-type]
    mail.refresh_from_db()
    assert mail.state == "failed" and mail.settled_at is not None
    asking = Asking.objects.get()
    assert asking.delivered_at is None
    assert asking.conversation is not None and asking.conversation.identity.undeliverable_since is not None
