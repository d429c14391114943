"""Everybody chooses for themselves what they are told of."""

import pytest
from django.test import Client

from rapport.alerts.queries import preference_of
from rapport.conversations.queries import follows
from tests.cast import ada, conversation
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(db: None) -> Client:
    return client_of(ada())


def test_a_choice_is_kept_and_shown(agent: Client) -> None:
    shown = agent.get("/settings/notifications/").content.decode()
    assert 'name="unhappy-mail" checked' in shown
    agent.post("/settings/notifications/", {"mine-app": "on", "quiet_from": "22:00", "quiet_until": "07:00"})
    row = preference_of(ada())
    assert (row.channels["mine"], row.channels["unhappy"], str(row.quiet_from)) == (["app"], [], "22:00:00")
    shown = agent.get("/settings/notifications/").content.decode()
    assert 'name="mine-app" checked' in shown
    assert 'name="unhappy-mail" checked' not in shown
    assert 'value="22:00"' in shown


def test_half_of_the_quiet_hours_is_refused(agent: Client) -> None:
    answer = agent.post("/settings/notifications/", {"quiet_from": "22:00"})
    assert answer.status_code == 422
    assert b"Say both" in answer.content


def test_a_conversation_is_followed_by_a_button_with_a_key(agent: Client) -> None:
    found = conversation()
    assert b'data-key="w"' in agent.get(f"/conversations/{found.reference}/").content
    agent.post(f"/conversations/{found.reference}/following/", {"on": "1"})
    assert follows(found, ada())
    assert "Following" in agent.get(f"/conversations/{found.reference}/").content.decode()
    agent.post(f"/conversations/{found.reference}/following/", {"on": "0"})
    assert not follows(found, ada())
