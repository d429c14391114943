"""Leads and owners say who may come in, as what, and into which inboxes."""

import re

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.platform.audit import queries as audit
from rapport.platform.models import AuditEntry
from rapport.team import actions
from rapport.team.models import ApiToken, Invitation, LoginLink, Role, Team, User
from rapport.team.queries import valid_token
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(db: None) -> Client:
    return client_of(cast.olga())


def wrote() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.exclude(action="settings.changed").values_list("action", "about"))


def test_a_new_one_time_link_lets_somebody_in_once(mo: Client) -> None:
    shown = mo.post(f"/settings/people/{cast.ada().pk}/link/").content.decode()
    path = re.search(r"(/sign-in/[\w-]+/)", shown)
    assert path
    guest = Client()
    assert guest.post(path[1]).status_code == 302
    assert guest.get("/pile/").status_code == 200
    assert Client().post(path[1]).status_code == 404
    assert ("user.invited", "ada@desk.example") in wrote()


@pytest.mark.parametrize("role", ["owner", "lead", "admin", ""])
def test_a_lead_gives_no_role_above_an_agents(mo: Client, role: str) -> None:
    form = {"email": "nia@desk.example", "name": "Nia", "role": role}
    assert mo.post("/settings/people/invitation/", form).status_code == 422
    assert not Invitation.objects.exists()
    assert mo.post(f"/settings/people/{cast.ada().pk}/", {"role": role}).status_code == 422
    assert User.objects.get(pk=cast.ada().pk).role == Role.AGENT


def test_an_owner_gives_every_role_and_the_sessions_of_the_person_end(olga: Client, ada: Client) -> None:
    assert ada.get("/pile/").status_code == 200
    assert olga.post(f"/settings/people/{cast.ada().pk}/", {"role": "lead"}).status_code == 302
    assert User.objects.get(pk=cast.ada().pk).role == Role.LEAD
    assert ada.get("/pile/").status_code == 302


def test_a_lead_changes_no_lead_no_owner_and_not_themselves(mo: Client) -> None:
    for who in (cast.mo(), cast.olga()):
        for part in ("", "deactivation/", "link/", "activation/"):
            assert mo.post(f"/settings/people/{who.pk}/{part}", {"role": "agent"}).status_code == 403
    assert {cast.mo().role, cast.olga().role} == {"lead", "owner"}


def test_who_leaves_is_out_at_once_and_hands_everything_back(mo: Client, ada: Client) -> None:
    found = cast.conversation()
    cast.answers(found)
    token = actions.create_token(cast.ada(), at=NOON)
    link = actions.create_login_link(cast.ada(), at=NOON)
    assert mo.post(f"/settings/people/{cast.ada().pk}/deactivation/").status_code == 302
    assert ada.get("/pile/").status_code == 302
    assert valid_token(token) is None
    assert ApiToken.objects.get().revoked_at is not None
    assert not LoginLink.objects.exists()
    assert Client().post(f"/sign-in/{link}/").status_code == 404
    assert Conversation.objects.get(pk=found.pk).assignee is None
    assert ("user.deactivated", "ada@desk.example") in wrote()


def test_the_only_owner_stays(olga: Client) -> None:
    second = client_of(User.objects.create_user("two@desk.example", None, name="Two", role=Role.OWNER))
    assert second.post(f"/settings/people/{cast.olga().pk}/", {"role": "agent"}).status_code == 302
    with pytest.raises(actions.TeamError):
        actions.deactivate(User.objects.get(email="two@desk.example"), actor=None, at=NOON)


def test_a_team_gets_its_members_and_inboxes(mo: Client) -> None:
    inbox = cast.inbox()
    form = {"name": "Help", "members": [cast.ada().pk], "inboxes": [inbox.pk]}
    assert mo.post("/settings/teams/", form).status_code == 302
    team = Team.objects.get()
    assert list(cast.ada().teams.all()) == [team]
    assert list(inbox.teams.all()) == [team]
    assert mo.post("/settings/teams/", form).status_code == 422
    assert mo.post(f"/settings/teams/{team.pk}/", {"name": "Care"}).status_code == 302
    assert not cast.ada().teams.exists()
    assert not inbox.teams.exists()


def test_every_change_of_the_settings_is_written_down_without_its_values(mo: Client) -> None:
    mo.post("/settings/teams/", {"name": "Secretname"})
    entry = AuditEntry.objects.get(action="settings.changed")
    assert (entry.about, entry.actor, entry.data) == ("teams", "Mo Haddad", {"fields": ["name"]})
    assert audit.faults() == []


def test_the_log_shows_filters_and_gives_itself_away_whole(olga: Client, mo: Client) -> None:
    mo.post("/settings/teams/", {"name": "Help"})
    assert "team.saved" in olga.get("/settings/audit/").content.decode()
    assert "team.saved" not in olga.get("/settings/audit/?kind=user").content.decode()
    answer = olga.post("/settings/audit/export/", {"form": "csv"})
    taken = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "team.saved" in taken
    assert "export.audit" in taken
    assert olga.post("/settings/audit/verification/").status_code == 302


def test_a_partner_who_looks_at_a_customer_is_written_down(pat: Client) -> None:
    inbox = cast.inbox()
    inbox.teams.add(cast.team("Help", cast.pat()))
    found = cast.conversation(inbox=inbox)
    pat.get(f"/customers/{found.customer.public_id}/")
    assert AuditEntry.objects.get().action == "customer.seen"


def test_nobody_is_sent_to_a_page_that_is_not_used(ada: Client) -> None:
    """The library's own hint beside a password leads to a page that is closed here."""
    for path in ("/account/password/change/", "/account/reauthenticate/"):
        page = ada.get(path).content.decode()
        assert "/password/reset/" not in page
        assert "Ask whoever runs your desk" in page
