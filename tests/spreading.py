"""Which process runs which tests: a file stays in one, so its fixtures are made once; the long ones begin first, so
that no process works alone at the end; files of hundreds of tests are cut into parts."""

from collections import Counter
from functools import cached_property
from zlib import crc32

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

MOST_IN_A_PART = 400
# A desk and a browser take half a minute to start: all of these share one, but for what reads page after page.
READS_ALL_PAGES = ("tests/browser/test_axe.py", "tests/browser/test_shift.py")
# From the longest to the shortest, as measured; whatever is not here takes less than half a minute.
LONG = (
    "tests/browser",
    "tests/config/test_run.py",
    READS_ALL_PAGES[0],
    "tests/security/test_S08_in_a_browser.py",
    "tests/worker/test_process.py",
    "tests/security/test_S08_in_every_name.py",
    "tests/web/test_elements.py",
    "tests/config/test_cli.py",
    "tests/lab/test_dovecot.py",
    "tests/faults/test_F12_database_restarts.py",
    "tests/portal/test_in_chromium.py",
    "tests/channels/email/test_parse_corpora.py",
    "tests/flows/test_agent_sends.py",
    "tests/lab",
    "tests/faults",
)


class Spread(LoadScopeScheduling):  # type: ignore[misc]  # the library is not annotated for others
    """Units of work: see above."""

    @cached_property
    def tests_of(self) -> "Counter[str]":
        """By file; every process found the same tests."""
        return Counter(_file(name) for name in next(iter(self.registered_collections.values())))

    def _split_scope(self, nodeid: str) -> str:
        path = _file(nodeid)
        if path in READS_ALL_PAGES:
            return READS_ALL_PAGES[0]
        if path.startswith("tests/browser/"):
            return "tests/browser"
        parts = -(-self.tests_of[path] // MOST_IN_A_PART)
        return path if parts == 1 else f"{path} {crc32(nodeid.encode()) % parts}"

    def _assign_work_unit(self, node: WorkerController) -> None:
        waiting = (unit for begin in LONG for unit in self.workqueue if unit.startswith(begin))
        self.workqueue.move_to_end(next(waiting, next(iter(self.workqueue))), last=False)
        super()._assign_work_unit(node)


def _file(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]
