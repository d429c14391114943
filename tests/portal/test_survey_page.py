"""The page behind a number in a mail: scanners R1 to R10, and what a person does there."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from rapport.alerts.models import Alert
from rapport.flows import customer_answers
from rapport.platform import clock
from rapport.surveys import actions, queries
from rapport.surveys.models import Answer, Asking, Opened, OptOut, Said
from tests import cast
from tests.desk.conftest import client_of
from tests.surveys.making import asked

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def page(asking: Asking, number: int | str = "") -> str:
    return f"/s/{queries.token_of(asking)}/{number}"


def key_in(html: str) -> str:
    found = re.search(r'name="page" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def opened_at(client: Client, asking: Asking, number: int) -> str:
    return key_in(client.get(page(asking, number)).content.decode())


def delivered(kind: str = "nps", ago: float = 3600, sender: tuple[str, str] = cast.UMA) -> Asking:
    """Asked some time ago, through a server."""
    at = clock.now() - timedelta(seconds=ago + 60)
    asking = asked(kind, sender, at=at)
    assert asking.message is not None
    actions.mark_delivered(asking.message, at=clock.now() - timedelta(seconds=ago))
    return Asking.objects.select_related("survey").get(pk=asking.pk)


def everything() -> dict[str, list[Any]]:
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model not in (Opened,) and model._meta.db_table != "platform_attempt":
                cursor.execute(f'SELECT md5(t::text) FROM "{model._meta.db_table}" t ORDER BY 1')
                rows[model._meta.db_table] = cursor.fetchall()
    return rows


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S18_reading_changes_no_row(client: Client, method: str) -> None:
    asking = delivered()
    before = everything()
    for number in ("", "0", "7", "10", "11", "x", "stop", "-1", "seven"):
        client.generic(method, page(asking, number))
        client.generic(method, page(asking, number) + "?level=3&how=button&List-Unsubscribe=One-Click")
    assert everything() == before
    assert Opened.objects.filter(method=method, is_trap=True).exists()


def test_a_number_is_shown_chosen_with_the_question_of_its_band(client: Client) -> None:
    html = client.get(page(delivered(), 8)).content.decode()
    assert re.search(r'value="8" data-band="middle" checked', html)
    assert "What would have made it a 10?" in html
    assert "How likely is it that you would recommend Help" in html
    assert not Said.objects.exists()


def test_zero_is_a_number_like_any_other(client: Client) -> None:
    asking = delivered()
    html = client.get(page(asking, 0)).content.decode()
    assert "You chose 0." in html
    client.post(page(asking), {"level": "0", "page": key_in(html)})
    assert (Answer.objects.get().number, Answer.objects.get().state) == (0, "confirmed")


def test_R01_safe_links_opens_everything_and_answers_nothing(client: Client) -> None:
    asking = delivered(ago=2)
    for number in range(11):
        client.head(page(asking, number))
        client.get(page(asking, number))
    assert not Answer.objects.exists()


def test_R02_a_scanner_that_follows_the_hidden_link_and_posts_is_suspect(client: Client) -> None:
    asking = delivered(ago=120)
    client.get(page(asking, "x"))
    for number in (3, 9, 0, 10):
        key = opened_at(client, asking, number)
        client.post(page(asking), {"level": str(number), "how": "dwell", "page": key}, headers=JSON)
        client.post(page(asking), {"level": str(number), "how": "button", "page": key})
    assert Answer.objects.get().state == "suspect"
    assert not Alert.objects.filter(key__startswith="survey:").exists()


def test_R03_one_number_opened_after_ten_minutes_is_never_confirmed(client: Client) -> None:
    asking = delivered(ago=600)
    key = opened_at(client, asking, 9)
    client.post(page(asking), {"level": "9", "how": "dwell", "page": key}, headers=JSON)
    assert Answer.objects.get().state == "probable"


def test_R04_previews_and_prefetches_answer_nothing(client: Client) -> None:
    asking = delivered()
    for headers in ({"Sec-Purpose": "prefetch"}, {"X-Moz": "prefetch"}, {"User-Agent": "Slackbot-LinkExpanding 1.0"}):
        client.get(page(asking, 2), headers=headers)
    assert not Answer.objects.exists() and Opened.objects.filter(is_prefetch=True).count() == 2


def test_R05_and_R06_a_person_with_and_without_scripts(client: Client) -> None:
    cast.mo()
    with_script, without = delivered(), delivered("ces", sender=cast.SOL)
    key = opened_at(client, with_script, 10)
    sent = client.post(page(with_script), {"level": "10", "how": "interaction", "page": key}, headers=JSON)
    assert sent.json() == {"state": "confirmed", "number": 10}
    html = client.post(page(without), {"level": "6", "page": opened_at(client, without, 6)}).content.decode()
    assert "Your answer: 6 of 7." in html and "What made it easy?" in html
    assert set(Answer.objects.values_list("state", flat=True)) == {"confirmed"}


def test_R07_a_person_after_a_scanner_is_heard(client: Client) -> None:
    asking = delivered(ago=7200)
    for number in (0, 5, "x"):
        client.get(page(asking, number))
    client.post(page(asking), {"level": "5", "how": "dwell", "page": ""}, headers=JSON)
    Opened.objects.update(at=clock.now() - timedelta(hours=1))
    Said.objects.update(at=clock.now() - timedelta(hours=1))
    client.post(page(asking), {"level": "9", "page": opened_at(client, asking, 9)})
    assert (Answer.objects.get().number, Answer.objects.get().state) == (9, "confirmed")


def test_R08_a_scanner_after_a_person_changes_nothing(client: Client) -> None:
    asking = delivered(ago=7200)
    client.post(page(asking), {"level": "9", "page": opened_at(client, asking, 9)})
    scanner = Client(headers={"User-Agent": "scanner"})
    for number in (1, 2):
        key = opened_at(scanner, asking, number)
        scanner.post(page(asking), {"level": str(number), "how": "dwell", "page": key}, headers=JSON)
    assert (Answer.objects.get().number, Answer.objects.get().state) == (9, "confirmed")
    assert Said.objects.count() == 3, "every one is kept"


def test_R09_a_double_click_is_one_and_a_change_of_mind_is_two(client: Client) -> None:
    asking = delivered()
    key = opened_at(client, asking, 4)
    for number in ("4", "4", "7"):
        client.post(page(asking), {"level": number, "page": key})
    assert Said.objects.count() == 2 and Answer.objects.get().number == 7


def test_R10_passed_on_and_our_own_people_count_for_nobody(client: Client) -> None:
    asking = delivered()
    key = opened_at(client, asking, 1)
    html = client.post(page(asking), {"level": "1", "how": "passed_on", "page": key}).content.decode()
    assert "does not count" in html and Answer.objects.get().state == "suspect"
    ada = client_of(cast.ada())
    assert ada.post(page(asking), {"level": "10"}).status_code == 403
    assert Said.objects.count() == 1 and Opened.objects.filter(is_staff=True).count() == 1


def test_words_after_the_number_are_kept_with_it(client: Client) -> None:
    asking = delivered()
    key = opened_at(client, asking, 8)
    client.post(page(asking), {"level": "8", "page": key})
    client.post(page(asking), {"level": "8", "page": key, "comment": "A shorter wait"})
    assert Answer.objects.get().comment == "A shorter wait"


def test_words_that_follow_a_low_number_reach_whoever_was_told(client: Client) -> None:
    cast.mo()
    asking = delivered()
    key = opened_at(client, asking, 1)
    client.post(page(asking), {"level": "1", "page": key})
    client.post(page(asking), {"level": "1", "page": key, "comment": "Nobody called back"})
    assert Alert.objects.get(user=cast.mo()).quote == "Nobody called back"


def test_nothing_typed_is_lost(client: Client) -> None:
    asking = delivered()
    key = opened_at(client, asking, 8)
    for data in ({"comment": "Keep <this>"}, {"level": "11", "comment": "Keep <this>"}):
        sent = client.post(page(asking), {**data, "page": key})
        assert sent.status_code == 422 and "Keep &lt;this&gt;" in sent.content.decode()
    asking = delivered("ces", sender=cast.SOL)
    sent = client.post(page(asking), {"level": "0", "comment": "Keep <this>"})
    assert sent.status_code == 409 and "Choose a number from 1 to 7." in sent.content.decode()


def test_a_confirmed_low_answer_is_told_and_a_likely_one_after_its_minute(client: Client) -> None:
    cast.mo()
    sure, likely = delivered(), delivered("ces", ago=600, sender=cast.SOL)
    client.post(page(sure), {"level": "2", "page": opened_at(client, sure, 2), "comment": "Too slow"})
    [alert] = Alert.objects.filter(user=cast.mo())
    assert alert.headline == "Uma Ferrari answered 2 of 10: NPS" and alert.quote == "Too slow"
    key = opened_at(client, likely, 1)
    client.post(page(likely), {"level": "1", "how": "dwell", "page": key}, headers=JSON)
    assert Alert.objects.filter(user=cast.mo()).count() == 1
    assert customer_answers.settle_due(at=clock.now()) == 0
    customer_answers.settle_due(at=clock.now() + timedelta(minutes=2))
    assert Alert.objects.filter(user=cast.mo()).count() == 2
    customer_answers.settle_due(at=clock.now() + timedelta(minutes=9))
    assert Alert.objects.filter(user=cast.mo()).count() == 2


def test_a_way_out_for_people_and_for_mail_programs(client: Client) -> None:
    one, two = delivered(), delivered("ces", sender=cast.SOL)
    assert client.get(page(one, "stop")).status_code == 200 and not OptOut.objects.exists()
    assert "We will not ask you again" in client.post(page(one, "stop")).content.decode()
    client.post(page(two, "stop"), {"List-Unsubscribe": "One-Click"})
    client.post(page(two, "stop"), {"List-Unsubscribe": "One-Click"})
    assert sorted(OptOut.objects.values_list("how", flat=True)) == ["one_click", "page"]


def test_S21_wrong_and_old_links_look_the_same(client: Client) -> None:
    asking = delivered()
    right = queries.token_of(asking)
    wrong = [right[:-2] + ("AA" if right[-2:] != "AA" else "BA"), right[:-1], right + "A", asking.seed, "ä" * 22]
    answers = {client.get(f"/s/{one}/3").content for one in wrong}
    Asking.objects.update(expires_at=clock.now())
    answers.add(client.get(page(asking, 3)).content)
    assert len(answers) == 1 and not Opened.objects.exists()


def test_S21_a_rating_link_is_no_survey_link(client: Client) -> None:
    asking = delivered()
    assert client.get(f"/r/{queries.token_of(asking)}/3").status_code == 404


def test_a_flood_of_one_link_is_slowed_down(client: Client) -> None:
    asking = delivered()
    assert {client.get(page(asking, 3)).status_code for _ in range(25)} == {200, 429}


def test_no_cookie_and_nothing_foreign(client: Client) -> None:
    sent = client.get(page(delivered(), 3))
    assert not client.cookies
    assert sent.headers["Referrer-Policy"] == "no-referrer" and "no-store" in sent.headers["Cache-Control"]


def test_after_thirty_days_the_answer_stands(client: Client) -> None:
    asking = delivered(ago=31 * 86400)
    with_time: datetime = clock.now() - timedelta(days=30, hours=12)
    actions.answer(asking, actions.Told(9, "button"), at=with_time)
    sent = client.post(page(asking), {"level": "1", "page": opened_at(client, asking, 1)})
    assert sent.status_code == 409 and Answer.objects.get().number == 9
