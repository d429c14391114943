"""One conversation with everything that can hang on it, in an inbox of one team, and somebody in every role."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.test import Client

from rapport.alerts import one_touch
from rapport.alerts.models import Alert, Touch
from rapport.channels.email import actions as email
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.letters import File
from rapport.conversations.models import Attachment, Conversation, Inbox, Message
from rapport.customers import actions as customers
from rapport.customers.models import Customer
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows import customer_leaves
from rapport.flows.act import act
from rapport.flows.customer_rates import customer_rates
from rapport.flows.deeds import Deed, Verb
from rapport.flows.merge_customers import merge
from rapport.flows.note_is_written import note_is_written
from rapport.platform.clock import now
from rapport.recovery.models import Recovery
from rapport.relationships.actions import Told
from rapport.search import actions as search
from rapport.search.actions import ViewForm
from rapport.search.models import View
from rapport.team import actions as team
from rapport.team.actions import create_login_link
from rapport.team.models import Role, User
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
RAW = b"From: uma@customer.example\r\nSubject: The chain slips\r\n\r\nHello\r\n"
PASSWORD = "correct horse battery"
ROLES = (
    "anonymous",
    "member",
    "outsider",
    "loose partner",
    "partner",
    "loose collaborator",
    "asked collaborator",
    "collaborator",
    "lead",
    "owner",
)


def quin() -> User:
    """An outsourced agent in the team."""
    found = User.objects.filter(email="quin@partner.example").first()
    return found or User.objects.create_user("quin@partner.example", PASSWORD, name="Quin Park", role=Role.PARTNER)


def _collaborator(name: str) -> User:
    email = f"{name.lower()}@desk.example"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, PASSWORD, name=f"{name} Vale", role=Role.COLLABORATOR)


def remy() -> User:
    """A collaborator in the team."""
    return _collaborator("Remy")


def nell() -> User:
    """A collaborator in no team, asked in this one conversation."""
    return _collaborator("Nell")


def user_of(role: str) -> User | None:
    people = {
        "member": cast.ada,
        "outsider": cast.ben,
        "loose partner": cast.pat,
        "partner": quin,
        "loose collaborator": cast.cleo,
        "asked collaborator": nell,
        "collaborator": remy,
        "owner": cast.olga,
        "lead": cast.mo,
    }
    return people[role]() if role in people else None


def client_as(role: str) -> Client:
    user = user_of(role)
    return client_of(user) if user else Client()


@dataclass(frozen=True)
class Things:
    """What addresses name: all of one conversation, or all unknown."""

    reference: str
    inbound: UUID
    held: UUID
    reply: UUID
    file: UUID
    picture: UUID
    recovery: int
    rating: int
    item: int
    customer: UUID
    organization: int
    loss: int
    merge: int
    asked: int
    team: int
    view: int
    change: int
    rating_token: str
    sign_in_token: str
    invitation_token: str
    touch_token: str

    @staticmethod
    def unknown() -> "Things":
        nobody = UUID(int=7)
        numbers = (999_999, 999_999, 999_999, nobody, 999_999, 999_999, 999_999, 999_999, 999_999, 999_999, 999_999)
        return Things(
            "R-999999", nobody, nobody, nobody, nobody, nobody, *numbers, "A" * 22, "B" * 22, "C" * 22, "D" * 31
        )


def ours() -> Inbox:
    """The inbox of one team; another team has its own, so that its member is no outsider everywhere."""
    inbox = cast.inbox("ours@desk.example", name="Ours")
    inbox.teams.add(cast.team("Ours", cast.ada(), quin(), remy()))
    theirs = cast.inbox("theirs@desk.example", name="Theirs")
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    return inbox


def conversation() -> Conversation:
    """With files, a raw source, a held mail, a reply that was rated bad, a note, a recovery and alerts."""
    files = [File("manual.pdf", b"%PDF-1.7 secret"), File("photo.png", PNG, inline=True, content_id="photo@x")]
    asked = cast.arrives(inbox=ours(), html='<p>Hi <img src="cid:photo@x"></p>', files=files)
    found = asked.conversation
    note_is_written(found, cast.ada(), "Secretnote about Uma for @Nell", at=later(minutes=5), asked=[nell().pk])
    answer = cast.answers(found, cast.ada(), files=[File("quote.pdf", b"%PDF-1.7 quote")], at=now())
    invite = feedback.invite_for(answer.pk, found.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(1, "button", comment="Secretcomment"), at=now())
    cast.arrives(
        cast.REX, conversation_id=found.pk, trust=Message.Trust.STRANGER, inbox=found.inbox, received_at=later(hours=1)
    )
    OutboundMail.objects.filter(message=answer).update(state=OutboundMail.State.FAILED)
    _keep_raw(asked)
    twin, _ = customers.recognise(address="uma@twin.example", name="Secrettwin", at=cast.NOON)
    merge(found.customer, twin.customer, evidence="Secretreason", actor=cast.ada(), at=now())
    return Conversation.objects.get(pk=found.pk)


def _organization(customer: Customer) -> int:
    customers.change(customer, name="Uma Ferrari", phone="", organization="Ferrari Ltd", actor=cast.ada(), at=now())
    customer.refresh_from_db()
    return customer.organization_id or 0


def _keep_raw(message: Message) -> None:
    arrival = email.Arrival(key="smtp:world", source="smtp", raw=RAW, received_at=cast.NOON)
    email.store([arrival], at=cast.NOON, wake=False)
    email.became(RawMail.objects.get(key="smtp:world"), RawMail.State.DONE, message)


def kept_view() -> View:
    """Of the team, kept by a member."""
    said = ViewForm("Secretview", "chain", audience=View.Audience.TEAM, team=cast.team("Ours"))
    return search.keep(said, owner=cast.ada(), at=cast.NOON)


def lost(found: Conversation) -> int:
    told = Told(date(2026, 3, 1), "not_heard", "Secretwords of who left")
    return customer_leaves.note(found.customer, told, known=None, actor=cast.ada(), at=now()).pk


def things_of(found: Conversation) -> Things:
    inbound, held, reply = (
        found.messages.get(kind="inbound", held=False),
        found.messages.get(held=True),
        found.messages.get(kind="reply"),
    )
    invite = feedback.invite_for(reply.pk, found.identity.value)
    assert invite is not None
    files = Attachment.objects.filter(message=inbound)
    change = act(Deed(Verb.TAG, ["Secrettag"]), [found.pk], actor=cast.ada(), at=now()).change
    assert change is not None
    alert = Alert.objects.get(user=cast.ada(), conversation_id=found.pk, kind=Alert.Kind.UNHAPPY)
    return Things(
        reference=found.reference,
        inbound=inbound.public_id,
        held=held.public_id,
        reply=reply.public_id,
        file=files.get(name="manual.pdf").public_id,
        picture=files.get(name="photo.png").public_id,
        recovery=Recovery.objects.get(conversation=found).pk,
        rating=invite.rating.pk,
        item=invite.rating.agenda_item.pk,
        customer=found.customer.public_id,
        organization=_organization(found.customer),
        loss=lost(found),
        merge=found.customer.merges.get().pk,
        asked=nell().pk,
        team=cast.team("Ours").pk,
        view=kept_view().pk,
        change=change.pk,
        rating_token=feedback.token_of(invite),
        sign_in_token=create_login_link(cast.iris(), at=now()),
        invitation_token=team.invite(team.Invited("nia@desk.example", "Nia Roe", "agent"), actor=cast.mo(), at=now())[
            1
        ],
        touch_token=one_touch.token(alert, Touch.Deed.TAKE),
    )
