"""A second chance where it was not our fault: a letter, a day on which we write again, and figures of its own."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from rapport.conversations.models import Message
from rapport.platform.clock import now
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.recovery.models import Cause, Recovery
from tests import cast
from tests.desk.conftest import client_of
from tests.learning.making import says
from tests.recovery.turning import turned

pytestmark = pytest.mark.django_db


def unhappy(is_ours: bool) -> Recovery:
    one = Recovery.objects.get(triggers__rating=says(1, "Not what I ordered!", at=now() - timedelta(hours=1)))
    one.cause = Cause.objects.filter(is_ours=is_ours).earliest("position")
    one.save(update_fields=["cause"])
    return one


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_it_is_asked_for_once_with_a_promise_and_every_blank_filled_in() -> None:
    one, ada = unhappy(is_ours=False), client_of(cast.ada())
    page, path = shown(ada, f"/recoveries/{one.pk}/"), f"/recoveries/{one.pk}/second-chance/"
    assert "Hello Uma," in page
    assert "On {{ day }} I will write to you again" in page
    day = timezone.localdate(now()) + timedelta(days=5)
    letter = {"text": "Hello Uma, on {{ day }} I write again.", "follow_up": day.isoformat(), "token": "second"}
    for wrong in (
        {"text": "I will {{ what you will do }}"},
        {"text": " "},
        {"follow_up": timezone.localdate(now()).isoformat()},
        {"follow_up": (day + timedelta(days=99)).isoformat()},
        {"follow_up": "soon"},
    ):
        refused = ada.post(path, letter | wrong)
        assert refused.status_code == 422
        assert "form-errors" in refused.content.decode()
    assert not Event.objects.filter(name="recovery.second_chance").exists()

    assert ada.post(path, letter).status_code == 302
    sent = Message.objects.filter(kind="reply").latest("id")
    assert sent.text == f"Hello Uma, on {date_format(day)} I write again."
    promise = Promise.objects.get(kind="update")
    assert (timezone.localtime(promise.due_at).date(), promise.owner) == (day, cast.ada())
    one.refresh_from_db()
    assert one.second_chance_at is not None
    page = shown(ada, f"/recoveries/{one.pk}/")
    assert "Asked for a second chance" in page
    assert path not in page
    assert ada.post(path, letter | {"token": "third"}).status_code == 422
    assert Event.objects.filter(name="recovery.second_chance").count() == 1


def test_what_is_our_fault_is_put_right_instead() -> None:
    one, ada = unhappy(is_ours=True), client_of(cast.ada())
    path = f"/recoveries/{one.pk}/second-chance/"
    assert path not in shown(ada, f"/recoveries/{one.pk}/")
    day = (timezone.localdate(now()) + timedelta(days=5)).isoformat()
    assert ada.post(path, {"text": "Hello", "follow_up": day}).status_code == 422
    assert Recovery.objects.get().second_chance_at is None


def test_leads_keep_a_letter_for_each_cause_and_the_figures_count_it_apart() -> None:
    mo, cause = client_of(cast.mo()), Cause.objects.get(is_ours=False)
    letter = "Dear {{ customer.first_name }}, <b>again</b>? {{ agent.first_name }}"
    sent = {"name": cause.name, "second_chance": letter}
    assert mo.post(f"/settings/causes/{cause.pk}/", sent).status_code == 302
    one = unhappy(is_ours=False)
    assert "Dear Uma, &lt;b&gt;again&lt;/b&gt;? Mo" in mo.get(f"/recoveries/{one.pk}/").content.decode()
    won = turned(cast.SOL, at=now() - timedelta(days=9))
    assert "Second chances" not in shown(mo, "/recoveries/figures/")
    Recovery.objects.filter(pk__in=[one.pk, won.pk]).update(second_chance_at=now())
    page = shown(mo, "/recoveries/figures/")
    assert "2 for a second chance</a>: 1 answered when asked again, 1 were won back" in page
    assert "too few answers (n = 1)" in page
    assert won.conversation.reference in shown(mo, "/recoveries/figures/behind/?part=second")
