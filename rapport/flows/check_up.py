"""Everything is looked at once: what is broken, and how to mend it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rapport.alerts import route_health
from rapport.channels.email import gauges
from rapport.channels.email import health as mail
from rapport.channels.email.holding import HELD
from rapport.platform import actions, health, queries
from rapport.platform.audit import actions as audit
from rapport.platform.health import Section

if TYPE_CHECKING:
    from rapport.channels.email.doctor import names

LAST, TRIED = "doctor.last", "doctor.tried"
AUDITED = "audit.tried"
FACTS = (LAST, HELD, *health.FACTS)
EVERY, EVERY_DAY = timedelta(hours=1), timedelta(days=1)


def quick(*, at: datetime, known: health.Known = None) -> list[Section]:
    """What needs neither the network nor patience; `known` are the rows of `FACTS`, where somebody has them."""
    database = health.database()
    if database.level == health.Level.FAULT and database.findings[0].cause == "database-silent":
        return [database, health.disk()]
    found = gauges.read(at)
    facts = queries.facts(FACTS) if known is None else known
    held = facts.get(HELD)
    return [
        database,
        health.disk(),
        health.worker(at, facts),
        mail.incoming(found, at),
        mail.outgoing(found, at, held.at if held else None),
        *filter(None, [route_health.routes()]),
        health.backup(at, facts),
        health.audit(at, facts),
    ]


def thorough(*, at: datetime, resolver: "names.Resolver | None" = None) -> list[Section]:
    """Signs in everywhere and asks DNS: seconds, not milliseconds. Sends and fetches nothing."""
    from rapport.channels.email.doctor import domains, logins  # their libraries are slow to import

    return [*logins.mailboxes(at=at), logins.mail_servers(), *domains.look(resolver)]


def check_up(*, clock: Callable[[], datetime], resolver: "names.Resolver | None" = None) -> list[Section]:
    """The thorough look, kept for the health page."""
    found = thorough(at=clock(), resolver=resolver)
    rows, broken = health.as_rows(found), len(health.faults(found))
    actions.remember_fact(LAST, {"sections": rows, "faults": broken}, at=clock())
    return found


def check_up_when_due(*, clock: Callable[[], datetime]) -> bool:
    """Once an hour, by whichever worker comes first."""
    at = clock()
    due = actions.take_fact(TRIED, {}, unless_since=at - EVERY, at=at)
    if due:
        if actions.take_fact(AUDITED, {}, unless_since=at - EVERY_DAY, at=at):
            audit.verify(at=at)
        check_up(clock=clock)
    return due
