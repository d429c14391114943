"""What a process loads at its start is paid for in every process, all day."""

import os
import subprocess
import sys

import pytest

PARTS = {
    "web": "rapport.config.asgi",
    "worker": "rapport.worker.__main__",
    "listener": "rapport.channels.email.listener",
}
# A terminal's colours, and what only some pages or one job a day need: those load it when they are asked.
TOO_HEAVY = (
    "rich",
    "pygments",
    "numpy",
    "scipy",
    "pandas",
    "statsmodels",
    "lifelines",
    "sklearn",
    "onnxruntime",
    "playwright",
)
# What programs, shops, monitors, second factors, seals and the sending of mails and hooks need: half of what a web
# worker would weigh, and most desks never ask it of one.
PROGRAMS = ("ninja", "pydantic", "httpx", "requests", "jwt", "prometheus_client", "unittest")
NOT_FOR_PAGES = (*PROGRAMS, "cryptography", "fido2", "imap_tools")


@pytest.mark.parametrize("part", PARTS)
def test_it_loads_nothing_heavy(part: str) -> None:
    unwanted = {*TOO_HEAVY, *(NOT_FOR_PAGES if part == "web" else ())}
    words = f"""
import importlib, sys
importlib.import_module({PARTS[part]!r})
from django.urls import get_resolver, reverse
if {part == "web"}: list(get_resolver().url_patterns), reverse("account_login")
print(*sorted({unwanted!r} & set(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-c", words], env=os.environ, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
