"""Everybody makes and ends their own tokens; a token that may only read writes nothing."""

import pytest
from django.test import Client

from rapport.team.actions import create_token
from rapport.team.models import ApiToken
from tests.api.machine import Machine, problem
from tests.cast import NOON, ada, ben, conversation
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(db: None) -> Client:
    return client_of(ada())


def test_a_token_is_shown_once_and_works(agent: Client) -> None:
    conversation()
    shown = agent.post("/settings/tokens/", {"name": "Warehouse", "scope": "read"}).content.decode()
    token = shown.split('class="secret"><code>')[1].split("<")[0]
    assert ApiToken.objects.get().user == ada()
    machine = Machine()
    machine.headers = {"Authorization": f"Bearer {token}"}
    assert machine.get("/pile").status_code == 200
    again = agent.get("/settings/tokens/").content.decode()
    assert token not in again
    assert "last used" in again


def test_a_token_that_may_only_read_writes_nothing() -> None:
    found = conversation()
    machine = Machine(ada())
    ApiToken.objects.update(scope="read")
    refused = machine.post(f"/conversations/{found.reference}/replies", {"text": "Hello"})
    problem(refused, 403, "read_only_token")
    assert found.messages.count() == 1


def test_a_revoked_token_lets_nobody_in_and_only_its_owner_revokes_it(agent: Client) -> None:
    machine = Machine(ben())
    theirs = ApiToken.objects.get()
    agent.post(f"/settings/tokens/{theirs.pk}/revocation/")
    assert machine.get("/pile").status_code == 200
    mine = Machine(ada())
    agent.post(f"/settings/tokens/{ApiToken.objects.get(user=ada()).pk}/revocation/")
    assert mine.get("/pile").status_code == 401


def test_a_token_needs_a_name(agent: Client) -> None:
    assert agent.post("/settings/tokens/", {"name": "", "scope": "read"}).status_code == 422
    assert not ApiToken.objects.exists()
    create_token(ada(), at=NOON)
    assert b"command line" in agent.get("/settings/tokens/").content
