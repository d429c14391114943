"""Fixtures for all tests. The database itself comes from tests/environment.py."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone, translation
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from rapport.config import migrating
from rapport.platform.remembered import Remembered
from tests import emptying, labs
from tests.spreading import Spread

emptying.make_quick()
BEGAN = time.time()
RATINGS = Path(__file__).parent.parent / "test-results" / "ratings"
FIGURE = re.compile(r"(?:[SFD]\d\d|Quotes|Memory|Size|Axe|Year)\b")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A database for this process, with its tables as every new Rapport gets them."""
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # Django has no public name for it
    ours = sql.Identifier(name)
    with psycopg.connect(settings.RAPPORT_DATABASE_URL, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(ours))
        server.execute(sql.SQL("CREATE DATABASE {}").format(ours))
    connection.close()
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        migrating.migrate()
        emptying.remember()
        connection.close()
    yield
    with django_db_blocker.unblock():
        connection.close()
    with psycopg.connect(settings.RAPPORT_DATABASE_URL, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(ours))


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.passwords.Quick"]):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """No test knows what another one made or tried, speaks its language, or asks for what it did not make."""
    cache.clear()
    translation.deactivate()
    timezone.deactivate()
    for one in Remembered.every:
        one.put(one.nothing)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    return Spread(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the labs counted, also when worker processes played them."""
    _figures(terminalreporter)
    _votes(terminalreporter)


def _figures(reporter: pytest.TerminalReporter) -> None:
    printed = [line for one in reporter.getreports("passed") for line in one.capstdout.splitlines()]
    figures = sorted(line for line in printed if FIGURE.match(line))
    if not figures:
        return
    reporter.section("Figures" if labs.IS_FULL else "Figures (FULL_LABS=1 plays the labs whole)")
    for line in figures:
        reporter.write_line(line)


def _votes(reporter: pytest.TerminalReporter) -> None:
    rows = [path for path in RATINGS.glob("R*.txt") if path.stat().st_mtime > BEGAN]
    if not rows:
        return
    reporter.section("Votes are people's: R1 to R10")
    reporter.write_line(f"{'':<4}{'1,000 simulated clients':<46}{'conf.':>6}{'probable':>9}{'suspect':>8}   kept")
    for path in sorted(rows, key=lambda path: int(path.stem[1:])):
        reporter.write_line(path.read_text().rstrip())
