"""Writes of the reports room."""

from rapport.reports.actions.fold import fold
from rapport.reports.actions.sample import SampleError, draw, note

__all__ = ["SampleError", "draw", "fold", "note"]
