"""The first owner and the steps until customers are answered."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from rapport.channels.email.models import MailServer
from rapport.config.links import founding_url
from rapport.flows import try_inbox
from rapport.team.actions import TeamError, add_user, found, founding_key
from rapport.team.models import Role, User
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of

GIVEN = {"name": "Orla Quinn", "email": "Orla@bikes.example", "password": "a long and windy road"}


def address() -> str:
    return "/start/" + founding_key(at=NOON) + "/"


@pytest.mark.django_db
def test_the_link_of_an_empty_desk_makes_its_owner_who_is_signed_in() -> None:
    client, link = Client(), address()
    assert "You are the first here" in client.get(link).content.decode()
    answer = client.post(link, GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/start/")
    owner = User.objects.get()
    assert (owner.email, owner.name, owner.role) == ("orla@bikes.example", "Orla Quinn", Role.OWNER)
    assert owner.check_password(GIVEN["password"])
    assert "Setting up" in client.get("/settings/start/").content.decode()


@pytest.mark.django_db
def test_the_printed_link_leads_there() -> None:
    assert re.fullmatch(r"https?://[^/]+/start/[\w-]{20,}/", founding_url(NOON))


@pytest.mark.django_db
def test_the_link_ends_with_the_first_person() -> None:
    link = address()
    add_user(email="ada@desk.example", name="Ada", role="agent", at=NOON)
    for answer in (Client().get(link), Client().post(link, GIVEN)):
        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.content.decode()
    assert not User.objects.filter(role=Role.OWNER).exists()


@pytest.mark.django_db
def test_somebody_who_may_no_longer_come_in_is_somebody() -> None:
    link = address()
    User.objects.create_user("ada@desk.example", None, name="Ada", is_active=False)
    assert Client().get(link).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x", "x" * 64, "../settings", "%00"])
def test_guessing_leads_nowhere_and_soon_to_a_wait(key: str) -> None:
    address()
    client = Client()
    assert client.get(f"/start/{key}/" if key else "/start/").status_code == 404
    assert [client.post("/start/guess/", GIVEN).status_code for _ in range(12)][-1] == 429
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_a_printed_link_nothing_opens() -> None:
    assert Client().get("/start/" + "0" * 22 + "/").status_code == 404
    assert Client().get("/start/").status_code == 404


@pytest.mark.django_db
def test_an_older_link_ends_when_a_newer_one_is_printed() -> None:
    old, new = address(), address()
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("password", "short", "too short"), ("email", "orla", "valid email"), ("name", "", "required")],
)
def test_what_cannot_be_is_told_and_nobody_is_made(field: str, value: str, told: str) -> None:
    answer = Client().post(address(), GIVEN | {field: value})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_founds() -> None:
    key, made = founding_key(at=NOON), []

    def founding(number: int) -> None:
        try:
            made.append(found(key, email=f"o{number}@bikes.example", name="O", password="x", at=NOON))
        except TeamError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=founding, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), User.objects.count()) == (1, 1)


def states(client: Client) -> list[bool]:
    return [step["done"] for step in client.get("/settings/start/").context["steps"]]


@pytest.mark.django_db
@override_settings(RAPPORT_SMTP_URL="")
def test_steps_are_done_when_what_they_ask_for_is_there() -> None:
    client = client_of(cast.mo())
    assert states(client) == [False, False, False, False, False]
    inbox = cast.inbox()
    assert states(client) == [True, False, False, False, False]
    MailServer.objects.create(inbox=inbox, host="mail.example", port=587)
    try_inbox.arrived(f"{inbox.pk}x1", at=NOON)
    cast.ada()
    assert states(client) == [True, False, True, True, True]
    cast.conversation()
    assert states(client) == [True, True, True, True, True]
    assert "All is set" in client.get("/settings/start/").content.decode()


@pytest.mark.django_db
def test_a_test_mail_on_its_way_is_not_back() -> None:
    inbox = cast.inbox()
    from rapport.platform.actions import remember_fact

    remember_fact(f"inbox-test:{inbox.pk}", {"key": f"{inbox.pk}x1"}, at=NOON)
    assert not try_inbox.has_worked(inbox)


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "told"), [("mo", True), ("ada", False)])
def test_the_first_page_of_an_untouched_desk_leads_leads_there(who: str, told: bool) -> None:
    client: Any = client_of(getattr(cast, who)())
    assert ("/settings/start/" in client.get("/").content.decode()) is told
    cast.conversation()
    assert "Nobody has written yet" not in client.get("/").content.decode()
