"""S33: guessing is slow, nobody learns who has an account, and sessions end when they should."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.test import Client

from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.team.actions import create_login_link
from rapport.team.models import User
from tests import cast
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def inside(client: Client) -> bool:
    return client.get("/pile/").status_code == 200


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def with_app(client: Client) -> str:
    """Set an authenticator app up, as a person would; answers its secret."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" readonly value="(\w+)"', page)
    assert secret, page
    assert client.post("/account/2fa/totp/activate/", {"code": code_of(secret[1])}).status_code == 302
    return secret[1]


def test_a_planted_session_is_another_one_after_signing_in() -> None:
    client = Client()
    client.get("/account/login/")
    client.session.save()
    client.cookies["sessionid"] = "a" * 32
    assert sign_in(client, cast.ada().email) == 302
    assert client.cookies["sessionid"].value != "a" * 32
    assert inside(client)


def test_a_second_factor_is_asked_for_and_its_secret_is_sealed(django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    sign_in(client, cast.ada().email)
    with django_capture_on_commit_callbacks(execute=True):
        secret = with_app(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    again = Client()
    assert sign_in(again, cast.ada().email) == 302
    assert not inside(again)
    assert again.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not inside(again)
    assert AuditEntry.objects.filter(action="security.totp_activated", actor_id=cast.ada().pk).exists()


def test_a_recovery_code_lets_in_once() -> None:
    client = Client()
    sign_in(client, cast.ada().email)
    with_app(client)
    codes = re.findall(
        r"^(\d{8})$", client.get("/account/2fa/recovery-codes/").content.decode().replace(">", ">\n"), re.M
    )
    assert len(codes) == 10
    for expected in (True, False):
        again = Client()
        sign_in(again, cast.ada().email)
        again.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert inside(again) is expected


def test_a_one_time_link_does_not_go_around_the_second_factor() -> None:
    client = Client()
    sign_in(client, cast.ada().email)
    with_app(client)
    guest = Client()
    link = create_login_link(cast.ada(), at=now())
    assert "/2fa/authenticate/" in guest.post(f"/sign-in/{link}/")["Location"]
    assert not inside(guest)


def test_a_partner_sets_a_second_factor_up_before_anything_opens() -> None:
    client = Client()
    sign_in(client, cast.pat().email)
    assert client.get("/pile/")["Location"] == "/you/security/"
    assert client.post("/you/", {"name": "x"})["Location"] == "/you/security/"
    with_app(client)
    assert client.get("/you/security/").status_code == 200
    assert inside(client)


def test_a_partners_session_ends_after_twelve_hours_however_busy() -> None:
    client = Client()
    sign_in(client, cast.pat().email)
    ends = Session.objects.get(session_key=client.session.session_key).expire_date
    assert 11.9 < (ends - now()).total_seconds() / 3600 <= 12


def test_a_role_that_needs_one_signs_out_who_has_none() -> None:
    owner, agent = client_of(cast.olga()), client_of(cast.ada())
    assert owner.post("/settings/sign-in/", {"roles": ["agent"]}).status_code == 302
    assert not inside(agent)
    sign_in(agent, cast.ada().email)
    assert agent.get("/pile/")["Location"] == "/you/security/"
    assert inside(owner)


def test_another_password_ends_the_other_sessions() -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, cast.ada().email)
    new = "staple orange river"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", form).status_code == 302
    assert inside(here)
    assert not inside(there)


def test_other_browsers_are_listed_and_signed_out_one_by_one_or_all() -> None:
    here, there, third = Client(), Client(headers={"user-agent": "Phone"}), Client()
    for client in (here, there, third):
        sign_in(client, cast.ada().email)
    page = here.get("/you/security/").content.decode()
    assert "Phone" in page
    assert page.count("/ending/") == 3
    phone = cast.ada().sign_ins.get(browser="Phone")
    assert client_of(cast.ben()).post(f"/you/sessions/{phone.pk}/ending/").status_code == 404
    assert inside(there)
    here.post(f"/you/sessions/{phone.pk}/ending/")
    assert not inside(there)
    here.post("/you/sessions/ending/")
    assert not inside(third)
    assert inside(here)


def test_guesses_are_counted_for_the_account_and_the_place() -> None:
    client = Client()
    for _ in range(10):
        sign_in(client, cast.ada().email, "wrong")
    assert sign_in(client, cast.ada().email) == 200
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), cast.ada().email) == 302
    assert sign_in(Client(), cast.ben().email) == 302


def test_a_forged_address_gets_nobody_more_guesses() -> None:
    for number in range(10):
        sign_in(Client(headers={"x-forwarded-for": f"203.0.113.{number}"}), cast.ada().email, "wrong")
    assert sign_in(Client(headers={"x-forwarded-for": "203.0.113.77"}), cast.ada().email) == 200
    assert set(AuditEntry.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def answer(email: str, number: int) -> tuple[float, str]:
    client = Client(REMOTE_ADDR=f"203.0.{number // 200}.{number % 200 + 1}")
    began = time.thread_time()
    page = client.post("/account/login/", {"login": email, "password": "wrong wrong"}).content.decode()
    return time.thread_time() - began, re.sub(r'value="[^"]*"', "", page)


def test_nobody_learns_whether_there_is_an_account() -> None:
    known, unknown = [], []
    User.objects.filter(pk=cast.ada().pk).update(password=User.objects.get(pk=cast.ada().pk).password)
    for number in range(6):
        known.append(answer(cast.ada().email, 2 * number))
        unknown.append(answer("nobody@desk.example", 2 * number + 1))
    assert known[0][1] == unknown[0][1]
    assert min(one for one, _ in unknown) > 0.5 * min(one for one, _ in known)


def test_failures_name_nobody_who_is_unknown() -> None:
    sign_in(Client(), "my secret password", "x")
    sign_in(Client(), "nobody@desk.example", "x")
    assert not AuditEntry.objects.filter(about__contains="secret").exists()
    assert set(AuditEntry.objects.values_list("about", flat=True)) <= {"unknown address"}
