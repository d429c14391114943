"""What somebody must look at reaches their browser sealed and signed, and nobody who is not signed in there."""

from collections.abc import Iterator
from datetime import datetime, time
from urllib.parse import urlsplit

import pytest

from rapport.alerts import actions, queries, rules
from rapport.alerts.actions import News
from rapport.alerts.models import Alert, Device, Preference, Push
from rapport.flows.deliver_push import deliver, deliver_due
from rapport.flows.member_leaves import member_leaves
from rapport.flows.raise_alert import raise_alert
from rapport.platform.models import Fact
from rapport.team import actions as team_actions
from rapport.team.models import User
from tests.alerts.browser import Browser, claims_of
from tests.cast import NOON, ada, conversation, later, mo, olga, pat, team
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[Receiver]:
    with receiver() as found:
        found.answers = [201]
        yield found


def news(number: int = 1, kind: Alert.Kind = Alert.Kind.UNHAPPY, **fields: object) -> News:
    shown = {"headline": f"Uma Ferrari rated Ada {number}", "path": "/conversations/R-1001/", "quote": "Never again"}
    return News(kind=kind, key=f"happening-{number}", **(shown | fields))  # type: ignore[arg-type]


def tell(user: User, *which: News, at: datetime = NOON) -> None:
    for one in which or [news()]:
        raise_alert(one, [user], at=at)


def leave(service: Receiver, at: datetime = NOON) -> int:
    """Everything that is due goes out."""
    return sum(deliver(pk, clock=lambda: at, clients=service.client) for pk in queries.pushes_due(at))


def test_only_the_browser_can_read_it_and_the_service_knows_who_asks(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    tell(mo())
    assert leave(service) == 1
    [(headers, body)] = service.raw
    assert b"unhappy" not in body
    assert (headers["content-encoding"], headers["urgency"], headers["ttl"]) == ("aes128gcm", "high", "43200")
    claims = claims_of(headers["authorization"])
    assert (claims["aud"], claims["exp"]) == ("https://push.example", int(later(hours=12).timestamp()))
    assert claims["sub"].startswith("mailto:")
    [shown] = browser.opened(service)
    assert shown["path"] == "/conversations/R-1001/"
    assert Device.objects.get().pushed_at == NOON


def test_a_lock_screen_shows_no_name_and_no_word_of_a_customer(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    tell(mo())
    leave(service)
    [shown] = browser.opened(service)
    assert (shown["title"], shown["body"]) == ("A customer is unhappy", "R-1001")
    assert "Uma" not in str(shown)
    assert "Never" not in str(shown)


def test_who_wants_it_reads_the_name_in_their_language_but_never_what_was_written(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    User.objects.filter(pk=mo().pk).update(language="de")
    channels = {"unhappy": ["push"]}
    actions.keep_preference(mo(), channels=channels, quiet_from=None, quiet_until=None, shows_names=True, at=NOON)
    tell(mo())
    leave(service)
    [shown] = browser.opened(service)
    assert (shown["title"], shown["lang"]) == ("Ein Kunde ist unzufrieden", "de")
    assert shown["body"].startswith("Uma Ferrari rated")
    assert "Never" not in str(shown)


def test_nobody_is_pushed_what_they_did_not_choose(service: Receiver) -> None:
    Browser(mo()).switch_on()
    actions.keep_preference(mo(), channels={"unhappy": ["app"]}, quiet_from=None, quiet_until=None, at=NOON)
    tell(mo())
    assert not Push.objects.exists()
    assert Alert.objects.get().seen_at is None


def test_a_push_alone_rings_no_bell_and_still_arrives(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    actions.keep_preference(mo(), channels={"unhappy": ["push"]}, quiet_from=None, quiet_until=None, at=NOON)
    tell(mo())
    assert Alert.objects.get().seen_at is not None
    leave(service)
    assert len(browser.opened(service)) == 1


def test_without_a_device_nothing_is_queued() -> None:
    tell(mo())
    assert not Push.objects.exists()


@pytest.mark.parametrize("way", ["signs out", "password", "role", "expires", "leaves", "deactivated", "another"])
def test_who_is_not_signed_in_there_any_more_is_told_nothing(service: Receiver, way: str) -> None:
    olga()
    browser = Browser(mo())
    browser.switch_on()
    tell(mo())
    match way:
        case "signs out":
            browser.client.logout()
        case "password":
            user = mo()
            user.set_password("another one entirely")
            user.save()
        case "role":
            team_actions.change_member(mo(), role="agent", teams=[], capacity=None, actor=olga(), at=NOON)
        case "expires":
            session = browser.client.session
            session.set_expiry(NOON)
            session.save()
        case "leaves":
            member_leaves(mo(), actor=olga(), at=NOON)
            assert not Device.objects.exists()
        case "deactivated":
            User.objects.filter(pk=mo().pk).update(is_active=False)
        case "another":
            browser.client.force_login(ada())
    assert leave(service, later(minutes=1)) == 0
    assert service.raw == []


def test_signing_out_everywhere_else_ends_the_pushes_there(service: Receiver) -> None:
    Browser(mo()).switch_on()
    tell(mo())
    team_actions.end_other_sessions(mo(), at=NOON)
    assert leave(service) == 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(service: Receiver, status: int) -> None:
    Browser(mo()).switch_on()
    tell(mo())
    service.answers = [status]
    leave(service)
    assert not Device.objects.exists()
    assert not Push.objects.exists()
    tell(mo(), news(2))
    assert not Push.objects.exists()


def test_it_is_tried_again_until_it_is_taken(service: Receiver) -> None:
    Browser(mo()).switch_on()
    tell(mo())
    service.answers = [503, 201]
    assert leave(service) == 0
    assert Device.objects.get().trouble == "The push service answered 503."
    assert leave(service, later(seconds=9)) == 0
    assert leave(service, later(seconds=10)) == 1
    assert leave(service, later(days=1)) == 0
    found = Device.objects.get()
    assert (found.trouble, found.failures, len(service.raw)) == ("", 0, 2)


def test_it_is_given_up_after_hours_and_the_browser_after_twenty(service: Receiver) -> None:
    Browser(mo()).switch_on()
    service.answers = [500]
    tell(mo())
    at = NOON
    for _ in range(6):
        leave(service, at)
        at = Push.objects.get().due_at
    assert Push.objects.get().state == Push.State.DROPPED
    Device.objects.update(failures=rules.MOST_FAILURES - 1)
    tell(mo(), news(2), at=at)
    leave(service, at)
    assert not Device.objects.exists()


def test_two_workers_do_not_push_it_twice(service: Receiver) -> None:
    Browser(mo()).switch_on()
    tell(mo())
    assert actions.claim(Push.objects.get().pk, at=NOON)
    assert leave(service) == 0
    assert leave(service, later(seconds=61)) == 1, "a worker that died holds it for a minute only"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:7f00:1]/",
        "https://localhost/",
        "https://nobody.invalid/",
    ],
)
def test_an_address_that_leads_inward_is_never_reached_nor_told_apart(endpoint: str) -> None:
    Browser(mo(), endpoint=endpoint).switch_on()
    tell(mo())
    assert deliver_due(clock=lambda: NOON, go_on=lambda: True) == 0
    assert Device.objects.get().trouble == "This is no address of a push service."


def test_a_redirect_is_followed_nowhere(service: Receiver) -> None:
    Browser(mo()).switch_on()
    tell(mo())
    service.answers = [302]
    assert leave(service) == 0
    assert len(service.raw) == 1


def test_what_somebody_took_on_or_looked_at_meanwhile_is_no_news(service: Receiver) -> None:
    Browser(mo()).switch_on()
    tell(mo(), news(1), news(2))
    actions.settle("happening-1", at=NOON)
    actions.see_all(mo(), at=later(seconds=5))
    assert leave(service, later(seconds=6)) == 0


def test_many_at_once_come_as_one(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    for number in range(40):
        tell(mo(), news(number), at=later(seconds=number))
    assert leave(service, later(minutes=1)) == rules.MOST_PUSHES
    assert leave(service, later(minutes=6)) == 1
    assert browser.opened(service)[-1]["title"] == "30 alerts"
    assert browser.opened(service)[-1]["path"] == "/alerts/"


def test_quiet_hours_wait_and_come_as_one(service: Receiver) -> None:
    browser = Browser(mo())
    browser.switch_on()
    actions.keep_preference(
        mo(), channels={"unhappy": ["app", "push"]}, quiet_from=time(11), quiet_until=time(14), at=NOON
    )
    tell(mo(), news(1), news(2))
    assert leave(service, later(minutes=90)) == 0
    assert leave(service, later(hours=2)) == 1
    assert browser.opened(service)[0]["title"] == "2 alerts"


def test_who_lost_sight_of_a_conversation_is_not_told_of_it_and_partners_read_no_address(service: Receiver) -> None:
    room = team("Partners", pat())
    about = conversation()
    about.inbox.teams.add(room)
    browser = Browser(pat())
    browser.switch_on()
    chosen = {"handover": ["app", "push"]}
    actions.keep_preference(pat(), channels=chosen, quiet_from=None, quiet_until=None, shows_names=True, at=NOON)
    named = news(1, Alert.Kind.HANDOVER, headline="uma@customer.example waits", conversation_id=about.pk)
    tell(pat(), named)
    leave(service)
    assert "uma@customer" not in browser.opened(service)[0]["body"]
    assert "waits" in browser.opened(service)[0]["body"]
    tell(pat(), news(2, Alert.Kind.HANDOVER, conversation_id=about.pk))
    room.members.clear()  # type: ignore[attr-defined]
    assert leave(service) == 0


def test_keys_sealed_under_a_lost_secret_are_made_anew_and_old_devices_forgotten() -> None:
    Browser(mo()).switch_on()
    before = actions.server_keys(at=NOON)
    assert actions.server_keys(at=NOON) == before
    assert "PRIVATE" not in str(Fact.objects.get(pk=queries.KEYS).value)
    Fact.objects.filter(pk=queries.KEYS).update(value={"sealed": "broken", "public": before.public})
    assert actions.server_keys(at=NOON).public != before.public
    assert not Device.objects.exists()


def test_the_sweep_pushes_what_no_job_did(service: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    from rapport.platform import outbound

    Browser(mo()).switch_on()
    tell(mo())
    monkeypatch.setattr(outbound, "client", service.client)
    assert deliver_due(clock=lambda: NOON, go_on=lambda: True) == 1
    assert urlsplit(Device.objects.get().endpoint).scheme == "https"
    assert not Preference.objects.exists()
