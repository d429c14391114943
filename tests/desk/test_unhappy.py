"""The list of who is unhappy for long, and which way it goes on the page of a customer."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer, Organization
from rapport.platform.clock import now
from rapport.relationships import actions
from rapport.relationships.models import Unhappy
from tests import cast
from tests.desk.conftest import client_of
from tests.reports.making import rated

pytestmark = pytest.mark.django_db


def unhappy(days: int = 30, name: str = "Uma Ferrari", score: int = 1) -> Customer:
    found = rated([score], at=now() - timedelta(days=days))[0].conversation.customer
    Customer.objects.filter(pk=found.pk).update(name=name)
    found.refresh_from_db()
    actions.look_at([found.pk])
    return found


def read(client: Client, path: str = "/unhappy/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_longest_stands_first_with_days_words_and_a_way_to_the_conversation() -> None:
    unhappy(20, "Sol Berg", score=2)
    first = unhappy(40)
    shown = read(client_of(cast.ada()))
    assert shown.index("Uma Ferrari") < shown.index("Sol Berg")
    assert "40 days" in shown
    assert "never a good sign" in shown
    assert f"/conversations/{Conversation.objects.get(customer=first).reference}/" in shown


def test_nobody_is_unhappy_for_long() -> None:
    unhappy(3)
    assert "Nobody is unhappy for long" in read(client_of(cast.ada()))


def test_an_agent_looks_after_them_speaks_with_them_and_they_leave_the_list() -> None:
    found, ada = unhappy(), client_of(cast.ada())
    assert ada.post(f"/unhappy/{found.public_id}/owner/").status_code == 302
    assert Unhappy.objects.get().owner == cast.ada()
    assert "Uma Ferrari" in read(ada, "/unhappy/?mine=1")
    assert "Uma Ferrari" not in read(client_of(cast.ben()), "/unhappy/?mine=1")
    answer = ada.post(
        f"/unhappy/{found.public_id}/contact/", {"note": "Called, a new chain is on its way", "list": "mine"}
    )
    assert answer["Location"] == "/unhappy/?mine=1"
    assert "Uma Ferrari" not in read(ada)
    shown = read(ada, "/unhappy/?contacted=1")
    assert "“Called, a new chain is on its way”" in shown
    assert "Ada Byron" in shown


def test_pressed_again_it_is_given_back() -> None:
    found, ada = unhappy(), client_of(cast.ada())
    for owner in (cast.ada(), None):
        ada.post(f"/unhappy/{found.public_id}/owner/")
        assert Unhappy.objects.get().owner == owner


def test_a_contact_without_words_is_refused_with_what_to_do() -> None:
    found, ada = unhappy(), client_of(cast.ada())
    ada.post(f"/unhappy/{found.public_id}/contact/", {"note": "  "})
    assert Unhappy.objects.get().contacted_at is None
    assert "Write in a few words what came of it." in read(ada)


@pytest.mark.parametrize("word", ["owner", "contact"])
def test_who_is_not_unhappy_has_no_row_to_change(word: str) -> None:
    found = rated([4], at=now())[0].conversation.customer
    assert client_of(cast.ada()).post(f"/unhappy/{found.public_id}/{word}/", {"note": "x"}).status_code == 404


@pytest.mark.parametrize("list_name", ["//evil.example", "contacted\r\nX: y", "javascript:alert(1)"])
def test_it_leads_back_to_its_own_lists_alone(list_name: str) -> None:
    found = unhappy()
    answer = client_of(cast.ada()).post(f"/unhappy/{found.public_id}/owner/", {"list": list_name})
    assert answer["Location"] == "/unhappy/"


def test_people_of_inboxes_one_does_not_see_are_not_there() -> None:
    team = cast.team("Bikes", cast.ada())
    found = unhappy()
    inbox = Conversation.objects.get(customer=found).inbox
    inbox.teams.add(team)
    assert "Uma Ferrari" in read(client_of(cast.ada()))
    assert "Uma Ferrari" not in read(client_of(cast.ben()))
    assert client_of(cast.ben()).post(f"/unhappy/{found.public_id}/owner/").status_code == 404


def test_long_lists_have_pages() -> None:
    rated([1] * 31, at=now() - timedelta(days=30))
    actions.follow(at=now())
    shown = read(client_of(cast.ada()))
    assert shown.count("<article") == 30
    following = shown.split('href="/unhappy/?after=')[1].split('"')[0]
    assert read(client_of(cast.ada()), f"/unhappy/?after={following}").count("<article") == 1
    assert client_of(cast.ada()).get("/unhappy/?after=nonsense").status_code == 404


def test_the_page_of_a_customer_says_which_way_it_goes_and_why() -> None:
    found = unhappy(10)
    for days, score in ((100, 4), (90, 4), (8, 1)):
        one = rated([score], at=now() - timedelta(days=days))[0].conversation
        Conversation.objects.filter(pk=one.pk).update(customer=found)
    shown = read(client_of(cast.ada()), f"/customers/{found.public_id}/")
    assert "Going down" in shown
    assert "rated Bad 2 times" in shown


def test_little_is_said_of_whom_little_is_known() -> None:
    found = unhappy(10)
    shown = read(client_of(cast.ada()), f"/customers/{found.public_id}/")
    assert "too few to see which way it goes" in shown


def test_an_organization_is_all_of_its_people() -> None:
    company = Organization.objects.create(name="Lark Cycles")
    people = [unhappy(20 + n, f"Person {n}") for n in range(3)]
    Customer.objects.filter(pk__in=[one.pk for one in people]).update(organization=company)
    shown = read(client_of(cast.ada()), f"/customers/{people[0].public_id}/")
    assert "Lark Cycles" in shown
    assert "(3 people)" in shown
    assert "rated Bad 3 times" in shown


def test_many_rows_cost_as_many_queries_as_few(django_assert_max_num_queries: object) -> None:
    unhappy(20, "Person 0")
    client = client_of(cast.ada())
    read(client)
    for number in range(8):
        unhappy(20 + number, f"Person {number}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        read(client)
