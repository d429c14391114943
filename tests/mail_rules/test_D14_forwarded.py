"""D14: who wrote what somebody passes on is proposed, and nothing changes until an agent says so."""

import pytest
from django.test import Client

from rapport.conversations.models import Conversation, Message
from tests.cast import ada, inbox, pat
from tests.channels.email.mails import HEAD, multipart, part
from tests.language.test_forwarded import ANA, STYLES
from tests.mailroom import hand_in, mail, read

pytestmark = pytest.mark.django_db
ATTACHED = b"From: Ana Example <Ana@Customer.example>\r\nSubject: My order\r\nMessage-ID: <a@b>\r\n\r\nWhere is it?\r\n"


def arrives(raw: bytes) -> Message:
    inbox()
    stored = hand_in(raw)
    read()
    stored.refresh_from_db()
    assert stored.message is not None
    return stored.message


def passed_on(style: str = "outlook") -> Message:
    subject, text = STYLES[style]
    return arrives(mail(("Bo", "bo@partner.example"), subject=subject, text=text))


def test_every_style_proposes_and_no_mail_changes_the_customer() -> None:
    found = [passed_on(style) for style in STYLES]
    attached = part(ATTACHED, b"Content-Type: message/rfc822")
    head = HEAD.replace(b"My bicycle", b"Fwd: My order").replace(b"uma@customer", b"bo@partner")
    found.append(arrives(head + multipart("mixed", part(b"See below", b"Content-Type: text/plain"), attached)))
    right = sum(m.forwarded_from == {"name": ANA[0], "address": ANA[1]} for m in found)
    silent = sum(m.conversation.identity.address != m.from_address for m in found)
    print(f"\nD14: {right} of {len(found)} forward styles propose the right person, {silent} silent changes")
    assert right >= 0.9 * len(found)
    assert silent == 0


def test_the_agent_presses_the_button_and_the_customer_is_another(client: Client) -> None:
    message = passed_on()
    where = f"/conversations/{message.conversation.reference}/"
    client.force_login(ada())
    shown = client.get(where).content.decode()
    assert "Make Ana Example the customer" in shown
    answer = client.post(f"{where}customer/", {"address": ANA[1], "name": ANA[0]})
    assert answer.status_code == 302
    changed = Conversation.objects.get(pk=message.conversation_id)
    assert (changed.identity.address, changed.customer.name) == (ANA[1], ANA[0])
    assert "Make Ana Example the customer" not in client.get(where).content.decode()


def test_we_are_never_proposed_ourselves() -> None:
    text = STYLES["outlook"][1].replace("ana@customer.example", "help@desk.example")
    assert arrives(mail(("Bo", "bo@partner.example"), subject="FW: x", text=text)).forwarded_from == {}


def test_the_sender_is_never_proposed() -> None:
    text = STYLES["outlook"][1].replace("ana@customer.example", "BO@partner.example")
    assert arrives(mail(("Bo", "bo@partner.example"), subject="FW: x", text=text)).forwarded_from == {}


def test_somebody_who_may_not_press_it_gets_no_button(client: Client) -> None:
    message = passed_on()
    partner = pat()
    message.conversation.inbox.teams.set(partner.teams.all())
    client.force_login(partner)
    answer = client.get(f"/conversations/{message.conversation.reference}/")
    assert "Make Ana Example the customer" not in answer.content.decode()


def test_two_attached_mails_propose_nobody() -> None:
    attached = part(ATTACHED, b"Content-Type: message/rfc822")
    raw = HEAD + multipart("mixed", part(b"See both", b"Content-Type: text/plain"), attached, attached)
    assert arrives(raw).forwarded_from == {}
