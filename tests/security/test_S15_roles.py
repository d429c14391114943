"""S15: who works for another company, or is only asked, gets no further than that, whatever they send."""

from typing import Any

import pytest
from django.test import Client

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError, assign
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.flows import partner_reads
from rapport.flows.agent_replies import agent_replies
from rapport.flows.deliver_message import deliver
from rapport.platform.models import Event
from rapport.team.actions import create_token
from rapport.team.models import Role, User
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import Letterbox, body
from tests.desk.conftest import client_of
from tests.flows.test_customer_rates import votes

pytestmark = pytest.mark.django_db
ADDRESS, PHONE = "uma@customer.example", "+49 171 5550199"


@pytest.fixture
def found() -> Conversation:
    inbox = cast.inbox()
    inbox.teams.add(cast.team("Help", cast.ada(), cast.pat(), cast.cleo()))
    text = f"I am {ADDRESS}, call {PHONE}. The chain slips."
    cc = [{"name": "", "address": "boss@customer.example"}]
    made = cast.conversation(inbox=inbox, text=text, reply_text=text, html=f"<p>{text}</p>", cc=cc)
    Customer.objects.filter(pk=made.customer_id).update(phone=PHONE)
    return made


def api(user: User) -> dict[str, Any]:
    return {"headers": {"authorization": f"Bearer {create_token(user, at=NOON)}"}}


def pages(found: Conversation) -> list[str]:
    message = found.messages.get().public_id
    return [
        "/pile/",
        f"/conversations/{found.reference}/",
        f"/conversations/{found.reference}/thread/",
        f"/customers/{found.customer.public_id}/",
        f"/messages/{message}/body/",
    ]


def test_a_partner_reads_no_address_and_no_number_on_any_page(found: Conversation) -> None:
    partner, agent = client_of(cast.pat()), client_of(cast.ada())
    seen = "".join(agent.get(path).content.decode() for path in pages(found))
    assert ADDRESS in seen and "5550199" in seen and "boss@customer.example" in seen
    for path in pages(found):
        shown = partner.get(path)
        assert shown.status_code == 200
        for secret in ("customer.example", "5550199", "boss@"):
            assert secret not in shown.content.decode(), path


def test_a_partner_reads_none_through_the_api(found: Conversation) -> None:
    path = f"/api/v1/conversations/{found.reference}"
    assert ADDRESS in Client().get(path, **api(cast.ada())).content.decode()
    shown = Client().get(path, **api(cast.pat()))
    assert shown.status_code == 200
    assert "customer.example" not in shown.content.decode()
    assert "5550199" not in shown.content.decode()
    assert shown.json()["inbox"]["address"] == "help@desk.example"


def test_a_partner_reads_none_in_the_mail_of_an_alert(found: Conversation) -> None:
    """They hear at once that a customer is unhappy with their reply; whom to call, others are told."""
    Customer.objects.filter(pk=found.customer_id).update(name="")
    cast.mo()
    invite = cast.answers(found, cast.pat(), text=f"We call {PHONE}.").invites.get()
    votes(invite, 1, "button", at=later(hours=1), comment=f"Write to {ADDRESS}", call_me=True, phone=PHONE)
    for user, sees in [(cast.mo(), True), (cast.pat(), False)]:
        box = Letterbox()
        for mail in OutboundMail.objects.filter(kind="alert", alert__user=user):
            deliver(mail.pk, clock=lambda: later(hours=2), carrier=box)
        assert box.mails
        for letter in box.mails:
            said = "\n".join([letter["Subject"], body(letter), body(letter, "html")])
            assert (ADDRESS in said, PHONE in said) == (sees, sees)
            assert found.reference in said
        assert ADDRESS in Alert.objects.filter(user=user, level=1).earliest("id").headline


def test_a_partners_reply_goes_to_the_customer_and_nowhere_else(found: Conversation) -> None:
    form = {"kind": "reply", "text": "Hello", "token": "t", "to": "me@home.example", "bcc": "me@home.example"}
    assert client_of(cast.pat()).post(f"/conversations/{found.reference}/messages/", form).status_code == 302
    sent = found.messages.get(kind="reply")
    assert [row["address"] for row in [*sent.to, *sent.cc, *sent.bcc]] == [ADDRESS]


def test_files_that_a_partner_opens_are_written_down(found: Conversation) -> None:
    from rapport.conversations.letters import File

    mail = cast.arrives(conversation_id=found.pk, inbox=found.inbox, files=[File("a.pdf", b"%PDF")])
    path = f"/attachments/{mail.attachments.get().public_id}/"
    client_of(cast.ada()).get(path)
    assert not Event.objects.filter(name="conversations.attachment_seen").exists()
    client_of(cast.pat()).get(path)
    assert Event.objects.get(name="conversations.attachment_seen").actor_id == cast.pat().pk


def test_leads_hear_at_once_of_a_partner_who_reads_too_much() -> None:
    cast.mo()
    for number in range(200):
        partner_reads.conversation(cast.pat(), number, at=later(seconds=number))
        partner_reads.conversation(cast.pat(), number, at=later(seconds=number))
    assert not Alert.objects.exists()
    partner_reads.conversation(cast.pat(), 200, at=later(minutes=30))
    partner_reads.conversation(cast.pat(), 201, at=later(minutes=30))
    assert Alert.objects.get().user == cast.mo()
    assert "200" in Alert.objects.get().headline


def test_what_a_colleague_reads_is_not_counted() -> None:
    cast.mo()
    for number in range(202):
        partner_reads.conversation(cast.ada(), number, at=NOON)
    assert not Alert.objects.exists()


def test_a_collaborator_writes_to_no_customer_by_any_door(found: Conversation) -> None:
    with pytest.raises(ConversationError):
        agent_replies(found, cast.cleo(), Reply(text="Hello"), at=later(minutes=1))
    path = f"/api/v1/conversations/{found.reference}/replies"
    answer = Client().post(path, {"text": "Hello"}, content_type="application/json", **api(cast.cleo()))
    assert answer.status_code == 403
    form = {"kind": "reply", "text": "Hello", "token": "t"}
    assert client_of(cast.cleo()).post(f"/conversations/{found.reference}/messages/", form).status_code == 422
    assert not found.messages.filter(kind="reply").exists()


def test_a_collaborator_writes_notes_and_is_given_nothing(found: Conversation) -> None:
    form = {"kind": "note", "text": "Known fault", "token": "t"}
    assert client_of(cast.cleo()).post(f"/conversations/{found.reference}/messages/", form).status_code == 302
    with pytest.raises(ConversationError):
        assign(found, cast.cleo(), actor=cast.mo(), at=NOON)


def test_a_collaborator_is_shown_no_button_that_does_nothing(found: Conversation) -> None:
    shown = client_of(cast.cleo()).get(f"/conversations/{found.reference}/").content.decode()
    for word in ("assignment/", "closure/", 'value="reply"', "customer/", "participants/"):
        assert word not in shown


@pytest.mark.parametrize("who", [cast.pat, cast.cleo, cast.ada], ids=["partner", "collaborator", "agent"])
def test_nobody_makes_themselves_more(who: Any) -> None:
    user = who()
    sent = {"name": "New", "role": "owner", "teams": "1", "is_active": "1", "email": "mo@desk.example", "id": "1"}
    client_of(user).post("/you/", sent)
    after = User.objects.get(pk=user.pk)
    assert (after.name, after.role, after.email, list(after.teams.all())) == ("New", user.role, user.email, [])


def test_there_are_five_roles() -> None:
    assert len(Role.values) == 5
