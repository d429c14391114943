"""S23, S33: the company's provider opens the account of the person it means, and nobody else's."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from rapport.platform import secrets
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.team import actions, queries
from rapport.team.models import Role, User
from rapport.team.rules import PARTNER_SESSION_HOURS
from rapport.team.single_sign_on import GOOGLE, NotLetIn, SingleSignOn, newcomer, plain_address, plain_domain
from tests import cast
from tests.desk.conftest import client_of
from tests.openid_peer import CLIENT, ISSUER, SECRET, Company, company
from tests.security.test_S33_signing_in import code_of, inside, with_app

pytestmark = pytest.mark.django_db
PATH = "/account/company/"
ADA = {"sub": "00u-ada", "email": "Ada@desk.example", "name": "Ada Byron"}
EVE = {"sub": "00u-eve", "email": "eve@desk.example", "name": "Eve\r\nBcc: x"}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with company(monkeypatch) as here:
        yield here


def set_up(**more: Any) -> SingleSignOn:
    given: dict[str, Any] = {
        "issuer": ISSUER,
        "client_id": CLIENT,
        "secret": SECRET,
        "name": "Acme",
        "domains": [],
        "lets_in": False,
    }
    return actions.keep_single_sign_on(**(given | more), actor=cast.olga(), at=cast.NOON)


@pytest.fixture
def acme(provider: Company) -> Company:
    set_up()
    return provider


def begin(client: Client, **sent: str) -> str:
    """Where the provider is asked."""
    page = client.post(PATH, sent)
    assert page.status_code == 200, page.content
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def come(acme: Company, person: dict[str, Any], client: Client | None = None) -> tuple[Client, Any]:
    """The whole way, there and back."""
    client = client or Client()
    return client, client.get(f"{PATH}callback/", acme.agree(begin(client), **person))


def why() -> str:
    """The newest refusal that was written down."""
    return str(AuditEntry.objects.filter(action="sign_in.failed").latest("number").data["why"])


def test_somebody_known_comes_in_and_it_is_written_down(acme: Company) -> None:
    cast.ada()
    client, answer = come(acme, ADA)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert inside(client)
    assert client.session["_auth_user_id"] == str(cast.ada().pk)
    entry = AuditEntry.objects.get(action="sign_in.succeeded")
    assert (entry.actor_id, entry.data) == (cast.ada().pk, {"by": "provider"})
    assert queries.is_tied(cast.ada())


def test_the_way_goes_on_where_somebody_wanted_to_go_and_never_elsewhere(acme: Company) -> None:
    cast.ada()
    for wanted, reached in (
        ("/search/?q=chain", "/search/?q=chain"),
        ("https://evil.example/", "/"),
        ("//evil", "/"),
        ("/\\evil", "/"),
        ("/\t/evil", "/"),
        ("\0", "/"),
    ):
        client = Client()
        answer = client.get(f"{PATH}callback/", acme.agree(begin(client, next=wanted), **ADA))
        assert answer["Location"] == reached


def test_the_button_is_there_only_when_it_leads_somewhere(provider: Company) -> None:
    page = Client().get("/account/login/").content.decode()
    assert PATH not in page
    assert Client().post(PATH).status_code == Client().get(f"{PATH}callback/?code=1&state=2").status_code == 404
    set_up()
    assert "Sign in with Acme" in Client().get("/account/login/").content.decode()


def test_a_planted_session_is_another_one_afterwards(acme: Company) -> None:
    cast.ada()
    client = Client()
    begin(client)
    before = client.cookies["sessionid"].value
    client, _ = come(acme, ADA, client)
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize("told", [{"email_verified": False}, {"email_verified": None}, {"email_verified": "yes"}])
def test_an_address_that_nobody_verified_takes_nobody_over(acme: Company, told: dict[str, Any]) -> None:
    cast.ada()
    client, answer = come(acme, ADA | told)
    assert (answer.status_code, why()) == (403, "unverified")
    assert not inside(client)
    assert not queries.is_tied(cast.ada())


ODD = ["adа@desk.example", "ada@desk.example@evil.example", '"ada@desk.example"@evil.example', "\u212a@desk.example"]
ODD += [
    "ada@desk.example\x00",
    "ada @desk.example",
    "ada@desk.example,eve@desk.example",
    "ada@",
    "ada",
    "ſam@x.example",
    "ada@straße.example",
    "ada@desk\u00ad.example",
    "ada@ｄesk.example",
]


@pytest.mark.parametrize("email", [*ODD, 7, None, ""])
def test_odd_addresses_are_nobodys(email: Any) -> None:
    assert plain_address(email) == ""


def test_addresses_and_domains_have_one_way_of_writing() -> None:
    assert plain_address(" Ada@Desk.Example. ") == "ada@desk.example"
    assert plain_address("ada@BÜCHER.example") == "ada@xn--bcher-kva.example"
    assert [plain_domain(one) for one in ("@acme.example", "Acme", "a b.c", "a/b.c", "")] == ["acme.example"] + [""] * 4


def test_only_named_domains_come_in(provider: Company) -> None:
    set_up(domains=["acme.example"])
    User.objects.create_user("ada@sub.acme.example", None, name="Ada", role=Role.AGENT)
    cast.ada()
    for email in ("ada@desk.example", "ada@sub.acme.example", "ada@acme.example.evil.example"):
        _, answer = come(provider, ADA | {"email": email})
        assert (answer.status_code, why()) == (403, "foreign")


def test_whoever_nobody_invited_stays_out_or_becomes_an_agent(acme: Company) -> None:
    _, answer = come(acme, EVE)
    assert (answer.status_code, why()) == (403, "unknown")
    assert not User.objects.filter(email="eve@desk.example").exists()
    set_up(domains=["desk.example"], lets_in=True)
    client, answer = come(acme, EVE | {"role": "owner", "groups": ["admins"]})
    eve = User.objects.get(email="eve@desk.example")
    assert (answer.status_code, eve.role, eve.name, eve.has_usable_password()) == (302, "agent", "Eve Bcc: x", False)
    assert inside(client)
    assert AuditEntry.objects.filter(action="user.let_in", about="eve@desk.example").exists()


LONG = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.desk.example"


@pytest.mark.parametrize(
    "told",
    [
        {"name": 7},
        {"name": "\0" * 10_000},
        {"name": None, "email": LONG},
        {"email": ["ada@desk.example"]},
        {"email": "a..b@desk.example"},
        {"email_verified": {}},
        {"sub": "\0"},
        {"sub": 7},
        {"aud": {}},
        {"nonce": ["x"]},
        {"azp": ["x"]},
    ],
    ids=lambda told: str(told)[:30],
)
def test_whatever_a_provider_claims_there_is_an_answer(acme: Company, told: dict[str, Any]) -> None:
    set_up(domains=["desk.example", LONG.partition("@")[2]], lets_in=True)
    acme.claims = told
    client, answer = come(acme, EVE)
    assert answer.status_code in (302, 403)
    assert inside(client) is (answer.status_code == 302)


@pytest.mark.parametrize(
    "said",
    [
        {"jwks_uri": "https://xn--/"},
        {"token_endpoint": "https://xn--/"},
        {"token_endpoint": "https://127.0.0.1/"},
        {"token_endpoint_auth_methods_supported": 7},
        {"authorization_endpoint": 'https://evil.example/"><script>'},
        {"jwks_uri": f"{ISSUER}/token"},
        {"issuer": 7},
    ],
    ids=str,
)
def test_whatever_a_provider_says_of_itself_there_is_an_answer(acme: Company, said: dict[str, Any]) -> None:
    cast.ada()
    acme.said, client = said, Client()
    answer = client.post(PATH)
    if answer.status_code == 200 and "authorization_endpoint" not in said:
        answer = client.get(f"{PATH}callback/", acme.agree(begin(client), **ADA))
    assert answer.status_code in (200, 302, 403, 502)
    assert b"<script>" not in answer.content


def test_a_private_google_account_at_the_companys_domain_lets_nobody_in_whom_nobody_invited() -> None:
    """Made with name+word@ while its owner worked here, it is still verified long after they left."""
    claims = {"sub": "1", "email": "gone+x@desk.example", "email_verified": True}
    google = SingleSignOn(GOOGLE, CLIENT, "", "Google", ("desk.example",), lets_in=True)
    with pytest.raises(NotLetIn, match="foreign"):
        newcomer(claims, google)
    assert newcomer(claims | {"hd": "desk.example"}, google).email == "gone+x@desk.example"
    assert newcomer(claims, replace(google, lets_in=False)).email == "gone+x@desk.example"
    assert newcomer(claims, replace(google, issuer=ISSUER)).email == "gone+x@desk.example"


def test_a_closed_account_stays_closed(acme: Company) -> None:
    for first in (True, False):
        User.objects.filter(pk=cast.ada().pk).update(is_active=first)
        client, answer = come(acme, ADA)
        assert (answer.status_code == 302) is first
    assert why() == "closed"
    assert not inside(client)
    assert b"account here is closed" in answer.content


def test_another_account_under_the_same_address_is_somebody_else_until_an_owner_unties(acme: Company) -> None:
    ada, owner = cast.ada(), client_of(cast.olga())
    come(acme, ADA)
    twin = ADA | {"sub": "00u-twin"}
    _, answer = come(acme, twin)
    assert (answer.status_code, why()) == (403, "tied")
    assert client_of(cast.mo()).post(f"/settings/people/{ada.pk}/untying/").status_code == 403
    assert "Untie" in owner.get(f"/settings/people/{ada.pk}/").content.decode()
    assert owner.post(f"/settings/people/{ada.pk}/untying/").status_code == 302
    assert owner.post(f"/settings/people/{ada.pk}/untying/").status_code == 404
    assert inside(come(acme, twin)[0])
    assert come(acme, ADA)[1].status_code == 403


def test_the_tie_counts_when_the_address_becomes_another(acme: Company) -> None:
    cast.ada()
    cast.ben()
    come(acme, ADA)
    client, _ = come(acme, ADA | {"email": "ben@desk.example"})
    assert client.session["_auth_user_id"] == str(cast.ada().pk)


def test_the_names_of_one_provider_mean_nothing_at_another(acme: Company) -> None:
    cast.ada()
    come(acme, ADA)
    set_up(issuer="https://other.example")
    assert not queries.is_tied(cast.ada())
    set_up()
    assert come(acme, ADA | {"email": "nobody@desk.example"})[1].status_code == 403


@pytest.mark.parametrize("who", [cast.pat, cast.cleo])
def test_a_role_stays_what_it_was_with_its_limits(acme: Company, who: Any) -> None:
    user = who()
    set_up(lets_in=True, domains=["desk.example"])
    client, _ = come(acme, {"sub": "x", "email": user.email})
    assert User.objects.get(pk=user.pk).role == user.role
    if user.is_partner:
        assert client.get("/pile/")["Location"] == "/you/security/"
        ends = Session.objects.get(session_key=client.session.session_key).expire_date
        assert (ends - now()).total_seconds() <= PARTNER_SESSION_HOURS * 3600


def test_who_set_a_second_factor_up_here_is_asked_for_it(acme: Company) -> None:
    client = Client()
    client.post("/account/login/", {"login": cast.ada().email, "password": "correct horse battery"})
    secret = with_app(client)
    client, answer = come(acme, ADA)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not inside(client)
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert inside(client)


def test_a_state_from_nowhere_from_another_browser_or_used_before_lets_nobody_in(acme: Company) -> None:
    cast.ada()
    victim, attacker = Client(), Client()
    back = acme.agree(begin(attacker), **ADA)
    begin(victim)
    for asked in (back, {"code": back["code"], "state": "forged"}, {"code": back["code"]}, {"code": "", "state": ""}):
        answer = victim.get(f"{PATH}callback/", asked)
        assert answer.status_code == 400
        assert b"Begin again" in answer.content
        assert not inside(victim)
    assert not AuditEntry.objects.filter(action__startswith="sign_in").exists()
    assert attacker.get(f"{PATH}callback/", back).status_code == 302
    attacker.cookies.clear()
    assert attacker.get(f"{PATH}callback/", back).status_code == 400


def test_a_code_serves_once_and_with_its_own_verifier(acme: Company) -> None:
    cast.ada()
    client = Client()
    first, second = acme.agree(begin(client), **ADA), acme.agree(begin(client), **ADA)
    crossed = client.get(f"{PATH}callback/", {"code": first["code"], "state": second["state"]})
    assert (crossed.status_code, why()) == (403, "refused")
    replayed = client.get(f"{PATH}callback/", first)
    assert replayed.status_code == 403
    assert not inside(client)


@pytest.mark.parametrize(
    "told",
    [
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 9_999_999_999},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_for_another_purpose_is_not_believed(acme: Company, told: dict[str, Any]) -> None:
    cast.ada()
    acme.claims = told
    client, answer = come(acme, ADA)
    assert (answer.status_code, why()) == (403, "bad_token")
    assert not inside(client)


@pytest.mark.parametrize(("algorithm", "number"), [("RS256", 1), ("none", 0), ("HS256", 0)])
def test_a_signature_that_is_not_the_providers_is_not_believed(acme: Company, algorithm: str, number: int) -> None:
    cast.ada()
    acme.algorithm, acme.signs_with = algorithm, number
    client, answer = come(acme, ADA)
    assert (answer.status_code, why()) == (403, "bad_token")
    assert not inside(client)


def test_an_address_that_the_token_leaves_out_is_asked_for_and_must_be_the_same_persons(acme: Company) -> None:
    cast.ada()
    acme.claims = {"email": None, "email_verified": None}
    acme.details = {"sub": "somebody else", "email": "ada@desk.example", "email_verified": True}
    assert come(acme, ADA)[1].status_code == 403
    acme.details["sub"] = ADA["sub"]
    assert inside(come(acme, ADA)[0])


def test_the_provider_says_no_or_is_down_or_is_another_one_now(acme: Company) -> None:
    client = Client()
    state = acme.agree(begin(client), **ADA)["state"]
    turned = client.get(f"{PATH}callback/", {"error": "access_denied", "state": state})
    assert b"You turned back" in turned.content
    state = acme.agree(begin(client), **ADA)["state"]
    refused = client.get(f"{PATH}callback/", {"error": "<b>x", "error_description": "<b>call 0900", "state": state})
    assert refused.status_code == 403
    assert b"0900" not in refused.content
    acme.said = {"issuer": "https://evil.example"}
    assert client.post(PATH).status_code == 403
    acme.is_broken = True
    assert b"does not" in client.post(PATH).content


def test_what_the_browser_adds_changes_nothing_of_what_is_asked(acme: Company) -> None:
    sent = "?scope=admin&auth_params=prompt%3Dnone%26nonce%3Dx&process=connect&action=rerequest"
    page = Client(headers={"host": "localhost"}).post(PATH + sent).content.decode()
    assert "admin" not in page
    assert "prompt" not in page
    assert "nonce=x" not in page
    assert "redirect_uri=http%3A%2F%2F127.0.0.1" in page
    client = client_of(cast.ben())
    cast.ada()
    come(acme, ADA, client)
    assert client.session["_auth_user_id"] == str(cast.ada().pk)
    assert not queries.is_tied(cast.ben())


def test_tries_are_counted(acme: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.config.single_sign_on.PER_ADDRESS", 2)
    for _ in range(3):
        assert Client().get(PATH).status_code == 405
    assert [Client().post(PATH).status_code for _ in range(3)] == [200, 200, 429]


FORM = {"name": "Acme", "issuer": f"{ISSUER}/", "client_id": CLIENT, "secret": SECRET, "domains": "desk.example"}


def test_an_owner_sets_it_up_and_the_provider_is_asked_at_once(provider: Company) -> None:
    owner = client_of(cast.olga())
    assert owner.post("/settings/single-sign-on/", FORM).status_code == 302
    kept = queries.single_sign_on()
    assert kept
    assert (kept.issuer, kept.domains, kept.lets_in) == (ISSUER, ("desk.example",), False)
    assert SECRET not in str(kept)
    assert secrets.unseal(kept.sealed) == SECRET
    page = owner.get("/settings/single-sign-on/").content.decode()
    assert SECRET not in page
    assert kept.sealed not in page
    assert "/account/company/callback/" in page
    entry = AuditEntry.objects.get(action="settings.single_sign_on")
    assert (entry.about, entry.data["new_secret"], SECRET in str(entry.data)) == (ISSUER, True, False)
    cast.ada()
    assert inside(come(provider, ADA)[0])
    assert owner.post("/settings/single-sign-on/", FORM | {"secret": "", "name": "Acme Inc"}).status_code == 302
    again = queries.single_sign_on()
    assert again
    assert (again.name, again.sealed) == ("Acme Inc", kept.sealed)
    assert queries.is_tied(cast.ada())
    assert owner.post("/settings/single-sign-on/removal/").status_code == 302
    assert queries.single_sign_on() is None
    assert owner.post("/settings/single-sign-on/removal/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"issuer": "http://login.company.example"}, "Write it with https://"),
        ({"issuer": "https://xn--a.example"}, "Nobody answers there"),
        ({"issuer": "https://127.0.0.1"}, "not on the public internet"),
        ({"issuer": "https://[::1]:8000/"}, "not on the public internet"),
        ({"issuer": f"{ISSUER}/elsewhere"}, "not an OpenID Connect provider"),
        ({"secret": ""}, "Enter the secret"),
        ({"domains": "desk.example, no domain!"}, "This is no domain"),
        ({"domains": "", "lets_in": "on"}, "Name your domains"),
        ({"client_id": ""}, "required"),
    ],
    ids=str,
)
def test_what_cannot_work_is_said_and_not_kept(provider: Company, typed: dict[str, str], said: str) -> None:
    answer = client_of(cast.olga()).post("/settings/single-sign-on/", FORM | typed)
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())
    assert queries.single_sign_on() is None


def test_a_kept_secret_goes_to_no_other_issuer(acme: Company) -> None:
    acme.said = {"issuer": f"{ISSUER}/other"}
    answer = client_of(cast.olga()).post("/settings/single-sign-on/", FORM | {"secret": ""})
    assert "calls itself differently" in answer.content.decode()
    with pytest.raises(actions.TeamError):
        set_up(secret="", issuer="https://evil.example")
