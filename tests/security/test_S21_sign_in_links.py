"""S21, S33: a sign-in link is guessed by nobody, spent once, and only by pressing the button."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.platform import signing
from rapport.platform.clock import now
from rapport.team.actions import create_login_link, create_token
from rapport.team.models import LoginLink
from tests import cast
from tests.desk.conftest import client_of
from tests.racing import together

pytestmark = pytest.mark.django_db


def link(**more: timedelta) -> str:
    return create_login_link(cast.ada(), at=now(), **more)


def signed_in(client: Client) -> bool:
    return client.get("/pile/").status_code == 200


def spoiled() -> dict[str, str]:
    """Links that must not work, by what is wrong with them."""
    used, good, old, gone = link(), link(), link(lives=timedelta(0)), create_login_link(cast.iris(), at=now())
    LoginLink.objects.filter(token_digest=signing.digest(used)).update(used_at=now())
    type(cast.iris()).objects.filter(email=cast.iris().email).update(is_active=False)
    last = "A" if good[-1] != "A" else "B"
    return {
        "nothing": "",
        "a blank": "%20",
        "short": good[:8],
        "one sign off": good[:-1] + last,
        "one sign less": good[:-1],
        "one sign more": good + "A",
        "other case": good.swapcase(),
        "with a blank": f"{good}%20",
        "used": used,
        "expired": old,
        "of somebody who left": gone,
        "a key of the API": create_token(cast.ada(), at=now()),
        "the stored digest": signing.digest(good),
        "every": "%25",
        "long": "A" * 4000,
    }


def test_every_wrong_link_gets_the_same_answer() -> None:
    answers = {}
    for number, (name, token) in enumerate(spoiled().items()):
        for method in ("get", "post"):
            answer = getattr(Client(REMOTE_ADDR=f"192.0.2.{number}"), method)(
                f"/sign-in/{token}/" if token else "/sign-in/"
            )
            answers[name, method] = (answer.status_code, answer.content.replace(token.encode() or b"\0", b""))
    first = answers["one sign off", "get"]
    assert first[0] == 404
    assert {key: answer for key, answer in answers.items() if answer != first} == {}


def test_bare_and_short_links_never_reach_the_table() -> None:
    for token in ("", "x/", "short/"):
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"/sign-in/{token}")
        assert not any("team_loginlink" in query["sql"] for query in asked)


def test_after_ten_wrong_links_in_a_minute_there_is_no_more_answer() -> None:
    guess = [Client().get(f"/sign-in/{signing.random_token()}/").status_code for _ in range(14)]
    assert guess == [404] * 10 + [429] * 4
    assert Client(REMOTE_ADDR="192.0.2.9").get(f"/sign-in/{signing.random_token()}/").status_code == 404


def test_who_guesses_does_not_choose_the_name_under_which_it_is_counted() -> None:
    codes = [
        Client().get(f"/sign-in/{signing.random_token()}/", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(12)
    ]
    assert codes[-2:] == [429, 429]


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_only_pressing_the_button_spends_a_link(method: str) -> None:
    token, scanner, person = link(), Client(), Client()
    for _ in range(3):
        assert getattr(scanner, method)(f"/sign-in/{token}/").status_code in {200, 405}
    assert not signed_in(scanner)
    assert person.post(f"/sign-in/{token}/").status_code == 302
    assert signed_in(person)


def test_a_link_works_once() -> None:
    token = link()
    assert Client().post(f"/sign-in/{token}/").status_code == 302
    second = Client()
    assert second.post(f"/sign-in/{token}/").status_code == 404
    assert not signed_in(second)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_time_sign_in_once() -> None:
    for turn in range(5):
        browser = partial(Client, REMOTE_ADDR=f"10.{turn}.0.1")  # wrong links are counted by network
        path = f"/sign-in/{link()}/"
        codes = together(lambda browser=browser, path=path: browser().post(path).status_code)  # type: ignore[misc]
        assert sorted(codes) == [302, 404, 404, 404]


def test_only_the_digest_is_stored_and_a_day_is_all() -> None:
    token = link()
    stored = LoginLink.objects.get()
    assert token not in str(stored.__dict__)
    assert len(token) >= 22
    assert stored.expires_at - stored.created_at <= timedelta(days=1)


def test_the_page_names_nobody_else_and_leads_nowhere() -> None:
    answer = Client().get(f"/sign-in/{link()}/", {"next": "//elsewhere.example"})
    assert b"elsewhere" not in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert b'content="noindex"' in answer.content
    pressed = Client().post(f"/sign-in/{link()}/?next=//elsewhere.example", {"next": "//elsewhere.example"})
    assert pressed["Location"] == "/pile/"


# --- sessions (S33) -----------------------------------------------------------------------------------------------


def test_a_planted_session_is_not_the_one_that_is_signed_in() -> None:
    client = Client()
    client.session.save()
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    client.post(f"/sign-in/{link()}/")
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not signed_in(thief)


def test_an_invented_session_is_never_taken_up() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.post(f"/sign-in/{link()}/")
    assert client.cookies["sessionid"].value != "a" * 32


def test_the_session_of_somebody_else_ends_when_a_link_is_used_in_it() -> None:
    client = client_of(cast.mo())
    before = client.cookies["sessionid"].value
    client.post(f"/sign-in/{link()}/")
    assert client.cookies["sessionid"].value != before
    assert client.get("/you/").context["user"] == cast.ada()
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not signed_in(thief)


def test_a_new_password_ends_the_other_sessions() -> None:
    here, there = client_of(cast.ada()), client_of(cast.ada())
    new = {"oldpassword": "correct horse battery", "password1": "staple wagon hill", "password2": "staple wagon hill"}
    assert here.post("/account/password/change/", new).status_code == 302
    assert signed_in(here)
    assert not signed_in(there)


def test_a_wrong_old_password_changes_nothing() -> None:
    here, there = client_of(cast.ada()), client_of(cast.ada())
    new = {"oldpassword": "no", "password1": "staple wagon hill", "password2": "staple wagon hill"}
    assert here.post("/account/password/change/", new).status_code == 200
    assert signed_in(there)


def test_who_leaves_is_out_at_once() -> None:
    client = client_of(cast.ada())
    type(cast.ada()).objects.filter(email=cast.ada().email).update(is_active=False)
    assert not signed_in(client)
    assert client.get("/live/").status_code == 401


def test_signing_out_ends_the_session_itself() -> None:
    client = client_of(cast.ada())
    kept = client.cookies["sessionid"].value
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not signed_in(thief)


def test_known_and_unknown_people_get_the_same_words_at_the_door() -> None:
    answers = set()
    for address in (cast.ada().email, "nobody@desk.example"):
        answer = Client().post("/account/login/", {"login": address, "password": "wrong wrong wrong"})
        words = answer.content.decode().replace(address, "")
        answers.add((answer.status_code, words.count("not correct"), len(words)))
    assert len(answers) == 1


def test_nobody_changes_their_role_or_address_by_the_way() -> None:
    client = client_of(cast.pat())
    extra = {"role": "owner", "email": "mo@desk.example", "is_active": "0", "teams": "1", "id": "1", "password": "x"}
    assert client.post("/you/", {"name": "Pat Quinn", **extra}).status_code == 302
    after = type(cast.pat()).objects.get(name="Pat Quinn")
    assert (after.role, after.email, after.is_active, after.teams.count()) == ("partner", "pat@desk.example", True, 0)
    for path in ("/account/email/", "/account/signup/", "/account/password/reset/"):
        assert client.post(path, {"email": "x@elsewhere.example", "action_add": ""}).status_code == 404
