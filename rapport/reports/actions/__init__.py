"""Writes of the reports room."""

from rapport.reports.actions.fold import fold
from rapport.reports.actions.sample import SampleError, draw, note
from rapport.reports.actions.waits import compare_waits
from rapport.reports.actions.work import count_work, fill_work

__all__ = ["SampleError", "compare_waits", "count_work", "draw", "fill_work", "fold", "note"]
