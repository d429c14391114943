"""Server time of the desk's pages on a full database: python -m bench.pile [--conversations 100000] [--requests 60].

Starts a desk of its own, fills it, signs in as a lead and as an agent, and asks for each page again and again over
HTTP. The server tells its own time and its queries in the Server-Timing header; the median of all requests is printed.
"""

import argparse
import re
import statistics
import time
from contextlib import closing

import httpx

from bench.desk import Desk
from bench.filling import fill

PAGES = ("/pile/", "/lists/pile/", "/mine/", "/unassigned/", "/waiting/", "/done/", "/ratings/", "/recoveries/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=60)
    options = parser.parse_args()
    with Desk(sample=False, timing=True) as desk:
        for role in ("lead", "agent"):
            desk.rapport("user", "add", f"{role}@desk.example", "--name", role.title(), "--role", role)
        began = time.perf_counter()
        fill(desk.folder, options.conversations)
        print(f"{options.conversations} conversations filled in {time.perf_counter() - began:.0f} s")
        print(f"{'page':34} {'who':6} {'median ms':>9} {'p95 ms':>7} {'queries':>7} {'kB':>6}")
        for role in ("lead", "agent"):
            with closing(signed_in(desk, role)) as client:
                first = re.search(r'href="(/conversations/[^"?]+)', client.get("/pile/").text)
                for page in [*PAGES, *([first.group(1)] if first else [])]:
                    show(client, page, role, options.requests)
        print("memory:", ", ".join(f"{value:.0f} MB {name}" for name, value in desk.megabytes().items()))


def signed_in(desk: Desk, role: str) -> httpx.Client:
    client = httpx.Client(base_url=desk.url, follow_redirects=True, timeout=60)
    link = desk.rapport("login", f"{role}@desk.example").split()[-1]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(link).text)
    client.post(link, data={"csrfmiddlewaretoken": token.group(1) if token else ""}, headers={"Origin": desk.url})
    return client


def show(client: httpx.Client, page: str, role: str, requests: int) -> None:
    times, queries, size = [], 0, 0
    for number in range(requests + 5):
        answer = client.get(page)
        answer.raise_for_status()
        found = re.search(r"app;dur=([\d.]+).*?(\d+) queries", answer.headers["server-timing"])
        if found and number >= 5:
            times.append(float(found.group(1)))
            queries, size = int(found.group(2)), len(answer.content)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"{page:34} {role:6} {statistics.median(times):9.1f} {p95:7.1f} {queries:7d} {size / 1000:6.1f}")


if __name__ == "__main__":
    main()
