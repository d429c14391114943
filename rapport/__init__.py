"""Rapport, the help desk that asks after every reply."""

import sys

# httpx brings its command line along, and that a terminal's colours: eight megabytes in every process, used by none.
# It does without where the module cannot be had.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
