"""Writes of the reports room."""

from rapport.reports.actions.fold import fold
from rapport.reports.actions.sample import SampleError, draw, note
from rapport.reports.actions.waits import compare_waits

__all__ = ["SampleError", "compare_waits", "draw", "fold", "note"]
