"""A queued job must find somebody who does it."""

from rapport.platform.jobs import Job
from tests.house.tree import PACKAGE, sources


def test_every_job_has_a_worker() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources(PACKAGE / "worker"))
    missing = [job.name for job in Job if f"Job.{job.name}" not in text and f'"{job.value}"' not in text]
    assert missing == []
