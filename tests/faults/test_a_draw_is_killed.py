"""The worker is killed while it draws a campaign: nothing is half drawn, and the next one draws the same people."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from rapport.campaigns.models import Campaign, Outreach
from rapport.flows import campaign_starts
from rapport.platform import sql
from tests.campaigns.making import AT, being_drawn, many, outreaches
from tests.mailroom import environment
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
# The statement itself never ends, as one that is about very many people.
DRAWS = """
import django; django.setup()
from datetime import datetime
from rapport.campaigns import queries
from rapport.flows import campaign_starts
ends_never = "SELECT id, stratum, pg_sleep(600)::text AS place,"
queries._DRAWN = queries._DRAWN.replace("SELECT id, stratum, place,", ends_never)
campaign_starts.draw_due(at=datetime.fromisoformat(%r))
"""


def wait_until(is_so: object) -> None:
    end = time.monotonic() + 3 * PATIENCE
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def sleeping() -> int:
    """The words of a statement are kept only in part, so they say nothing."""
    of_us = "datname = current_database() AND wait_event = 'PgSleep'"
    [(number,)] = sql.rows(f"SELECT count(*) FROM pg_stat_activity WHERE {of_us}", [])
    return int(number)


def test_the_next_worker_draws_the_same_ones_at_once() -> None:
    many(30)
    made = being_drawn(size=10, control_percent=20)
    expected = [(one.customer_id, one.arm) for one in campaign_starts.draw(made, at=AT).chosen]
    worker = subprocess.Popen([sys.executable, "-c", DRAWS % AT.isoformat()], env=environment())
    try:
        wait_until(lambda: sleeping() == 1)
        made.refresh_from_db()
        assert (made.state, made.people, made.taken_up_at) == ("drawing", 30, AT), "what is shown was committed before"
        assert campaign_starts.draw_due(at=AT) == 0, "one at a time"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not Outreach.objects.exists() and Campaign.objects.get().state == "drawing"
    wait_until(lambda: sleeping() == 0)
    assert campaign_starts.draw_due(at=AT) == 1
    assert [(one.customer_id, one.arm) for one in outreaches()] == expected
    made.refresh_from_db()
    assert (made.state, made.people) == ("running", 30)
    connection.close()
