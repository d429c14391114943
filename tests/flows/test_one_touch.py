"""An alert's mail holds links that act in its reader's name: once, for three days, and never by being fetched."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from rapport.alerts import one_touch
from rapport.alerts.models import Alert, Touch
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.deliver_message import deliver
from rapport.flows.one_touch import State, look
from rapport.platform import clock
from rapport.platform.models import Event
from rapport.recovery.models import Recovery
from rapport.team import actions as team
from rapport.team.models import Role, User
from tests import cast
from tests.channels.email.outgoing import Letterbox, body
from tests.flows.test_customer_rates import asked, votes

pytestmark = pytest.mark.django_db
Deed = Touch.Deed


def unhappy(score: int = 1, **more: object) -> Conversation:
    """Uma is unhappy now; Mo hears of it."""
    invite = asked()
    votes(invite, score, "button", at=clock.now() - timedelta(seconds=5), **more)  # type: ignore[arg-type]
    return Conversation.objects.get(pk=invite.conversation_id)


def alert_of(user: User) -> Alert:
    return Alert.objects.get(user=user, kind=Alert.Kind.UNHAPPY)


def link(user: User, deed: Touch.Deed = Deed.TAKE) -> str:
    return f"/touch/{one_touch.token(alert_of(user), deed)}/"


def press(user: User, deed: Touch.Deed = Deed.TAKE, **sent: object) -> tuple[int, str]:
    answer = Client().post(link(user, deed), {"do": deed, **sent})
    return answer.status_code, answer.content.decode()


def owner() -> User | None:
    return Recovery.objects.get().owner


def test_the_mail_carries_the_links_of_its_reader_alone() -> None:
    unhappy(comment="Never again", call_me=True, phone="+49 30 1234")
    box = Letterbox()
    for mail in OutboundMail.objects.filter(kind="alert"):
        deliver(mail.pk, clock=clock.now, carrier=box)
    [letter] = [mail for mail in box.mails if mail["To"].addresses[0].addr_spec == cast.mo().email]
    found = re.findall(r"/touch/([\w-]+)/", body(letter))
    assert [one_touch.read(token) for token in found] == [(alert_of(cast.mo()), deed) for deed in one_touch.DEEDS]
    assert "Never again" in body(letter)


def test_taking_it_makes_one_the_owner_and_the_timeline_says_it_came_from_the_mail() -> None:
    conversation = unhappy()
    assert owner() == cast.ada()
    status, page = press(cast.mo())
    assert (status, "Mo Haddad has it now." in page) == (200, True)
    conversation.refresh_from_db()
    assert (owner(), conversation.assignee) == (cast.mo(), cast.mo())
    assert not Alert.objects.filter(kind="unhappy", settled_at=None).exists()
    event = Event.objects.get(name="alerts.acted_by_mail")
    assert (event.actor_id, event.conversation_id, event.data["deed"]) == (cast.mo().pk, conversation.pk, "take")


def test_calling_takes_it_shows_the_number_only_then_and_says_so_to_everybody() -> None:
    unhappy(call_me=True, phone="+49 30 1234")
    assert "1234" not in Client().get(link(cast.mo(), Deed.CALL)).content.decode().split("</h1>")[1]
    status, page = press(cast.mo(), Deed.CALL)
    assert status == 200, page
    assert "tel:+49 30 1234" in page, page
    assert owner() == cast.mo()
    assert Message.objects.get(kind="note").author == cast.mo()


def test_it_can_be_given_to_somebody_who_may_have_it_and_is_told() -> None:
    unhappy()
    ben = cast.ben()
    assert f'value="{ben.pk}"' in Client().get(link(cast.mo(), Deed.ASSIGN)).content.decode()
    for nobody in ("", "0", "x", "-1", str(cast.cleo().pk), str(cast.pat().pk), "9" * 40):
        assert press(cast.mo(), Deed.ASSIGN, to=nobody)[0] == 409
    assert not Touch.objects.exists(), "a refused link is as good as before"
    assert press(cast.mo(), Deed.ASSIGN, to=ben.pk)[0] == 200
    assert owner() == ben
    assert Alert.objects.filter(user=ben, kind="handover").exists()


def test_without_a_recovery_the_conversation_itself_is_taken() -> None:
    conversation = unhappy(2)
    Recovery.objects.all().delete()
    assert press(cast.mo())[0] == 200
    conversation.refresh_from_db()
    assert conversation.assignee == cast.mo()


def rows() -> tuple[object, ...]:
    return (owner(), Touch.objects.count(), Event.objects.count(), Message.objects.count())


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_scanners_that_fetch_every_link_change_nothing(method: str) -> None:
    unhappy()
    before = rows()
    for deed in one_touch.DEEDS:
        for more in ("", "?do=take", "?do=call&to=1"):
            answer = getattr(Client(), method)(link(cast.mo(), deed) + more)
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
    assert rows() == before


def test_an_empty_or_wrong_post_presses_no_button() -> None:
    unhappy()
    before = rows()
    for sent in ({}, {"do": ""}, {"do": "call"}, {"do": "take "}):
        assert Client().post(link(cast.mo()), sent).status_code == 422
    for method in ("put", "patch", "delete"):
        assert getattr(Client(), method)(link(cast.mo())).status_code == 405
    assert rows() == before


def test_a_link_works_once() -> None:
    unhappy()
    assert press(cast.mo())[0] == 200
    status, page = press(cast.mo())
    assert (status, "This link was used." in page) == (410, True)
    assert Touch.objects.count() == 1
    assert press(cast.mo(), Deed.CALL)[0] == 200, "the other links of whoever has it still work"


def test_who_comes_second_hears_who_has_it() -> None:
    unhappy()
    assert press(cast.ada())[0] == 200
    status, page = press(cast.mo())
    assert (status, "Ada Byron has it already" in page) == (409, True)
    assert owner() == cast.ada()


def test_it_is_over_after_three_days() -> None:
    unhappy()
    Alert.objects.update(created_at=clock.now() - one_touch.LIVES)
    answer = Client().get(link(cast.mo()))
    assert (answer.status_code, b"<form" in answer.content) == (410, False)
    assert press(cast.mo())[0] == 410
    assert owner() == cast.ada()


def state(user: User, at: datetime | None = None) -> State | None:
    seen = look(one_touch.token(alert_of(user), Deed.TAKE), at=at or clock.now())
    return seen.state if seen else None


def dead(path: str) -> bool:
    shown, pressed = Client().get(path), Client().post(path, {"do": "take"})
    return (shown.status_code, pressed.status_code) == (404, 404) and b"Uma" not in shown.content + pressed.content


def test_a_link_ends_with_the_right_behind_it() -> None:
    conversation = unhappy()
    path, ada = link(cast.ada()), cast.ada()
    assert state(ada) == State.READY
    conversation.inbox.teams.add(cast.team("Others", cast.ben()))
    assert dead(path), "the inbox is of another team now"
    conversation.inbox.teams.clear()
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert dead(path), "deactivated"
    User.objects.filter(pk=ada.pk).update(is_active=True, role=Role.COLLABORATOR)
    assert dead(path), "another role"
    assert dead(link(User.objects.get(pk=ada.pk))), "a role that may not act, though the link is of now"
    User.objects.filter(pk=ada.pk).update(role=Role.AGENT)
    assert not dead(path) or owner() == ada


def test_a_new_password_ends_it_like_a_session() -> None:
    unhappy()
    path, user = link(cast.mo()), cast.mo()
    user.set_password("another horse battery")
    user.save()
    assert dead(path)


def test_a_token_is_for_one_alert_one_deed_and_one_person() -> None:
    unhappy()
    mine, deeds = one_touch.token(alert_of(cast.mo()), Deed.TAKE), one_touch.DEEDS
    others = one_touch.token(alert_of(cast.ada()), Deed.TAKE)
    spliced = [
        mine[:10] + others[10:],
        others[:10] + mine[10:],
        mine.swapcase(),
        mine[:-2] + "AA",
        mine[:-1],
        mine + "A",
    ]
    wrong = [
        *spliced,
        "A" * 31,
        "ä" * 31,
        "%00" * 10,
        "/" * 31,
        "-" * 31,
        team.create_login_link(cast.mo(), at=clock.now()),
    ]
    assert len({one_touch.token(alert_of(user), deed) for user in (cast.mo(), cast.ada()) for deed in deeds}) == 6
    for text in wrong:
        assert one_touch.read(text) is None, text
    Alert.objects.filter(user=cast.mo()).update(user=cast.olga())
    assert one_touch.read(mine) is None, "it is no longer Mo's alert"
    assert owner() == cast.ada()


def test_guessing_and_asking_too_often_is_stopped() -> None:
    unhappy()
    codes = [Client().get(f"/touch/{number:031}/").status_code for number in range(12)]
    assert codes == [404] * 10 + [429] * 2
    codes = [Client().get(link(cast.mo()), REMOTE_ADDR="192.0.2.1").status_code for _ in range(22)]
    assert codes == [200] * 20 + [429] * 2


def test_no_session_is_read_and_no_token_against_forgery_is_needed() -> None:
    """Ada is signed in, and the mail is Mo's: it acts for Mo, and says so."""
    unhappy()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.ada())
    page = browser.get(link(cast.mo())).content.decode()
    assert "in the name of Mo Haddad" in page
    assert browser.post(link(cast.mo()), {"do": "take"}).status_code == 200
    assert owner() == cast.mo()


def test_no_log_holds_a_link_that_still_works(caplog: pytest.LogCaptureFixture) -> None:
    unhappy()
    with caplog.at_level("DEBUG"):
        Client().post(link(cast.mo()), {"do": "wrong"})
    assert "/touch/" not in caplog.text


def test_a_hostile_name_stays_words() -> None:
    conversation = unhappy()
    conversation.customer.name = "<script>alert(1)</script> @Ada"
    conversation.customer.save()
    page = press(cast.mo(), Deed.CALL)[1]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert not Event.objects.filter(name="conversations.asked").exists(), "a name asks nobody"


def test_only_alerts_about_unhappy_customers_have_links() -> None:
    unhappy()
    alert = alert_of(cast.mo())
    assert one_touch.may_carry(alert)
    alert.kind = Alert.Kind.HEALTH
    alert.save()
    assert dead(f"/touch/{one_touch.token(alert, Deed.TAKE)}/")
