"""What the web server does before it serves: bring the database up to date, fill in the sample, say where it stands.

It is done there because a process of its own would load Django a second time at every start.
"""

import json
import os
import sys
from typing import Any

from django.db import OperationalError, connection
from django.urls import get_resolver

from rapport.config import migrating, reach
from rapport.config.run import state
from rapport.platform import db


def before_serving(arguments: list[str]) -> None:
    """Prints JSON, one object a line: {"done": 3, "of": 60} while it fills, then the state or {"problem": …}."""
    try:
        reach.wait_for_database(db.START_SECONDS)
        found = _prepare("--sample" in arguments, "--filled" in arguments)
    except OperationalError as problem:
        _tell({"problem": reach.database_problem(problem)})
        sys.exit(1)
    finally:
        connection.close()
    get_resolver().url_patterns  # noqa: B018  # loads every page now rather than at the first request
    _tell(found)


def _prepare(with_sample: bool, filled: bool) -> dict[str, Any]:
    migrated = migrating.migrate()
    just_filled = with_sample and state.fill_if_empty(lambda done, of: _tell({"done": done, "of": of}))
    if migrated or just_filled:
        _begin_anew(["--filled"] if just_filled else [])
    return {"filled": filled, **state.now(with_links=with_sample)}


def _begin_anew(more: list[str]) -> None:
    """Migrating and filling leave a process fat for the rest of its life."""
    connection.close()
    os.execv(sys.executable, [*sys.orig_argv, *more])  # noqa: S606  # our own command again


def _tell(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)
