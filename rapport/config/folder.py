"""What can be known about the data folder before the settings are read."""

import json
import os
from contextlib import suppress
from pathlib import Path

from rapport.config.env import env_str

DEFAULT_DATA = "rapport-data"


def data_folder() -> Path:
    return Path(env_str("RAPPORT_DATA", DEFAULT_DATA)).expanduser().absolute()


def remember_port() -> None:
    """So that `rapport login` makes links to where Rapport ran last. Must come before the settings are read.

    Does nothing when somebody chose an address or a port.
    """
    if env_str("RAPPORT_URL") or env_str("RAPPORT_HTTP_PORT"):
        return
    with suppress(OSError, ValueError, KeyError, TypeError):
        os.environ["RAPPORT_HTTP_PORT"] = str(int(json.loads(_file(data_folder()).read_text())["http"]))


def write_port(data: Path, http: int) -> None:
    _file(data).write_text(json.dumps({"http": http}))


def _file(data: Path) -> Path:
    return data / "run.json"
