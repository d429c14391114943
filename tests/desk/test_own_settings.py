"""Language, time zone, colours and keys are everybody's own."""

from datetime import timedelta

import pytest
from django.test import Client

from rapport.platform.models import Event
from rapport.team.models import User
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(cast.ada())
    return client


def shown(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_a_page_speaks_the_browsers_language_until_somebody_chooses(ada: Client) -> None:
    assert '<html lang="de"' in shown(ada, "/pile/", accept_language="de-AT, en;q=0.5")
    assert '<html lang="en"' in shown(ada, "/pile/", accept_language="xx")
    ada.post("/settings/display/", {"language": "de", "theme": "auto"})
    assert '<html lang="de"' in shown(ada, "/pile/", accept_language="en")


def test_customers_hear_their_browsers_language_whatever_staff_chose(ada: Client) -> None:
    ada.post("/settings/display/", {"language": "de", "theme": "auto"})
    assert '<html lang="en"' in shown(ada, "/contact/", accept_language="en")
    assert '<html lang="de"' in shown(ada, "/contact/", accept_language="de")


def test_theme_and_zone_stand_on_every_page(ada: Client) -> None:
    ada.post("/settings/display/", {"theme": "dark", "time_zone": "Asia/Tokyo"})
    page = shown(ada, "/pile/")
    assert 'data-theme="dark" data-zone="Asia/Tokyo"' in page
    ada.post("/settings/display/", {"theme": "auto"})
    assert "data-theme" not in shown(ada, "/pile/")


def test_times_are_written_in_the_users_zone(ada: Client) -> None:
    told = cast.conversation()
    assert f"{cast.NOON:%H:%M}</time>" in shown(ada, f"/conversations/{told.reference}/")
    User.objects.update(time_zone="Asia/Tokyo")
    assert f"{cast.NOON + timedelta(hours=9):%H:%M}</time>" in shown(ada, f"/conversations/{told.reference}/")


def test_the_newest_message_can_stand_on_top(ada: Client) -> None:
    told = cast.conversation()
    cast.answers(told, User.objects.get())
    first, last = (f'id="message-{message.pk}"' for message in told.messages.order_by("pk"))
    page = shown(ada, f"/conversations/{told.reference}/")
    assert page.index(first) < page.index(last)
    ada.post("/settings/display/", {"theme": "auto", "newest_first": "on"})
    page = shown(ada, f"/conversations/{told.reference}/")
    assert page.index(last) < page.index(first)


def test_an_unknown_zone_is_refused_and_nothing_changes(ada: Client) -> None:
    answer = ada.post("/settings/display/", {"theme": "dark", "time_zone": "Moon/Sea"})
    assert answer.status_code == 422
    assert User.objects.get().theme == "auto"


def test_moved_keys_reach_the_page_and_its_help(ada: Client) -> None:
    ada.post("/settings/keyboard/", {"single": "on", "key-e": "y"})
    page = shown(ada, "/pile/")
    assert "{&quot;e&quot;: &quot;y&quot;}" in page
    assert "<dt><kbd>y</kbd></dt><dd>Done</dd>" in page
    assert Event.objects.filter(name="team.keys_changed").count() == 1


def test_single_keys_can_be_switched_off(ada: Client) -> None:
    assert "<key-map moved=" in shown(ada, "/pile/")
    ada.post("/settings/keyboard/", {"key-e": "e"})
    assert "<key-map off moved=" in shown(ada, "/pile/")


def test_a_collision_is_refused_with_words_and_what_was_typed_stays(ada: Client) -> None:
    answer = ada.post("/settings/keyboard/", {"single": "on", "key-e": "n"})
    assert answer.status_code == 422
    assert "“n” is both “Internal note” and “Done”" in answer.content.decode()
    assert 'name="key-e" value="n"' in answer.content.decode()
    assert User.objects.get().keys == {}
