import pytest

from rapport.webhooks import actions, queries
from rapport.webhooks.models import Endpoint
from tests.cast import NOON, later, mo

pytestmark = pytest.mark.django_db


def endpoint(**fields: object) -> Endpoint:
    given = {"name": "Shop", "url": "https://shop.example/hook", "wanted": ["message.received"], "at": NOON}
    return actions.add_endpoint(mo(), **(given | fields))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    ["http://shop.example/", "ftp://x.example", "https://", "https://me@shop.example/", "javascript:alert(1)", "x"],
)
def test_an_address_that_cannot_be_safe_is_refused_at_once(url: str) -> None:
    with pytest.raises(actions.WebhookError, match="https://"):
        endpoint(url=url)


def test_an_endpoint_that_wants_nothing_is_refused() -> None:
    with pytest.raises(actions.WebhookError, match="at least one"):
        endpoint(wanted=["no.such"])


def test_the_secret_is_sealed_and_for_a_day_two_of_them_sign() -> None:
    made, secret = actions.add_endpoint(
        mo(), name="", url="https://shop.example/", wanted=["message.received"], at=NOON
    )
    assert made.name == "shop.example"
    assert secret.startswith("whsec_")
    assert secret not in made.sealed_secret
    newer = actions.rotate(made, actor=mo(), at=NOON)
    assert actions.secrets_of(made, at=later(hours=23)) == [newer, secret]
    assert actions.secrets_of(made, at=later(hours=24)) == [newer]


def test_who_wants_an_event_is_remembered_until_somebody_changes_it(django_assert_num_queries: object) -> None:
    made = endpoint()
    assert queries.who_want("message.received") == [made]
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.who_want("reply.sent") == []
    actions.switch_off(made, "Gone.", at=NOON)
    assert queries.who_want("message.received") == []


def test_what_was_told_long_ago_is_deleted_and_what_waits_is_not() -> None:
    made = endpoint()
    old = actions.queue(made, "message.received", "{}", at=NOON)
    assert actions.forget_deliveries(before=later(days=40)) == 0
    actions.note_attempt(old, status=200, words="", milliseconds=1, at=NOON)
    assert actions.forget_deliveries(before=later(days=40)) == 1
