"""Many rated replies at once, for reports: rows in bulk, counted by the same triggers as single ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer, Identity
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform import signing
from rapport.team.models import User
from tests import cast
from tests.cast import NOON
from tests.filling import fill

_serial = count(1)


def rated(
    faces: Sequence[int | None],
    *,
    author: User | None = None,
    inbox: Inbox | None = None,
    at: datetime = NOON,
    every: timedelta = timedelta(0),
    language: str = "en",
    topic: str = "",
) -> list[RatingInvite]:
    """A delivered reply for each face; None for those who were asked and did not answer. `every` is between two."""
    inbox, author = inbox or cast.inbox(), author or cast.ada()
    numbers = [next(_serial) for _ in faces]
    people = fill(Customer(name=f"Person {n}", created_at=at) for n in numbers)
    identities = fill(
        Identity(customer=one, value=f"person{n}@customer.example", created_at=at)
        for n, one in zip(numbers, people, strict=True)
    )
    talks = fill(
        Conversation(
            inbox=inbox, customer=one.customer, identity=one, subject="Gears", created_at=at, last_message_at=at
        )
        for one in identities
    )
    replies = fill(
        Message(conversation=talk, kind="reply", author=author, text="Hello", at=at + n * every)
        for n, talk in enumerate(talks)
    )
    invites = fill(
        RatingInvite(
            conversation=reply.conversation,
            message=reply,
            author=author,
            recipient=f"person{n}@customer.example",
            seed=f"made-{n}",
            token_digest=signing.digest(f"made-{n}"),
            created_at=reply.at,
            delivered_at=reply.at,
            expires_at=reply.at + timedelta(days=90),
            inbox=inbox,
            language=language,
            topic=topic,
        )
        for n, reply in zip(numbers, replies, strict=True)
    )
    fill(
        Rating(
            invite=invite,
            conversation=invite.conversation,
            score=face,
            state="confirmed",
            first_at=invite.created_at,
            changed_at=invite.created_at,
        )
        for invite, face in zip(invites, faces, strict=True)
        if face is not None
    )
    return invites
