"""What is only for the worker stays out of the web workers."""

import subprocess
import sys

from tests.house.tree import ROOT

HEAVY = {"numpy", "scipy", "pandas", "statsmodels", "lifelines", "matplotlib"}
ASKED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
os.environ.setdefault("RAPPORT_SECRET_KEY", "a lean page has no secrets")
import django; django.setup()
import rapport.config.urls, rapport.config.asgi, rapport.worker.schedule
from django.urls import get_resolver; get_resolver().url_patterns
from rapport.reports.rules import control, effects, fairness, loyalty, shares, survival
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_no_page_loads_the_large_libraries() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "rapport" in loaded
    assert loaded & HEAVY == set()
