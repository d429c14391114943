"""S15, S21, S22: an invitation lets in the one who got it, as what they were invited, once and for a while."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.channels.email.models import MailServer, OutboundMail
from rapport.flows.invite import invite, invite_again
from rapport.platform import signing
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry
from rapport.team import actions, queries
from rapport.team.actions import Invited, TeamError
from rapport.team.models import Invitation, Role, User
from rapport.team.single_sign_on import Newcomer
from rapport.worker import housekeeping
from tests import cast
from tests.channels.email.outgoing import body, send
from tests.desk.conftest import client_of
from tests.racing import together

pytestmark = pytest.mark.django_db
PASSWORD = "staple wagon hill"
FORM = {"email": "Nia@desk.example", "name": "Nia Roe", "role": "partner", "capacity": "12"}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/invitation/[\w-]{22}/)")


def invited(role: str = "agent", *, by: User | None = None, **more: Any) -> str:
    """The address of the page of a new invitation."""
    said = Invited("nia@desk.example", "Nia Roe", role, **more)
    _, link = invite(said, actor=by or cast.mo(), at=now())
    return path_in(link)


def path_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def join(path: str, client: Client | None = None, **more: str) -> int:
    return (client or Client()).post(path, {"name": "Nia Roe", "password": PASSWORD} | more).status_code


def inside(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


@pytest.fixture
def mo(db: None) -> Client:
    return client_of(cast.mo())


@pytest.fixture
def server(settings: Any) -> None:
    settings.RAPPORT_SMTP_URL = "smtp://mail.desk.example"


def test_whoever_is_invited_joins_as_what_they_were_invited(mo: Client) -> None:
    team = cast.team("Help")
    shown = mo.post("/settings/people/invitation/", FORM | {"teams": [team.pk]})
    path = path_in(shown.content.decode())
    assert not User.objects.filter(email="nia@desk.example").exists()
    guest = Client()
    page = guest.get(path)
    assert "no-store" in page["Cache-Control"]
    assert "Mo Haddad invited you" in page.content.decode()
    assert join(path, guest, email="evil@desk.example", role="owner", teams="") == 302
    nia = User.objects.get(email="nia@desk.example")
    assert (nia.role, nia.capacity, list(nia.teams.all()), nia.check_password(PASSWORD)) == (
        "partner",
        12,
        [team],
        True,
    )
    assert guest.session["_auth_user_id"] == str(nia.pk)
    assert guest.get("/pile/")["Location"] == "/you/security/"  # a partner needs a second factor
    assert not User.objects.filter(email="evil@desk.example").exists()
    known = set(AuditEntry.objects.values_list("action", "about"))
    assert {("user.invited", "nia@desk.example"), ("user.joined", "nia@desk.example")} <= known
    assert join(path) == 404


def test_with_a_mail_server_the_link_goes_by_mail_and_to_nobody_else(mo: Client, server: None) -> None:
    answer = mo.post("/settings/people/invitation/", FORM, headers={"host": "localhost"}, follow=True)
    assert "is on its way to nia@desk.example" in answer.content.decode()
    assert not LINK.search(answer.content.decode())
    mail = OutboundMail.objects.get()
    assert (mail.kind, mail.recipient) == ("invite", "nia@desk.example")
    assert "invitation" not in mail.sealed
    [letter] = send(mail, now()).mails
    assert letter["To"] == "Nia Roe <nia@desk.example>"
    assert letter["Subject"] == "Mo Haddad invites you to the help desk"
    assert letter["Auto-Submitted"] == "auto-generated"
    words = body(letter)
    assert join(path_in(words)) == 302
    assert path_in(words) in body(letter, "html")
    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == ("sent", "")


def test_a_mail_that_comes_back_is_shown_and_another_takes_its_place(mo: Client, server: None) -> None:
    mo.post("/settings/people/invitation/", FORM)
    OutboundMail.objects.update(state=OutboundMail.State.FAILED, error="550 no such user")
    assert "The mail came back" in mo.get("/settings/people/").content.decode()
    row = Invitation.objects.get()
    assert mo.post(f"/settings/people/invitations/{row.pk}/again/").status_code == 302
    old, new = OutboundMail.objects.order_by("id")
    assert (old.settled_at is not None, new.state) == (True, "queued")
    mo.post(f"/settings/people/invitations/{row.pk}/again/")
    new.refresh_from_db()
    assert (new.state, new.sealed) == ("failed", "")


def test_a_new_link_ends_the_old_one_and_a_withdrawn_one_ends_at_once(mo: Client) -> None:
    old = invited()
    row = Invitation.objects.get()
    new = path_in(mo.post(f"/settings/people/invitations/{row.pk}/again/").content.decode())
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert "Nia Roe" in mo.get("/settings/people/").content.decode()
    assert mo.post(f"/settings/people/invitations/{row.pk}/withdrawal/").status_code == 302
    assert Client().get(new).status_code == join(new) == 404
    assert "nia@desk.example" not in mo.get("/settings/people/").content.decode().replace("to nia@desk.example no", "")
    for part in ("again", "withdrawal"):
        assert (
            "is over already" in mo.post(f"/settings/people/invitations/{row.pk}/{part}/", follow=True).content.decode()
        )
    assert not User.objects.filter(email="nia@desk.example").exists()


def spoiled() -> dict[str, str]:
    """Links that must not work, by what is wrong with them."""
    rows: dict[str, Invitation] = {}
    paths: dict[str, str] = {}
    for name in ("used", "old", "withdrawn", "fine"):
        rows[name], link = invite(Invited(f"{name}@desk.example", "N", "agent"), actor=cast.mo(), at=now())
        paths[name] = path_in(link)
    Invitation.objects.filter(pk=rows["old"].pk).update(expires_at=now())
    actions.withdraw(rows["withdrawn"], actor=cast.mo(), at=now())
    assert join(paths["used"]) == 302
    token = paths.pop("fine").split("/")[2]
    return paths | {
        "one sign less": f"/invitation/{token[:-1]}/",
        "other case": f"/invitation/{token.swapcase()}/",
        "the stored digest": f"/invitation/{signing.digest(token)}/",
        "another purpose": f"/invitation/{actions.create_login_link(cast.ada(), at=now())}/",
        "short": "/invitation/x/",
        "every": "/invitation/%25/",
        "nothing": "/invitation/",
    }


def test_every_wrong_link_gets_the_same_answer_and_makes_nobody() -> None:
    wrong = spoiled()
    before = User.objects.count()
    answers = {}
    for number, (name, path) in enumerate(wrong.items()):
        for method in ("get", "post"):
            client = Client(REMOTE_ADDR=f"192.0.2.{number}")
            answer = getattr(client, method)(path, {"name": "x", "password": PASSWORD})
            answers[name, method] = (answer.status_code, answer.content)
    first = answers["used", "get"]
    assert first[0] == 404
    assert {key for key, answer in answers.items() if answer != first} == set()
    assert User.objects.count() == before
    guess = [Client().get(f"/invitation/{signing.random_token()}/").status_code for _ in range(12)]
    assert guess[-1] == 429


def test_opening_it_spends_nothing() -> None:
    path = invited()
    for method in ("get", "head", "options", "put"):
        assert getattr(Client(), method)(path).status_code in {200, 405}
    assert join(path, password="short") == 422
    assert join(path, password="nia@desk.example") == 422
    assert join(path, name="") == 422
    assert join(path) == 302


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_join_once() -> None:
    path = invited()
    assert sorted(together(lambda: join(path))) == [302, 404, 404, 404]
    assert User.objects.filter(email="nia@desk.example").count() == 1


def test_whoever_signed_in_here_is_not_kept_in_the_session_of_who_joins() -> None:
    client = client_of(cast.mo())
    before = client.cookies["sessionid"].value
    assert join(invited(), client) == 302
    assert client.cookies["sessionid"].value != before
    assert client.get("/you/").context["user"].email == "nia@desk.example"


@pytest.mark.parametrize("email", ["ADA@desk.example", "nia@desk.example", "gone@desk.example", "no address"])
def test_nobody_is_invited_twice_or_who_is_here(mo: Client, email: str) -> None:
    cast.ada()
    User.objects.create_user("gone@desk.example", None, name="Gone", is_active=False)
    invited()
    answer = mo.post("/settings/people/invitation/", FORM | {"email": email})
    assert answer.status_code == 422
    assert Invitation.objects.count() == 1


def test_whoever_got_in_by_another_way_meanwhile_makes_the_link_useless() -> None:
    path = invited()
    actions.add_user(email="nia@desk.example", name="Nia", role="agent", at=now())
    assert Client().get(path).status_code == join(path) == 404
    with pytest.raises(TeamError):
        invite_again(Invitation.objects.get(), actor=cast.mo(), at=now())


def test_a_lead_neither_makes_nor_renews_nor_withdraws_the_invitation_of_an_owner_or_lead(mo: Client) -> None:
    for role in ("owner", "lead", "admin", ""):
        assert mo.post("/settings/people/invitation/", FORM | {"role": role}).status_code == 422
        with pytest.raises(TeamError):
            actions.invite(Invited("x@desk.example", "X", role), actor=cast.mo(), at=now())
    invited("owner", by=cast.olga())
    row = Invitation.objects.get()
    for part in ("again", "withdrawal"):
        assert mo.post(f"/settings/people/invitations/{row.pk}/{part}/").status_code == 403
    assert "/again/" not in mo.get("/settings/people/").content.decode()
    assert client_of(cast.olga()).post(f"/settings/people/invitations/{row.pk}/withdrawal/").status_code == 302


@pytest.mark.parametrize("change", [{"role": Role.LEAD}, {"role": Role.AGENT}, {"is_active": False}], ids=str)
def test_an_invitation_is_worth_what_its_sender_may_give_now(change: dict[str, Any]) -> None:
    path = invited("owner", by=cast.olga())
    User.objects.filter(pk=cast.olga().pk).update(**change)
    assert Client().get(path).status_code == join(path) == 404
    assert "The link is over" in client_of(cast.mo()).get("/settings/people/").content.decode()


def test_a_name_puts_nothing_into_the_mail(mo: Client, server: None) -> None:
    mo.post("/settings/people/invitation/", FORM | {"name": "Nia\r\nBcc: all@desk.example <b>"})
    [letter] = send(OutboundMail.objects.get(), now()).mails
    assert letter["Bcc"] is None
    assert "<b>" not in body(letter, "html")


def test_the_companys_provider_makes_somebody_what_they_were_invited_as() -> None:
    path = invited("lead", by=cast.olga())
    one = Newcomer("https://login.company.example", "s", "nia@desk.example", "")
    user, is_new = actions.let_in(one, lets_in=False, at=now())
    assert (user.role, user.name, is_new) == ("lead", "Nia Roe", True)
    assert join(path) == 404


def test_only_the_digest_is_kept_and_a_week_is_all_and_it_is_forgotten() -> None:
    token = invited().split("/")[2]
    row = Invitation.objects.get()
    assert token not in str(row.__dict__)
    assert row.expires_at - row.sent_at <= timedelta(days=7)
    assert queries.invitation(token, now() + timedelta(days=7, minutes=1)) is None
    actions.withdraw(row, actor=cast.mo(), at=now())
    housekeeping.forget(at=now() + timedelta(days=29))
    assert Invitation.objects.exists()
    housekeeping.forget(at=now() + timedelta(days=31))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [{"email": "\0"}, {"name": "\0"}, {"name": "x" * 10_000}, {"role": "owner"}, {"teams": "9" * 30}, {"teams": "\0"},
     {"capacity": "9" * 5000}, {"capacity": "-1"}],
    ids=lambda bad: str(bad)[:20],
)  # fmt: skip
def test_what_cannot_be_is_said_where_it_was_typed(mo: Client, bad: dict[str, str]) -> None:
    assert mo.post("/settings/people/invitation/", FORM | bad).status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("bad", ["\0", "x" * 10_000, ""])
def test_whoever_joins_is_told_what_is_wrong_and_the_link_stays(bad: str) -> None:
    path = invited()
    assert join(path, name=bad) == join(path, password=bad) == 422
    assert Client().post(path, bad, content_type="application/json").status_code == 422
    assert join(path) == 302


def test_where_only_an_inbox_has_a_server_whoever_invites_is_told_the_link(mo: Client) -> None:
    """What belongs to no inbox would lie in a postbox that nobody can open any more."""
    MailServer.objects.create(inbox=cast.inbox(), host="smtp.desk.example")
    path_in(mo.post("/settings/people/invitation/", FORM).content.decode())
    assert not OutboundMail.objects.exists()
    MailServer.objects.create(inbox=None, host="smtp.desk.example")
    mo.post(f"/settings/people/invitations/{Invitation.objects.get().pk}/again/")
    assert OutboundMail.objects.get().recipient == "nia@desk.example"
