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


@pytest.mark.parametrize("part", PARTS)
def test_it_loads_nothing_heavy(part: str) -> None:
    words = f"""
import importlib, sys
importlib.import_module({PARTS[part]!r})
from django.urls import get_resolver
if {part == "web"}: list(get_resolver().url_patterns)
print(*sorted({{name.split(".")[0] for name in sys.modules}} & set({TOO_HEAVY!r})))
"""
    found = subprocess.run([sys.executable, "-c", words], env=os.environ, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
