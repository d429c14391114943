"""F13: fifty workers die in turn, each with a mail in hand. The next one takes it up when its lease has run out.

Workers are forks that are really killed; time is a parameter, so a delay is counted and not waited for.
"""

import os
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.flows.deliver_message import deliver_due
from rapport.worker.schedule import recurring
from tests.cast import NOON
from tests.faults.test_F05_killed_while_sending import (
    Kind,
    Mortal,
    Peer,
    carry_until_killed,
    counted,
    in_a_fork,
    peer,
    queue_mails,
)
from tests.labs import sized

__all__ = ["peer"]  # the fixture
pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
WORKERS = sized(50)
POINTS = ("leased", "connected", "recipient taken")
WORST = timedelta(seconds=90)


def every() -> float:
    """How often a worker looks for mails that are due, in seconds."""
    return next(entry.every for entry in recurring() if entry.name == "send mail")


def in_hand() -> set[int]:
    return set(OutboundMail.objects.filter(state=OutboundMail.State.LEASED).values_list("pk", flat=True))


def test_each_mail_is_sent_once_and_none_is_late_by_more_than_a_minute_and_a_half(
    peer: Peer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(13)
    at, dropped, waits, kills = NOON, dict[int, datetime](), list[timedelta](), 0
    for number in range(WORKERS):
        at += timedelta(seconds=chance.uniform(1, every()))
        queue_mails(Kind.REPLY, 1, f"{number}-")
        OutboundMail.objects.filter(recipient__startswith=f"{number}-").update(created_at=at, due_at=at)
        due = outbox.due_ids(at=at, limit=1000)
        waits += [at - dropped.pop(pk) for pk in due if pk in dropped]
        pid = in_a_fork(carry_until_killed(peer.port, at, chance.choice(POINTS), len(due) - 1))
        _, status = os.waitpid(pid, 0)
        kills += os.WIFSIGNALED(status)
        dropped |= dict.fromkeys(in_hand() - set(dropped), at)
    monkeypatch.setattr("rapport.channels.email.servers.Route.carrier", lambda _: Mortal(peer.port))
    while dropped:
        at += timedelta(seconds=every())
        waits += [at - dropped.pop(pk) for pk in outbox.due_ids(at=at, limit=1000) if pk in dropped]
        deliver_due(limit=1000, clock=lambda at=at: at)  # type: ignore[misc]
    copies = counted(peer)
    lost = OutboundMail.objects.filter(kind=Kind.REPLY).count() - len(copies)
    doubled = Counter(count > 1 for count in copies.values())[True]
    worst = max(waits)
    print(
        f"\nF13: {kills} of {WORKERS} workers killed in turn: {lost} lost, {doubled} doubled, worst delay "
        f"{worst.total_seconds():.0f} s (lease {settings.RAPPORT_LEASE_SECONDS} s, a look every {every():.0f} s)"
    )
    assert (kills, lost, doubled) == (WORKERS, 0, 0)
    assert len(waits) == WORKERS
    assert worst <= WORST
