import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.feedback import queries
from rapport.feedback.models import Observation, Rating, Vote
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from tests import cast
from tests.portal.links import face, invited, key_in, page, send

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def test_opening_a_face_shows_it_chosen_and_votes_nothing(client: Client) -> None:
    invite = invited()
    html = client.get(face(invite, 1)).content.decode()
    assert "You chose “<span data-word>Bad</span>”" in html
    assert re.search(r'value="1" checked', html)
    assert "Ada Byron" in html
    assert not Vote.objects.exists()
    assert not Rating.objects.exists()
    seen = Observation.objects.get()
    assert (seen.method, seen.score, seen.is_trap, seen.is_prefetch) == ("GET", 1, False, False)
    assert seen.network == "127.0.0.0/24"


def test_the_send_button_of_a_page_without_scripts_is_a_confirmed_vote(client: Client) -> None:
    invite = invited()
    html = send(client, invite, 1, comment="Nobody listened.", heard="no", solved="yes")
    rating = Rating.objects.get()
    assert (rating.score, rating.state, rating.comment) == (1, "confirmed", "Nobody listened.")
    assert rating.chips == {"heard": False, "solved": True}
    assert Recovery.objects.get().is_open
    due = Promise.objects.get().due_at
    assert f'A person will write to you by <time datetime="{due.isoformat()}">' in html


def test_a_promise_is_named_only_where_one_was_made(client: Client) -> None:
    assert "A person will write" not in send(client, invited(), 2)
    assert "A person will write" not in send(client, invited(cast.SOL), 4)


def test_a_form_that_names_no_way_was_sent_by_its_button(client: Client) -> None:
    invite = invited()
    key = key_in(client.get(page(invite)).content.decode())
    client.post(page(invite), {"level": "3", "page": key})
    assert Rating.objects.get().state == "confirmed"


def test_the_script_learns_how_sure_we_are(client: Client) -> None:
    invite = invited()
    key = key_in(client.get(face(invite, 4)).content.decode())
    answer = client.post(page(invite), {"level": "4", "how": "dwell", "page": key}, headers=JSON)
    assert answer.json() == {"state": "probable", "score": 4}
    client.get(face(invite, 2))
    answer = client.post(page(invite), {"level": "4", "how": "dwell", "page": key}, headers=JSON)
    assert answer.json()["state"] == "suspect"


def test_a_suspect_answer_is_asked_for_once_more(client: Client) -> None:
    invite = invited()
    client.get(f"{page(invite)}0")
    assert "Please answer once more" in send(client, invite, 1)
    assert not Recovery.objects.exists()


@pytest.mark.parametrize("name", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_a_prefetch_is_seen_as_one(client: Client, name: str) -> None:
    client.get(face(invited(), 1), headers={name: "prefetch;prerender"})
    assert Observation.objects.get().is_prefetch


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_safe_methods_are_only_seen(client: Client, method: str) -> None:
    response = client.generic(method, face(invited(), 1))
    assert response.status_code == 200
    assert Observation.objects.get().method == method
    assert not Vote.objects.exists()


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put(face(invited(), 1)).status_code == 405


def test_no_face_chosen_comes_back_with_everything_typed(client: Client) -> None:
    invite = invited()
    key = key_in(client.get(page(invite)).content.decode())
    answer = client.post(page(invite), {"page": key, "comment": "Keep <this>", "phone": "030", "heard": "no"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose one of the faces" in html
    assert "Keep &lt;this&gt;" in html
    assert 'value="030"' in html
    assert re.search(r'name="heard" value="no" checked', html)
    assert key in html
    assert not Vote.objects.exists()


def test_too_many_words_come_back_whole(client: Client) -> None:
    answer = send(client, invited(), 2, comment="x" * 5001)
    assert "too long" in answer
    assert "x" * 5001 in answer


def test_odd_values_are_refused_without_a_fault(client: Client) -> None:
    invite = invited()
    for data in ({"level": "9"}, {"level": "1", "how": "magic"}, {"level": "1", "heard": "maybe"}, {"level": "\0"}):
        assert client.post(page(invite), data).status_code == 422
    answer = client.post(page(invite), {"level": "1", "how": "button", "page": "1.aaaa", "comment": "a\0b"})
    assert answer.status_code in (200, 422)


def test_a_page_of_another_invite_proves_nothing(client: Client) -> None:
    mine, other = invited(), invited(cast.SOL)
    key = key_in(client.get(face(other, 1)).content.decode())
    client.post(page(mine), {"level": "1", "how": "interaction", "page": key})
    assert Vote.objects.get().page is None
    assert Rating.objects.get().state == "probable"


def test_after_thirty_days_the_page_says_so(client: Client) -> None:
    invite = invited()
    send(client, invite, 4)
    Rating.objects.update(first_at=timezone.now() - timedelta(days=31))
    html = send(client, invite, 1)
    assert "can no longer be changed" in html
    assert Rating.objects.get().score == 4


def test_a_second_visit_remembers_the_answer_and_names_the_change(client: Client) -> None:
    invite = invited()
    send(client, invite, 4, quick="no")
    html = client.get(page(invite)).content.decode()
    assert re.search(r'value="4" checked', html)
    assert re.search(r'name="quick" value="no" checked', html)
    html = client.get(face(invite, 2)).content.decode()
    assert "You told us “Great” before" in html


def test_a_mail_that_was_passed_on_does_not_count(client: Client) -> None:
    assert "does not count" in send(client, invited(), 1, how="passed_on")
    assert Rating.objects.get().state == "suspect"


def test_our_own_people_do_not_vote(client: Client, settings: object) -> None:
    settings.RAPPORT_SMTP_URL = "smtp://mail.example"  # type: ignore[attr-defined]
    invite = invited()
    client.force_login(cast.ada())
    for path in (face(invite, 1), f"{face(invite, 1)}?as=customer"):
        assert "Only the customer can answer" in client.get(path).content.decode()
    sent = {"level": "1", "how": "button", "as": "customer"}
    assert client.post(page(invite), sent).status_code == 403
    assert [one.is_staff for one in Observation.objects.all()] == [True, True, True], (
        "counted apart, and judging nobody"
    )
    assert queries.known_of(invite).seen == []
    assert not Vote.objects.exists()


def test_with_the_local_postbox_our_people_may_play_the_customer_when_they_say_so(client: Client) -> None:
    invite = invited()
    client.force_login(cast.ada())
    assert "Answer as the customer" in client.get(face(invite, 1)).content.decode()
    html = client.get(f"{face(invite, 1)}?as=customer").content.decode()
    assert 'name="as" value="customer"' in html
    client.post(page(invite), {"level": "1", "page": key_in(html), "as": "customer"})
    assert Rating.objects.get().state == "confirmed"


def test_every_answer_is_private_and_sets_no_cookie(client: Client) -> None:
    invite = invited()
    key = key_in(client.get(face(invite, 1)).content.decode())
    for response in (
        client.get(face(invite, 1)),
        client.post(page(invite), {"level": "1", "page": key}),
        client.post(page(invite), {"level": "1", "how": "dwell", "page": key}, headers=JSON),
        client.post(page(invite), {}),
        client.get("/r/nothing/1"),
    ):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers
        assert not response.cookies


def test_the_whole_page_is_under_15_kilobytes_and_from_here_alone(client: Client) -> None:
    html = client.get(face(invited(), 1)).content.decode()
    assert "csrf" not in html
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert all(address.startswith("/") for address in addresses)
    files = [address for address in addresses if address.startswith("/static/")]
    plain = sum(len(client.get(address).content) for address in files) + len(html.encode())
    packed = sum(len(gzip.compress(client.get(address).content)) for address in files) + len(html.encode())
    print(f"\nSize of the rating page: {plain} bytes plain, {packed} with packed files, {len(files)} files")
    assert plain < 15_000


def test_links_in_mails_are_addresses_of_this_door(client: Client) -> None:
    invite = invited()
    links = queries.links(invite)
    for url in (*(found.url for found in links.faces), links.page_url, links.trap_url):
        path = url.removeprefix("http://127.0.0.1:8000")
        assert client.get(path).status_code == 200
    assert [found.word for found in links.faces] == ["Great", "Good", "Not quite", "Bad"]
    assert Observation.objects.filter(is_trap=True).count() == 1


def test_what_happened_is_told(client: Client) -> None:
    send(client, invited(), 4)
    told = Event.objects.get(name="feedback.rated")
    assert told.data["score"] == 4
    assert told.actor_id is None


def test_a_page_costs_four_statements_and_a_first_vote_twelve(client: Client) -> None:
    invite = invited()
    with CaptureQueriesContext(connection) as asked:
        html = client.get(face(invite, 4)).content.decode()
    assert len(asked) == 4
    with CaptureQueriesContext(connection) as asked:
        client.post(page(invite), {"level": "4", "how": "interaction", "page": key_in(html)}, headers=JSON)
    assert Rating.objects.get().state == "confirmed"
    assert len([one for one in asked if "SAVEPOINT" not in (one["sql"] or "")]) == 12
