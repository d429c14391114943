"""Asks for a page again and again, alone and four at once, and hears from the server what it took."""

import re
import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from bench.desk import Desk
from bench.pile import signed_in
from bench.scale.words import COMMON, rare_word

CLIENTS = 4
WARM_UP = 5
HEAD = f"{'page':22} {'who':6} {'1 client: median':>16} {'p95':>7} {'4 clients: median':>18} {'p95':>7} {'queries':>8} {'kB':>6}"


@dataclass(frozen=True)
class Place:
    """A page; `reply_to` are conversations to answer, one a request, instead of a page to ask for."""

    name: str
    path: str = ""
    reply_to: tuple[str, ...] = ()


def places(long_conversation: str, waiting: list[str]) -> list[Place]:
    return [
        Place("home", "/"),
        Place("pile", "/pile/"),
        Place("pile, rows alone", "/lists/pile/"),
        Place("mine", "/mine/"),
        Place("unassigned", "/unassigned/"),
        Place("waiting", "/waiting/"),
        Place("done", "/done/"),
        Place("recoveries", "/recoveries/"),
        Place("ratings", "/ratings/"),
        Place("20 messages", f"/conversations/{long_conversation}/"),
        Place("search, rare word", f"/search/?q={quote(rare_word(12_345))}"),
        Place("search, common word", f"/search/?q={quote(COMMON[60])}"),
        Place("reply", reply_to=tuple(dict.fromkeys(waiting))),
    ]


@dataclass(frozen=True)
class Answer:
    took: float
    queries: int
    size: int


def compare(client: httpx.Client, place: Place, role: str, requests: int) -> str:
    """A line of the table."""
    try:
        alone = [ask(client, place, number) for number in range(requests + WARM_UP)][WARM_UP:]
    except (httpx.HTTPError, LookupError) as problem:
        return f"{place.name:22} {role:6} not measured: {problem}"
    with ThreadPoolExecutor(CLIENTS) as pool:
        together = list(pool.map(lambda number: ask(client, place, number), range(requests * 2)))
    last = alone[-1]
    return (
        f"{place.name:22} {role:6} {median(alone):16.1f} {p95(alone):7.1f} {median(together):18.1f} {p95(together):7.1f}"
        f" {last.queries:8d} {last.size / 1000:6.1f}"
    )


def ask(client: httpx.Client, place: Place, number: int) -> Answer:
    """Raises HTTPError, or LookupError when the server does not tell its time."""
    if place.reply_to:
        path = place.reply_to[number % len(place.reply_to)]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)
        sent = {
            "kind": "reply",
            "text": "We look at it today.",
            "token": f"bench-{number}-{path.strip('/').replace('/', '-')}",
            "csrfmiddlewaretoken": token.group(1) if token else "",
        }
        answer = client.post(
            f"{path.rstrip('/')}/messages/",
            data=sent,
            headers={"Origin": str(client.base_url).rstrip("/")},
            follow_redirects=False,
        )
    else:
        answer = client.get(place.path)
    if answer.is_error:
        answer.raise_for_status()
    found = re.search(r"app;dur=([\d.]+).*?(\d+) queries", answer.headers.get("server-timing", ""))
    if found is None:
        raise LookupError(f"{answer.status_code} without Server-Timing")
    return Answer(float(found.group(1)), int(found.group(2)), len(answer.content))


def median(answers: list[Answer]) -> float:
    return statistics.median(one.took for one in answers)


def p95(answers: list[Answer]) -> float:
    return sorted(one.took for one in answers)[int(len(answers) * 0.95)]


def show(desk: Desk, places: Sequence[Place], requests: int) -> None:
    """Prints what each of these pages takes a lead and an agent, and what the web worker weighs afterwards."""
    print(HEAD)
    for role in ("lead", "agent1"):
        with closing(signed_in(desk, role)) as client:
            for place in places:
                print(compare(client, place, role, requests), flush=True)
    print(f"memory: web worker {desk.web_megabytes():.0f} MB resident")
