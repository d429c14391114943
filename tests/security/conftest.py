"""One world for all tests of a module: each of them looks at it and leaves it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from rapport.conversations.models import Conversation
from tests.security import world
from tests.security.roles import Route
from tests.security.world import ROLES, Things


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Desk:
    """Everybody at their browser, before one conversation of the team."""

    conversation: Conversation
    things: Things
    clients: dict[str, Client]

    def ask(self, role: str, method: str, route: Route, things: Things | None = None, **more: Any) -> Any:
        """The answer; neither the database nor the browser remembers that anything was asked."""
        client = Client(raise_request_exception=False)
        client.cookies = self.clients[role].cookies.copy()  # type: ignore[assignment]  # a SimpleCookie, too
        sent = route.sent if method == "post" else None
        with undone():
            return getattr(client, method)(route.address(things or self.things), sent, **more)


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), undone(), override_settings(RAPPORT_CONTACT_FORM=["ours@desk.example"]):
        clients = {role: world.client_as(role) for role in ROLES}
        conversation = world.conversation()
        yield Desk(conversation, world.things_of(conversation), clients)
