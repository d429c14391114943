"""Whole copies of an installation: made while it runs, proven by restoring, brought back into an empty place."""
