"""Loaded by pytest before everything else (`-p tests.environment`): settings are read as soon as pytest-django starts.

One PostgreSQL serves a whole run, xdist workers included; it lives in a temporary folder and is gone afterwards.
RAPPORT_TEST_DATABASE_URL points the tests to another server.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from rapport.platform import db

KEPT = {"RAPPORT_SHARED", "RAPPORT_TEST_DATABASE_URL", "RAPPORT_CHROMIUM"}
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
FOLDER = Path(tempfile.mkdtemp(prefix="rapport-test-"))
SERVERS: list[db.Server] = []


def prepare() -> None:
    # Otherwise each of the hundred processes that tests start compiles all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    database = os.environ.get("RAPPORT_DATABASE_URL", "") if IS_WORKER else ""
    for name in [name for name in os.environ if name.startswith("RAPPORT_") and name not in KEPT]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
    os.environ["RAPPORT_DATA"] = str(FOLDER / "data")
    os.environ["RAPPORT_SECRET_KEY"] = "a key for tests only, the same in every worker of one run"
    os.environ["RAPPORT_DB_POOL"] = "0"
    os.environ["RAPPORT_DNS"] = "0"
    os.environ["RAPPORT_DATABASE_URL"] = (
        database or os.environ.get("RAPPORT_TEST_DATABASE_URL") or db.url(FOLDER / "server")
    )


prepare()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not IS_WORKER and not config.option.basetemp:
        # The usual place is shared by all runs of a user, and each run tidies up behind the others.
        config.option.basetemp = str(FOLDER / "tmp")
    outside = IS_WORKER or os.environ.get("RAPPORT_TEST_DATABASE_URL")
    if not outside and not config.option.collectonly:
        SERVERS.append(db.ensure_running(FOLDER / "server", durable=False))


def pytest_unconfigure() -> None:
    for server in SERVERS:
        server.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)
