"""Desks that know nothing of each other, in one database: each with tables and a signing key of its own. Between them
and some ill-mannered peers a postman carries the very bytes that leave, in simulated time."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection

from rapport.channels.email import intake, queries
from rapport.channels.email.actions import Arrival, smtp_key, store
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation
from rapport.flows.deliver_message import deliver
from rapport.flows.mail_is_read import STORY
from tests import cast
from tests.cast import NOON
from tests.channels.email.outgoing import Letterbox, read

A_DAY = timedelta(days=1)
MOST_MAILS = 2000


@dataclass(frozen=True)
class Post:
    """A mail on its way."""

    envelope_from: str
    recipient: str
    raw: bytes


Peer = Callable[[Post, EmailMessage, datetime], list[tuple[timedelta, Post]]]


@dataclass
class Desk:
    """One installation. `schema` holds its tables, `key` signs its addresses."""

    name: str
    settings: Any
    schema: str = "public"
    key: str = ""
    sent: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        return f"help@{self.name}.example"

    @contextmanager
    def open(self) -> Iterator[None]:
        before = self.settings.SECRET_KEY
        self.settings.SECRET_KEY = self.key or before
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL search_path TO {', '.join(dict.fromkeys([self.schema, 'public']))}")
        try:
            yield
        finally:
            self.settings.SECRET_KEY = before
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL search_path TO public")

    def build(self) -> None:
        if self.schema != "public":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA {self.schema}")
                for model in apps.get_models(include_auto_created=True):
                    table = model._meta.db_table
                    if model.__module__.startswith("rapport."):
                        cursor.execute(f'CREATE TABLE {self.schema}."{table}" (LIKE public."{table}" INCLUDING ALL)')
        with self.open():
            cast.mo()
            cast.inbox(
                self.address, name=self.name.capitalize(), reply_domain=f"reply.{self.name}.example", acknowledge=True
            )

    def takes(self, address: str) -> bool:
        with self.open():
            return queries.places().takes(address)

    def gets(self, post: Post, at: datetime) -> list[Post]:
        """Take a mail in, read it, and hand over whatever leaves because of it."""
        with self.open():
            arrival = Arrival(smtp_key(), "smtp", post.raw, at, post.envelope_from, (post.recipient,))
            store([arrival], at=at, wake=False)
            intake.drain(STORY, limit=10, at_source=lambda: at)
        return self.empties_outbox(at)

    def empties_outbox(self, at: datetime) -> list[Post]:
        box = Letterbox()
        with self.open():
            for mail in OutboundMail.objects.filter(state="queued").exclude(kind="alert").order_by("id"):
                deliver(mail.pk, clock=lambda: at, carrier=box)
                mail.refresh_from_db()
                assert mail.state == "sent", mail.error
                self.sent[mail.kind] += 1
        return [Post(*handed) for handed in box.handed]

    def answers(self, at: datetime) -> list[Post]:
        """An agent answers everything that waits, once."""
        with self.open():
            for waiting in Conversation.objects.exclude(waiting_since=None):
                cast.answers(waiting, at=at)
        return self.empties_outbox(at)


class Postman:
    """Carries until nothing is on its way, a day is over, or so much was carried that it is a loop."""

    def __init__(self, desks: list[Desk], peers: dict[str, Peer], on_the_way: Callable[[bytes], bytes] = bytes) -> None:
        self.desks, self.peers, self.on_the_way = desks, peers, on_the_way
        self.queue: list[tuple[datetime, int, Post]] = []
        self.numbers = count()
        self.carried = 0

    def take(self, at: datetime, *posts: Post) -> None:
        for post in posts:
            heapq.heappush(self.queue, (at, next(self.numbers), post))

    def carry(self, until: datetime = NOON + A_DAY) -> None:
        while self.queue and self.queue[0][0] <= until and self.carried < MOST_MAILS:
            at, _, post = heapq.heappop(self.queue)
            self.carried += 1
            self._bring(post, at)

    def _bring(self, post: Post, at: datetime) -> None:
        desk = next((desk for desk in self.desks if desk.takes(post.recipient)), None)
        if desk is not None:
            seen = Post(post.envelope_from, post.recipient, self.on_the_way(post.raw))
            self.take(at + timedelta(seconds=2), *desk.gets(seen, at))
        elif peer := self.peers.get(post.recipient):
            for wait, answer in peer(post, read(post.raw), at):
                self.take(at + wait, answer)
