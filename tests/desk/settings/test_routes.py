"""A lead lets alerts leave for a chat, tries it out, and chooses how long they wait until they climb."""

from collections.abc import Iterator

import pytest
from django.test import Client

from rapport.alerts import queries
from rapport.alerts.models import Post, Route
from rapport.platform import outbound
from rapport.platform.models import AuditEntry
from tests.cast import mo
from tests.desk.conftest import client_of
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
SECRET_PART = "T0000sEcReTpArT9999"
FORM = {"name": "Support", "address": f"https://hooks.slack.com/services/{SECRET_PART}", "kinds": ["unhappy"]}
PAGE = "/settings/alert-routes/"


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        monkeypatch.setattr(outbound, "client", found.client)
        yield found


@pytest.fixture
def lead(db: None) -> Client:
    return client_of(mo())


def added(lead: Client, kind: str = "slack", **more: object) -> Route:
    lead.post(f"{PAGE}new/{kind}/", FORM | more)
    return Route.objects.latest("pk")


def test_a_route_is_added_tried_and_shows_what_came_of_it(lead: Client, other: Receiver) -> None:
    found = added(lead)
    page = f"{PAGE}{found.pk}/"
    other.answers, other.says = [403, 200], b"invalid_token"
    assert "It did not arrive." in lead.post(f"{page}trial/", follow=True).content.decode()
    assert "403 invalid_token" in lead.get(page).content.decode()
    assert "Failing" in lead.get(PAGE).content.decode()
    assert "It arrived." in lead.post(f"{page}trial/", follow=True).content.decode()
    assert "The last message arrived" in lead.get(page).content.decode()
    assert "A trial: alerts arrive here." in other.heard[-1][1]
    assert Post.objects.filter(kind="").count() == 2


@pytest.mark.parametrize("kind", Route.Kind.values)
def test_the_address_is_never_shown_again(kind: str, lead: Client) -> None:
    address = f"https://any.example/{SECRET_PART}"
    first = lead.post(f"{PAGE}new/{kind}/", FORM | {"address": address}, follow=True).content.decode()
    found = Route.objects.get()
    pages = [first, *(lead.get(path).content.decode() for path in (PAGE, f"{PAGE}{found.pk}/", "/settings/audit/"))]
    pages.append(str(list(AuditEntry.objects.values())))
    for shown in pages:
        assert SECRET_PART not in shown
    assert "any.example/…9999" in pages[1]
    assert ("whsec_" in first) == (kind == "webhook")
    assert "whsec_" not in pages[2]


def test_saving_without_an_address_keeps_it(lead: Client) -> None:
    found = added(lead)
    page = f"{PAGE}{found.pk}/"
    lead.post(page, {"name": "Crew", "address": "", "kinds": ["promise"], "names_customers": "on", "is_active": "on"})
    found.refresh_from_db()
    assert (found.name, found.kinds, found.names_customers, found.is_active) == ("Crew", ["promise"], True, True)
    assert queries.address_of(found) == FORM["address"]


def test_switching_it_on_again_forgives(lead: Client) -> None:
    found = added(lead)
    Route.objects.update(is_active=False, switched_off_why="Gone.", failures=9, trouble="404")
    assert "It was switched off" in lead.get(f"{PAGE}{found.pk}/").content.decode()
    lead.post(f"{PAGE}{found.pk}/", FORM | {"is_active": "on"})
    found.refresh_from_db()
    assert (found.is_active, found.switched_off_why, found.failures, found.trouble) == (True, "", 0, "")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"address": "http://hooks.slack.com/x"}, "begins with https://"),
        ({"address": ""}, "This field is required"),
        ({"kinds": []}, "at least one kind"),
        ({"kinds": ["mine"]}, "not one of the available choices"),
        ({"inboxes": ["999999"]}, "not one of the available choices"),
        ({"address": "https://a.webhook.office.com/webhookb2/x"}, "Make a workflow in Teams"),
        ({"address": "https://discord.com/api/webhooks/1/x"}, "an address of Discord"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(wrong: dict[str, object], why: str, lead: Client) -> None:
    answer = lead.post(f"{PAGE}new/slack/", FORM | wrong)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "Support" in answer.content.decode()
    assert not Route.objects.exists()


def test_an_unknown_kind_is_no_page(lead: Client) -> None:
    assert lead.get(f"{PAGE}new/irc/").status_code == 404


def test_a_route_is_removed_with_what_waits_for_it(lead: Client) -> None:
    found = added(lead)
    lead.post(f"{PAGE}{found.pk}/removal/")
    assert not Route.objects.exists()


def test_a_switched_off_route_is_not_tried(lead: Client, other: Receiver) -> None:
    found = added(lead)
    Route.objects.update(is_active=False)
    assert "switched off" in lead.post(f"{PAGE}{found.pk}/trial/", follow=True).content.decode()
    assert other.heard == []


def test_trials_are_few(lead: Client, other: Receiver) -> None:
    found = added(lead)
    for _ in range(25):
        lead.post(f"{PAGE}{found.pk}/trial/")
    assert len(other.heard) == 20


@pytest.mark.parametrize(
    ("minutes", "status"), [("30", 302), ("0", 302), ("-1", 422), ("1441", 422), ("x", 422), ("", 422)]
)
def test_the_minutes_until_it_climbs(minutes: str, status: int, lead: Client) -> None:
    assert lead.post(f"{PAGE}climbing/", {"minutes": minutes}).status_code == status
    assert queries.climbs_after() == (int(minutes) if status == 302 else 15)


def test_the_pages_ask_few_questions(lead: Client, django_assert_max_num_queries: object) -> None:
    found = added(lead)
    for path in (PAGE, f"{PAGE}new/slack/", f"{PAGE}{found.pk}/"):
        lead.get(path)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            lead.get(path)
