"""Faces in mails that other tools send: R1 to R10 there, forged ones, our own people, floods."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from rapport.alerts.models import Alert
from rapport.customers.models import Identity
from rapport.flows import outside_rated
from rapport.learning import actions as learning
from rapport.platform import clock
from rapport.snippets import actions, queries
from rapport.snippets.models import Click, Outside, Seen, Snippet
from tests import cast
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def snippet() -> Snippet:
    cast.mo()
    return actions.make(cast.ada(), at=clock.now())


def path(of: Snippet, number: int | str = "", who: str = "") -> str:
    return f"/f/{queries.token_of(of)}/{number}" + (f"?c={who}" if who else "")


def key_in(html: str) -> str:
    found = re.search(r'name="page" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def send(client: Client, of: Snippet, score: int, how: str = "button", who: str = "", **more: str) -> str:
    key = key_in(client.get(path(of, score, who)).content.decode())
    sent = client.post(path(of, "", who), {"level": str(score), "how": how, "page": key, **more})
    return sent.content.decode()


def uma() -> Identity:
    return cast.conversation().identity


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S18_opening_rates_nothing(client: Client, method: str) -> None:
    one = snippet()
    for number in ("", 0, 1, 4, 5, "x"):
        client.generic(method, path(one, number) + "?level=1&how=button")
    assert not Outside.objects.exists() and Seen.objects.filter(method=method, is_trap=True).count() == 1


def test_it_lands_at_the_agent_with_the_words_and_who_they_say_they_are(client: Client) -> None:
    html = send(client, snippet(), 1, comment="Nobody called", says="Uma@Customer.example")
    assert "Thank you, noted" in html
    rating = Outside.objects.get()
    assert (rating.user, rating.score, rating.state, rating.comment) == (cast.ada(), 1, "confirmed", "Nobody called")
    assert rating.says == "uma@customer.example" and rating.customer is None, "nothing proves what they say"
    told = set(Alert.objects.filter(key__startswith="outside").values_list("user__name", flat=True))
    assert told == {"Ada Byron", "Mo Haddad"}
    assert "says to be uma@customer.example" in client_of(cast.ada()).get("/settings/snippet/").content.decode()


def test_a_signed_link_names_the_customer_without_their_address_in_it(client: Client) -> None:
    one, identity = snippet(), uma()
    who = queries.signed(one, identity)
    assert "@" not in path(one, 4, who)
    assert 'name="says"' not in client.get(path(one, 4, who)).content.decode()
    send(client, one, 4, who=who)
    assert Outside.objects.get().customer == identity.customer


def test_S21_forged_and_changed_ones(client: Client) -> None:
    one, identity = snippet(), uma()
    other = cast.conversation(cast.SOL).identity
    theirs = actions.make(cast.ben(), at=clock.now())
    who = queries.signed(one, identity)
    mac = who.partition(".")[2]
    for forged in (
        f"{other.pk}.{mac}",
        f"{identity.pk}.",
        who[:-1],
        f"{identity.pk}",
        queries.signed(theirs, identity),
    ):
        send(client, one, 4, who=forged)
    send(client, one, 4, email="uma@customer.example", customer=str(identity.customer_id))
    assert set(Outside.objects.values_list("customer", flat=True)) == {None}
    token = queries.token_of(one)
    for wrong in (
        token[:-2] + ("AA" if token[-2:] != "AA" else "BA"),
        token[:-1],
        one.seed,
        one.token_digest,
        "ä" * 22,
    ):
        assert client.get(f"/f/{wrong}/4").status_code == 404


def test_a_new_one_ends_the_old_and_so_does_leaving(client: Client) -> None:
    old = snippet()
    new = actions.make(cast.ada(), at=clock.now())
    assert client.get(path(old, 4)).status_code == 404 and client.get(path(new, 4)).status_code == 200
    ada = cast.ada()
    ada.is_active = False
    ada.save()
    assert client.get(path(new, 4)).status_code == 404


def test_our_own_people_rate_nobody_and_who_says_to_be_one_is_flagged(client: Client) -> None:
    one = snippet()
    ada = client_of(cast.ada())
    assert ada.get(path(one, 4)).status_code == 200
    assert ada.post(path(one), {"level": "4"}).status_code == 403
    assert not Outside.objects.exists()
    send(client, one, 1, says="ada@desk.example")
    rating = Outside.objects.get()
    assert rating.of_staff and not rating.counts and not Alert.objects.filter(key__startswith="outside").exists()
    assert "Not counted: our own people" in client_of(cast.mo()).get("/ratings/outside/").content.decode()


def test_R01_and_R02_a_scanner_that_opens_and_sends_everything_is_suspect_after_its_minute(client: Client) -> None:
    one = snippet()
    for score in (2, 4, 1, 3):
        client.head(path(one, score))
        key = key_in(client.get(path(one, score)).content.decode())
        client.post(path(one), {"level": str(score), "how": "dwell", "page": key}, headers=JSON)
    client.get(path(one, 0))
    outside_rated.settle_due(at=clock.now() + timedelta(minutes=2))
    assert [one.state for one in Outside.objects.all()] == ["suspect"]
    assert not Alert.objects.filter(key__startswith="outside").exists()


def test_R03_one_face_left_open_is_likely_and_told_after_its_minute(client: Client) -> None:
    one = snippet()
    send(client, one, 1, how="dwell")
    assert Outside.objects.get().state == "probable" and not Alert.objects.filter(key__startswith="outside").exists()
    assert outside_rated.settle_due(at=clock.now() + timedelta(minutes=2)) == 1
    assert outside_rated.settle_due(at=clock.now() + timedelta(minutes=9)) == 0
    assert Alert.objects.filter(key__startswith="outside").count() == 2


def test_R07_and_R09_a_person_after_a_machine_and_a_change_of_mind(client: Client) -> None:
    one = snippet()
    for score in (1, 2):
        send(client, one, score, how="dwell")
    Seen.objects.update(at=clock.now() - timedelta(minutes=30))
    Click.objects.update(at=clock.now() - timedelta(minutes=30))
    send(client, one, 3)
    send(client, one, 4)
    rating = Outside.objects.get()
    assert (rating.score, rating.state) == (4, "confirmed") and rating.clicks.count() == 4


def test_R10_passed_on_is_nobodys(client: Client) -> None:
    assert "does not count" in send(client, snippet(), 1, how="passed_on")
    assert Outside.objects.get().state == "suspect"


def test_replayed_it_is_one_and_a_flood_is_slowed_down(client: Client) -> None:
    one = snippet()
    key = key_in(client.get(path(one, 1)).content.decode())
    for _ in range(10):
        client.post(path(one), {"level": "1", "page": key})
    assert Outside.objects.count() == 1 and Click.objects.count() == 1
    for serial in range(30):
        bot = Client(headers={"User-Agent": f"bot {serial}"})
        bot.post(path(one), {"level": "1", "page": key})
    assert Outside.objects.count() == 1, "the key of a page is one visitor's"
    assert client.get(path(one, 1)).status_code == 429


def test_without_the_key_of_a_page_nothing_is_taken_and_nothing_is_lost(client: Client) -> None:
    one, theirs = snippet(), actions.make(cast.ben(), at=clock.now())
    foreign = key_in(client.get(path(theirs, 1)).content.decode())
    for key in ("", "1.aaaa", foreign):
        sent = client.post(path(one), {"level": "1", "page": key, "comment": "Keep <this>"})
        assert sent.status_code == 422 and "Keep &lt;this&gt;" in sent.content.decode()
    assert not Outside.objects.exists()
    again = client.post(path(one), {"level": "1", "page": key_in(sent.content.decode())})
    assert again.status_code == 200 and Outside.objects.count() == 1


def test_what_is_no_address_comes_back(client: Client) -> None:
    html = send(client, snippet(), 3, says="not an address", comment="Keep")
    assert "That is no e-mail address" in html and "not an address" in html and "Keep" in html


def test_it_is_made_copied_and_signed_in_ones_own_settings() -> None:
    ada, identity = client_of(cast.ada()), uma()
    assert "You have none yet" in ada.get("/settings/snippet/").content.decode()
    ada.post("/settings/snippet/")
    one = Snippet.objects.get()
    html = ada.get("/settings/snippet/?language=de").content.decode()
    assert html.count(f"/f/{queries.token_of(one)}/") == 9, "four faces twice, and the link that nobody sees"
    signed = ada.get("/settings/snippet/?address=uma@customer.example").content.decode()
    assert queries.signed(one, identity) in signed and "Signed for Uma Ferrari" in signed
    assert "No customer has this address" in ada.get("/settings/snippet/?address=no@x.example").content.decode()
    assert queries.token_of(one) not in client_of(cast.ben()).get("/settings/snippet/").content.decode()


def test_others_see_their_own_and_leads_everybodys(client: Client) -> None:
    send(client, snippet(), 3, comment="Fine by me")
    assert "Fine by me" in client_of(cast.mo()).get("/ratings/outside/").content.decode()
    assert "Fine by me" in client_of(cast.ada()).get("/ratings/outside/").content.decode()
    assert "Fine by me" not in client_of(cast.ben()).get("/ratings/outside/").content.decode()


def test_everybody_is_shown_the_place_to_tell_others_whatever_they_answered(client: Client) -> None:
    one = snippet()
    assert "tell others" not in send(client, one, 4)
    place = {"name": "Where to review", "url": "https://reviews.example/us"}
    learning.set_public_place(cast.inbox(), **place, actor=cast.mo(), at=clock.now())
    told = {}
    for score in (1, 2, 3, 4):  # each from a telephone of their own: who opens every face is taken for a machine
        html = send(Client(headers={"User-Agent": f"Telephone {score}"}), one, score)
        told[score] = re.findall(r"<p>If you want to tell others.*?</p>", html)
    assert all(told.values())
    assert len({line for lines in told.values() for line in lines}) == 1
