"""Who does not want to be asked can be let in again, by one of us who says how they know; nothing of it is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from rapport.campaigns import queries as campaigns
from rapport.customers.models import Customer
from rapport.flows import ask_again, campaign_starts, survey_falls_due
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge
from rapport.platform.models import AuditEntry, Event
from rapport.surveys import actions, queries
from rapport.surveys.actions import SurveyError
from rapport.surveys.models import Asking, OptOut
from tests import cast
from tests.campaigns.making import AT, FACES, outreaches, rated, written
from tests.cast import NOON, SOL, later
from tests.desk.conftest import client_of
from tests.surveys.making import closed, survey

pytestmark = pytest.mark.django_db
WHY = "She said so on the telephone."


@pytest.fixture
def mo(db: None) -> Client:
    return client_of(cast.mo())


def out() -> Customer:
    customer = cast.conversation().customer
    actions.opt_out(customer, how="one_click", at=NOON)
    return customer


def let_in(customer: Customer, why: str = WHY) -> list[int]:
    return ask_again.let_in(customer, why, actor=cast.mo(), at=later(days=1))


def test_who_is_let_in_may_be_asked_and_what_was_stays() -> None:
    customer = out()
    [ended] = let_in(customer)
    assert not queries.is_opted_out(customer)
    row = OptOut.objects.get(pk=ended)
    assert (row.at, row.how, row.ended_at, row.ended_by, row.why) == (NOON, "one_click", later(days=1), cast.mo(), WHY)
    event = Event.objects.get(name="surveys.let_in")
    assert event.actor_id == cast.mo().pk and event.data == {"customer": customer.pk, "opt_out": ended}
    assert let_in(customer) == [], "twice is once"
    assert Event.objects.filter(name="surveys.let_in").count() == 1


@pytest.mark.parametrize("why", ["", "   ", "\0", "\n", "x" * 301])
def test_nobody_is_let_in_without_a_reason_that_fits(why: str) -> None:
    customer = out()
    with pytest.raises(SurveyError):
        let_in(customer, why)
    assert queries.is_opted_out(customer)


def test_the_database_knows_it_too() -> None:
    customer = out()
    with pytest.raises(IntegrityError), transaction.atomic():
        OptOut.objects.update(ended_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        OptOut.objects.create(customer=customer, at=NOON, how="page")


def test_surveys_ask_again_and_whoever_leaves_again_is_left_out_again() -> None:
    first = closed(at=NOON).customer
    actions.opt_out(first, how="page", at=NOON)
    survey("nps")
    closed(at=later(days=1))
    survey_falls_due.sweep(at=later(days=1))
    assert Asking.objects.get().skipped_because == "opted_out"
    let_in(first)
    closed(at=later(days=2))
    survey_falls_due.sweep(at=later(days=2))
    assert Asking.objects.latest("pk").state == "asked"
    assert actions.opt_out(first, how="page", at=later(days=3)) and queries.is_opted_out(first)
    assert OptOut.objects.filter(customer=first).count() == 2
    assert let_in(first) == [OptOut.objects.latest("pk").pk]


def test_campaigns_draw_them_again_and_the_one_that_they_left_still_counts_it() -> None:
    one = rated(1, 2)
    made = written()
    actions.opt_out(one, how="one_click", at=AT + timedelta(hours=1))
    far = AT + timedelta(days=60)
    assert campaign_starts.count(FACES, at=far).excluded == {"opted_out": 1}
    assert campaigns.sums([made.pk])[made.pk][campaigns.UNSUBSCRIBED] == 1
    ask_again.let_in(one, WHY, actor=cast.mo(), at=AT + timedelta(hours=2))
    assert campaign_starts.count(FACES, at=far).may_be_drawn == 1
    actions.opt_out(one, how="page", at=AT + timedelta(hours=3))
    assert campaigns.sums([made.pk])[made.pk][campaigns.UNSUBSCRIBED] == 1, "twice gone is one person"
    assert campaigns.behind(made, campaigns.UNSUBSCRIBED) == outreaches()


def test_all_records_of_a_person_are_let_in() -> None:
    kept, gone = out(), cast.conversation(SOL).customer
    actions.opt_out(gone, how="page", at=NOON)
    merge(kept, gone, evidence="They say so.", actor=cast.mo(), at=later(hours=1))
    kept.refresh_from_db()
    assert len(let_in(kept)) == 2 and not queries.is_opted_out(kept)
    assert not OptOut.objects.filter(ended_at=None).exists()


def test_of_who_is_forgotten_the_reason_goes_too() -> None:
    customer = out()
    let_in(customer)
    forget_customer(customer, actor=cast.mo(), at=later(days=2))
    assert WHY not in OptOut.objects.get().why


# At the desk
def asking(client: Client, customer: Customer, **sent: str) -> str:
    answer = client.post(f"/customers/{customer.public_id}/asking/", sent)
    return client.get(answer["Location"]).content.decode()


def test_the_page_says_since_when_and_how_and_who_let_them_in(mo: Client) -> None:
    customer = out()
    page = mo.get(f"/customers/{customer.public_id}/").content.decode()
    assert "Does not want to be asked" in page and "with the button of their mail program" in page
    page = asking(mo, customer, do="in", why="<b>She</b> called")
    assert "may be asked again" in page and "Does not want to be asked" not in page
    assert "Mo let them in again: &lt;b&gt;She&lt;/b&gt; called" in page
    entry = AuditEntry.objects.get(action="customer.let_in")
    assert entry.about == f"customer {customer.pk}" and entry.actor_id == cast.mo().pk
    assert "called" not in str(entry.data), "words about people are not in a log that is never changed"


def test_without_a_reason_nothing_changes_and_the_page_says_so(mo: Client) -> None:
    customer = out()
    assert "Say how you know" in asking(mo, customer, do="in", why=" ")
    assert "Choose whether" in asking(mo, customer, do="x")
    assert queries.is_opted_out(customer) and not AuditEntry.objects.filter(action="customer.let_in").exists()


def test_one_of_us_notes_that_they_do_not_want_to_be_asked(mo: Client) -> None:
    customer = cast.conversation().customer
    assert "Does not want to be asked" in asking(mo, customer, do="out")
    asking(mo, customer, do="out")
    assert OptOut.objects.get().how == "desk" and AuditEntry.objects.filter(action="customer.left_out").count() == 1


def test_people_of_other_companies_and_readers_neither_see_nor_change_it(mo: Client) -> None:
    customer = out()
    for who in (cast.pat(), cast.cleo()):
        place = cast.inbox()
        place.teams.add(cast.team("Theirs", who))
        client = client_of(who)
        page = client.get(f"/customers/{customer.public_id}/")
        assert page.status_code == 200 and "Does not want to be asked" not in page.content.decode()
        sent = {"do": "in", "why": WHY}
        assert client.post(f"/customers/{customer.public_id}/asking/", sent).status_code == 403
    assert queries.is_opted_out(customer)


def test_what_is_open_stands_above_what_is_over(mo: Client) -> None:
    kept, gone = out(), cast.conversation(SOL).customer
    actions.opt_out(gone, how="page", at=later(hours=1))
    ask_again.let_in(gone, WHY, actor=cast.mo(), at=later(hours=2))
    merge(kept, gone, evidence="They say so.", actor=cast.mo(), at=later(hours=3))
    page = mo.get(f"/customers/{kept.public_id}/").content.decode()
    assert "Does not want to be asked" in page and WHY in page
