"""Complaints wait longer than the rest only where chance does not explain it, and leads hear of it once a day."""

import random
from datetime import timedelta
from math import comb, exp, isclose, log
from statistics import NormalDist

import pytest
from django.test import Client

from rapport.alerts.models import Alert
from rapport.flows import complaints_wait
from rapport.platform.clock import now
from rapport.reports.rules import waits
from rapport.reports.rules.waits import Compared, ratio_of_medians
from tests import cast
from tests.desk.conftest import client_of

HARD = "This is unacceptable, I make a complaint."
HOUR = 3600.0


def test_the_interval_holds_the_true_ratio_as_often_as_it_says() -> None:
    drawn, held = random.Random(4), 0
    for _ in range(200):
        first = [drawn.lognormvariate(0.4, 1) * HOUR for _ in range(40)]
        second = [drawn.lognormvariate(0, 1.5) * HOUR for _ in range(90)]
        found = ratio_of_medians(first, second)
        assert found is not None
        held += found.interval.low <= exp(0.4) <= found.interval.high
    assert 0.92 <= held / 200 <= 0.99


def test_the_bounds_are_those_of_the_method_and_too_few_have_none() -> None:
    values = [float(number) for number in range(1, 41)]
    found = ratio_of_medians([2 * one for one in values], values)
    coverage = sum(comb(40, below) for below in range(14, 27)) / 2**40  # of the values with the ranks 14 and 27
    error = log(27 / 14) / (2 * NormalDist().inv_cdf(0.5 + coverage / 2))
    assert found is not None
    assert isclose(found.value, 2)
    assert isclose(found.interval.high / 2, exp(1.959964 * 2**0.5 * error), rel_tol=1e-4)
    assert isclose(found.interval.low * found.interval.high, 4)
    kept = waits.compare(values, values)
    assert Compared.from_json(kept.as_json()) == kept
    assert ratio_of_medians(values[:29], values) is None
    assert ratio_of_medians(values, values[:29]) is None
    assert ratio_of_medians([0.0] * 30, [0.0] * 30) is not None


@pytest.mark.django_db
def test_leads_are_told_once_a_day_until_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    start = now() - timedelta(days=2)
    mo, ada = client_of(cast.mo()), client_of(cast.ada())
    for number in range(6):
        hard = cast.conversation((f"H {number}", f"h{number}@customer.example"), reply_text=HARD, received_at=start)
        soft = cast.conversation((f"S {number}", f"s{number}@customer.example"), received_at=start)
        if number:  # one of each still waits
            cast.answers(hard, at=start + timedelta(hours=20 + number))
            cast.answers(soft, at=start + timedelta(hours=1, minutes=number))
    assert complaints_wait.sweep(at=now())
    assert not complaints_wait.sweep(at=now())
    assert "too few to compare (n = 6 complaints, 6 others)" in shown(mo)
    assert not Alert.objects.exists()

    monkeypatch.setattr(waits, "is_enough", lambda n: n >= 6)
    found = complaints_wait.look(at=now())
    assert isclose(found.complaint or 0, 23.5 * HOUR)
    assert isclose(found.other or 0, HOUR + 210)
    assert found.is_alarming
    complaints_wait.look(at=now())
    assert Alert.objects.get(settled_at=None).user == cast.mo()
    assert "Longer than everything else" in shown(mo)
    assert "Complaints wait for an answer" in shown(mo, "/")
    assert "Complaints wait for an answer" not in shown(ada, "/")
    complaints_wait.look(at=now() + timedelta(days=1))
    assert Alert.objects.filter(settled_at=None).count() == 1
    assert Alert.objects.count() == 2

    monkeypatch.undo()
    complaints_wait.look(at=now() + timedelta(days=1, hours=1))
    assert not Alert.objects.filter(settled_at=None).exists()


def shown(client: Client, path: str = "/complaints/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
