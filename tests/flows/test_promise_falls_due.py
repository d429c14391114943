import pytest

from rapport.alerts.models import Alert
from rapport.flows.promise_falls_due import sweep
from rapport.promises.models import Promise
from rapport.triage import queries
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db


def promised() -> Promise:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=5), promise_text="News from the workshop")
    return Promise.objects.get()


def test_nothing_happens_before_its_time() -> None:
    promised()
    assert sweep(at=later(hours=4, minutes=59)) == 0


def test_a_broken_promise_is_told_to_owner_and_lead_and_moves_up() -> None:
    promise = promised()
    lead = cast.mo()
    assert sweep(at=later(hours=5)) == 1
    promise.refresh_from_db()
    assert promise.broken_at == later(hours=5)
    assert {a.user for a in Alert.objects.all()} == {lead, cast.ada()}
    why = Placement.objects.get(conversation=promise.conversation).why
    assert {"words": "Broken promise", "hours": 48} in why


def test_two_hours_before_its_time_it_goes_before_every_complaint() -> None:
    promise = promised()
    complaint = cast.conversation(
        cast.SOL, reply_text="This is unacceptable, I make a complaint.", received_at=later(hours=-20)
    )
    assert complaint.is_complaint
    assert sweep(at=later(hours=2, minutes=59)) == 0
    assert queries.page(None)[0].conversation_id == complaint.pk
    assert sweep(at=later(hours=3, minutes=1)) == 0
    assert queries.page(None)[0].conversation_id == promise.conversation_id


def test_it_is_told_once_however_often_the_sweep_runs() -> None:
    promised()
    cast.mo()
    assert [sweep(at=later(hours=h)) for h in (5, 6, 7)] == [1, 0, 0]
    assert Alert.objects.count() == 2


def test_a_kept_promise_is_never_broken() -> None:
    promise = promised()
    cast.answers(promise.conversation, at=later(hours=4))
    assert sweep(at=later(hours=6)) == 0


def test_kept_late_stays_known_as_broken() -> None:
    promise = promised()
    sweep(at=later(hours=6))
    cast.answers(promise.conversation, at=later(hours=7))
    promise.refresh_from_db()
    assert promise.broken_at is not None
    assert promise.kept_at == later(hours=7)
    assert not Placement.objects.get(conversation=promise.conversation).waiting
