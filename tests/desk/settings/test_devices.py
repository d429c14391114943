"""Everybody switches pushes on, sees where they go, and ends them; nobody does so for others."""

import pytest

from rapport.alerts import actions, rules
from rapport.alerts.models import Device, Push
from tests.alerts.browser import FIREFOX, Browser
from tests.cast import NOON, ada, mo

pytestmark = pytest.mark.django_db
HERE = "/settings/notifications/devices/"
PAGE = "/settings/notifications/"


def page(browser: Browser) -> str:
    return browser.client.get(PAGE).content.decode()


def test_a_browser_is_switched_on_shown_and_removed() -> None:
    browser = Browser(ada())
    assert "<push-device" in page(browser)
    answer = browser.client.post(HERE, browser.subscription, headers={"user-agent": FIREFOX})
    assert answer.status_code == 204
    text = page(browser)
    assert "Firefox, Android" in text
    assert "this browser" in text
    assert "<push-device" not in text
    device = Device.objects.get()
    assert device.session_key == browser.client.session.session_key
    browser.client.post(f"{HERE}{device.pk}/removal/")
    assert not Device.objects.exists()
    assert "<push-device" in page(browser)


def test_the_key_is_made_when_it_is_asked_for_and_stays() -> None:
    browser = Browser(ada())
    first = browser.client.post(f"{HERE}key/").content
    assert len(first) == 87
    assert browser.client.post(f"{HERE}key/").content == first


def test_another_browser_is_shown_with_whether_anything_still_goes_there() -> None:
    here, there = Browser(ada()), Browser(ada(), endpoint="https://push.example/there")
    device = there.switch_on()
    assert "<push-device" in page(here), "this one is another"
    assert "no push yet" in page(here)
    there.client.logout()
    assert "signed out" in page(here)
    assert f"{HERE}{device.pk}/trial/" not in page(here)


def test_nobody_touches_the_device_of_somebody_else() -> None:
    device, foreign = Browser(mo()).switch_on(), Browser(ada())
    assert foreign.client.post(f"{HERE}{device.pk}/removal/").status_code == 404
    assert foreign.client.post(f"{HERE}{device.pk}/trial/").status_code == 404
    assert "Firefox" not in page(foreign)
    assert Device.objects.exists()


def test_a_browser_in_which_somebody_else_switches_on_is_theirs() -> None:
    Browser(mo()).switch_on()
    Browser(ada()).switch_on()
    assert Device.objects.get().user == ada()


def test_ten_trials_an_hour_are_enough_for_one_person() -> None:
    browser = Browser(ada())
    device = browser.switch_on()
    for _number in range(10):
        browser.client.post(f"{HERE}{device.pk}/trial/")
    answer = browser.client.post(f"{HERE}{device.pk}/trial/", follow=True)
    assert Push.objects.count() == 10
    assert "You sent 10 tests within an hour. The next one can be sent in " in answer.content.decode()
    other = Browser(mo(), endpoint="https://push.example/mo")
    other.client.post(f"{HERE}{other.switch_on().pk}/trial/")
    assert Push.objects.count() == 11


def test_a_trial_is_queued() -> None:
    browser = Browser(ada())
    device = browser.switch_on()
    browser.client.post(f"{HERE}{device.pk}/trial/")
    assert Push.objects.get().alert is None


@pytest.mark.parametrize(
    "bad",
    [
        {"endpoint": ""},
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://user@push.example/x"},
        {"endpoint": "https://[/"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://push.example/" + "x" * 1000},
        {"p256dh": ""},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},
        {"p256dh": "\N{SNOWMAN}"},
        {"auth": ""},
        {"auth": "c2hvcnQ"},
        {"endpoint": "https://push.example/\0"},
        {"endpoint": "https://push.example/\N{SNOWMAN}"},
        {"auth": "!" * 100 + "AAAAAAAAAAAAAAAAAAAAAA"},
        {"auth": "\0AAAAAAAAAAAAAAAAAAAAAA"},
        {"p256dh": "\0"},
    ],
)
def test_what_no_browser_would_send_is_refused_with_a_word(bad: dict[str, str]) -> None:
    browser = Browser(ada())
    answer = browser.client.post(HERE, browser.subscription | bad)
    assert answer.status_code == 422
    assert answer.content.startswith(b"This browser")
    assert not Device.objects.exists()


def test_there_is_an_end_to_devices() -> None:
    for number in range(rules.MOST_DEVICES):
        Browser(ada(), endpoint=f"https://push.example/{number}").switch_on()
    one_more = Browser(ada(), endpoint="https://push.example/more")
    answer = one_more.client.post(HERE, one_more.subscription)
    assert (answer.status_code, b"enough devices" in answer.content) == (422, True)
    again = Browser(ada(), endpoint="https://push.example/3")
    assert again.client.post(HERE, again.subscription).status_code == 204


def test_after_signing_in_again_the_same_browser_goes_on() -> None:
    browser = Browser(ada())
    browser.switch_on()
    browser.client.logout()
    browser.client.force_login(ada())
    sent = browser.subscription | {"before": browser.endpoint}
    assert browser.client.post(HERE, sent).status_code == 204
    assert Device.objects.get().session_key == browser.client.session.session_key


def test_one_that_was_removed_elsewhere_does_not_come_back_by_itself() -> None:
    browser = Browser(ada())
    actions.remove_device(ada(), browser.switch_on().pk, at=NOON)
    answer = browser.client.post(HERE, browser.subscription | {"before": browser.endpoint})
    assert answer.status_code == 410
    assert not Device.objects.exists()


def test_the_mark_in_a_page_is_there_for_who_is_pushed_to_and_changes_with_the_session() -> None:
    browser = Browser(ada())
    assert 'name="push"' not in browser.client.get("/alerts/").content.decode()
    browser.switch_on()

    def mark() -> str:
        text = browser.client.get("/alerts/").content.decode()
        return text.split('name="push" content="')[1].split('"')[0]

    first = mark()
    browser.client.logout()
    browser.client.force_login(ada())
    second = mark()
    assert first.split(".")[0] == second.split(".")[0]
    assert first != second


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (FIREFOX, "Firefox, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("curl/8", "?"),
        ("<script>Firefox/1", "Firefox"),
    ],
)
def test_a_browser_is_called_what_people_call_it(said: str, name: str) -> None:
    assert rules.device_name(said) == name
