"""Second start to first page, and memory after browsing the sample company: python -m bench.start [--rounds 5]."""

import argparse
import re
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

import httpx
import psutil

from bench.desk import Desk

PLACES = ("/pile/", "/mine/", "/unassigned/", "/waiting/", "/done/", "/recoveries/", "/ratings/", "/alerts/", "/you/")
PAUSE = 45  # seconds: everything is done in one go; a person takes longer, and idle connections end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="rapport-bench-"))
    began = time.perf_counter()
    with Desk(folder=folder) as desk:
        print(f"first start, sample company included: {time.perf_counter() - began:.1f} s")
        browse(desk)
        print("after browsing:", memory(desk))
        time.sleep(PAUSE)
        print(f"{PAUSE} s later:", memory(desk))
    starts = [second_start(folder) for _ in range(options.rounds)]
    print("second start to first page:", ", ".join(f"{one:.1f}" for one in starts), "s, ", end="")
    print(f"median {statistics.median(starts):.1f} s; load {psutil.getloadavg()[0]:.1f}")


def memory(desk: Desk) -> str:
    return ", ".join(f"{value:.0f} MB {name}" for name, value in desk.megabytes().items())


def browse(desk: Desk) -> None:
    """Every place, and every conversation and recovery that they lead to."""
    with closing(httpx.Client(base_url=desk.url, follow_redirects=True, timeout=60)) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(desk.lead_link).text)
        client.post(
            desk.lead_link, data={"csrfmiddlewaretoken": token.group(1) if token else ""}, headers={"Origin": desk.url}
        )
        seen: set[str] = set()
        for place in PLACES:
            seen.update(re.findall(r'href="(/(?:conversations|recoveries)/[\w-]+/)', client.get(place).text))
        for page in sorted(seen):
            client.get(page).raise_for_status()
    print(f"{len(seen) + len(PLACES)} pages browsed")


def second_start(folder: Path) -> float:
    """Seconds from the command to the first page that answers."""
    desk = Desk(folder=folder, sample=False)
    began = time.perf_counter()
    with desk:
        with closing(httpx.Client(base_url=desk.url, timeout=5)) as client:
            client.get("/account/login/").raise_for_status()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
