"""Keeps the search a moment behind what happens, and the counts of the views with it."""

import time
from collections.abc import Callable

from django.utils import timezone

from rapport.channels.email import intake
from rapport.platform import clock
from rapport.search import actions

# Views are counted anew when something happened, and each minute, for some ask by time; but counting takes one part
# in twenty of the time at most, however many conversations are open.
AT_LEAST_EVERY = 60.0
SHARE = 20.0
# Mail that waits goes first: while this process reads mail without a pause, what was said may be found so much later.
LONGEST_BEHIND = 20.0


class Indexing:
    """What one worker knows between two rounds."""

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, *, is_busy: Callable[[], bool] = intake.is_busy
    ) -> None:
        self.monotonic, self.is_busy = monotonic, is_busy
        self.followed_at = float("-inf")
        self.follower = actions.Follower()
        self.is_stale = True
        self.not_before = self.at_latest = 0.0

    def round(self) -> None:
        if self.is_busy() and self.monotonic() < self.followed_at + LONGEST_BEHIND:
            return
        self.followed_at = self.monotonic()
        self.follower.follow(at=clock.now())
        self.is_stale = self.is_stale or self.follower.heard > 0
        began = self.monotonic()
        if began < self.not_before or not (self.is_stale or began >= self.at_latest):
            return
        self.is_stale = False
        actions.count_views(today=timezone.localdate(clock.now()))
        took = self.monotonic() - began
        self.not_before, self.at_latest = began + took * SHARE, began + AT_LEAST_EVERY
