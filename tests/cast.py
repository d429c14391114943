"""The people of every test, and plain functions that make what they need.

Ada answers customers, Mo leads, Iris builds the product, Pat works for a partner, Cleo is
only asked, Olga owns it all. Uma is unhappy, Sol is the silent
one in the middle, Rex is abusive.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from rapport.conversations.actions import add_inbox
from rapport.conversations.letters import Letter, Reply
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.team.models import Role, Team, User

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_serial = count(1)


def later(**span: float) -> datetime:
    """Noon and a bit: `later(hours=2)`."""
    return NOON + timedelta(**span)


@cache
def _password() -> str:
    """Argon2 is slow on purpose, so everybody shares one hash."""
    return make_password("correct horse battery")


def _user(name: str, role: str) -> User:
    email = f"{name.split()[0].lower()}@desk.example"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create(email=email, name=name, role=role, password=_password(), undo_seconds=0)


def ada() -> User:
    return _user("Ada Byron", Role.AGENT)


def ben() -> User:
    return _user("Ben Okoye", Role.AGENT)


def mo() -> User:
    return _user("Mo Haddad", Role.LEAD)


def iris() -> User:
    return _user("Iris Lind", Role.AGENT)


def cleo() -> User:
    """A collaborator: sees the inboxes of a team Cleo is in, and where somebody asks for Cleo."""
    return _user("Cleo Voss", Role.COLLABORATOR)


def olga() -> User:
    return _user("Olga Brandt", Role.OWNER)


def pat() -> User:
    """An outsourced agent: sees nothing but the inboxes of a team Pat is in."""
    return _user("Pat Quinn", Role.PARTNER)


UMA = ("Uma Ferrari", "uma@customer.example")
SOL = ("Sol Berg", "sol@customer.example")
REX = ("Rex Stone", "rex@customer.example")


def inbox(
    address: str = "help@desk.example",
    *,
    name: str = "Help",
    reply_domain: str = "reply.desk.example",
    acknowledge: bool = False,
) -> Inbox:
    found = Inbox.objects.filter(address=address).first()
    return found or add_inbox(name=name, address=address, at=NOON, reply_domain=reply_domain, acknowledge=acknowledge)


def team(name: str, *members: User) -> Team:
    made, _ = Team.objects.get_or_create(name=name)
    for member in members:
        member.teams.add(made)
    return made


def letter(sender: tuple[str, str] = UMA, **fields: Any) -> Letter:
    """A mail from a customer that starts a conversation, unless `conversation_id` says otherwise."""
    given: dict[str, Any] = {
        "from_name": sender[0],
        "from_address": sender[1],
        "subject": "The chain slips",
        "text": "Hello, the chain slips on the third gear.",
        "reply_text": "Hello, the chain slips on the third gear.",
        "received_at": NOON,
        "message_id": f"<mail-{next(_serial)}@customer.example>",
    }
    given |= fields
    if "inbox" not in given:
        given["inbox"] = inbox()
    return Letter(**given)


def arrives(sender: tuple[str, str] = UMA, **fields: Any) -> Message:
    """A customer's mail, through the flow that every mail takes."""
    from rapport.flows.message_arrives import message_arrives

    sent = letter(sender, **fields)
    return message_arrives(sent, at=sent.received_at)


def conversation(sender: tuple[str, str] = UMA, **fields: Any) -> Conversation:
    return arrives(sender, **fields).conversation


def answers(
    about: Conversation,
    author: User | None = None,
    text: str = "We will look at it today.",
    at: datetime | None = None,
    **fields: Any,
) -> Message:
    """An agent's reply, through the flow that every reply takes."""
    from rapport.flows.agent_replies import agent_replies

    return agent_replies(about, author or ada(), Reply(text=text, **fields), at=at or later(minutes=10))
