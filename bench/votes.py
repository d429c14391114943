"""Votes: how long a POST takes, and how soon a Bad one shows in the lead's browser.

python -m bench.votes [--conversations 20000] [--votes 300] [--alerts 100] [--rate 100] [--pages 50] [--seconds 60]

Starts a desk of its own and fills it. Each vote is what a browser sends: the face is opened, then its page is sent.
For the alerts a lead sits at the pile in Chromium; the time runs from the start of the POST until the bell, fetched
anew because the live stream said so, holds the customer's name. Nothing is reloaded.

Then `rate` customers a second answer for a minute, from pages they had opened before; then `pages` a second open their
page and answer two seconds later. Each has a connection of their own and waits for nobody else's answer; four of a
hundred choose Bad, and the lead looks on.
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx
import psutil
from playwright.sync_api import Page, sync_playwright

from bench.desk import Desk
from bench.filling import fill

PATIENCE = 20.0
FACES = (4, 4, 4, 3, 2, 1)
OF_HUNDRED = [1 if n % 25 == 7 else 2 if n % 25 in (3, 16) else 3 if n % 5 == 2 else 4 for n in range(100)]
READS = 2.0  # seconds between a page and its answer
BROWSER = {"User-Agent": "Mozilla/5.0 (bench) Safari"}
# Runs in the lead's page: writes down when each line of the bell was first there.
WATCH = """() => {
  window.told = {};
  const look = () => {
    for (const title of document.querySelectorAll("#alert-bell .alert-title")) {
      const who = title.textContent.trim();
      if (!(who in window.told)) window.told[who] = Date.now();
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}"""


def main() -> None:
    options = _options()
    if options.prepare:
        prepare(options.prepare)
        return
    with Desk(sample=False) as desk:
        for role in ("lead", "agent"):
            desk.rapport("user", "add", f"{role}@desk.example", "--name", role.title(), "--role", role)
        fill(desk.folder, options.conversations)
        number, both = options.rate * options.seconds, options.pages * options.seconds
        links = asked(desk, options.votes + options.alerts + number + both)
        many, with_pages, links = links[:number], links[number : number + both], links[number + both :]
        with httpx.Client(timeout=30) as customer:
            show(
                "vote POST, all faces",
                [vote(customer, url, FACES[n % 6])[1] for n, (url, _) in enumerate(links[: options.votes])],
            )
            time.sleep(3)
            show("Bad POST to the lead's bell", until_told(desk, customer, links[options.votes :]))
        if many:
            rush(desk, many, options.rate, opened_before=True)
        if with_pages:
            rush(desk, with_pages, options.pages, opened_before=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--votes", type=int, default=300)
    parser.add_argument("--alerts", type=int, default=100)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--prepare", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def prepare(number: int) -> None:
    """In a process that shares the desk's settings: ask that many customers, and print each link and name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    import django

    django.setup()
    from rapport.conversations.models import Message
    from rapport.feedback import actions, queries
    from rapport.platform import clock

    replies = Message.objects.filter(kind="reply", author__isnull=False).select_related(
        "author", "conversation__customer"
    )
    seen: set[int] = set()
    for reply in replies.order_by("-id").iterator():
        person = reply.conversation.customer
        if person.pk in seen:
            continue
        seen.add(person.pk)
        invite = actions.invite(reply, recipient=f"bench{person.pk}@example.org", at=clock.now())
        print(queries.links(invite).page_url, person.name, sep="\t")
        if len(seen) == number:
            return


def asked(desk: Desk, number: int) -> list[tuple[str, str]]:
    command = [sys.executable, "-m", "bench.votes", "--prepare", str(number)]
    done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, check=True)
    return [(url, name) for url, name in (line.split("\t") for line in done.stdout.splitlines())]


def vote(customer: httpx.Client, url: str, score: int) -> tuple[float, float]:
    """When the POST began (seconds since 1970) and how many seconds it took."""
    page = customer.get(f"{url}{score}")
    key = re.search(r'name="page" value="([^"]+)"', page.text)
    sent = {"level": str(score), "how": "interaction", "page": key.group(1) if key else ""}
    began, clock = time.time(), time.perf_counter()
    answer = customer.post(url, data=sent, headers={"Accept": "application/json"})
    took = time.perf_counter() - clock
    if answer.json()["state"] != "confirmed":
        sys.exit(f"The vote did not count: {answer.text}")
    return began, took


@dataclass(frozen=True)
class Sent:
    """One answer as its customer saw it; times in seconds, `at` since 1970."""

    name: str
    face: int
    at: float
    opening: float
    posting: float
    late: float


def rush(desk: Desk, links: Sequence[tuple[str, str]], rate: int, *, opened_before: bool) -> None:
    """Everybody at the given rate, and the lead."""
    before = processor_seconds(desk)
    with looking_on(desk) as lead, ProcessPoolExecutor(1) as outside:
        answers = outside.submit(cast_all, list(links), rate, opened_before).result()
        sent = [one for one in answers if isinstance(one, Sent)]
        lead.wait_for_timeout(5000)
        seen: dict[str, float] = lead.evaluate("window.told")
    spent = {name: seconds - before.get(name, 0) for name, seconds in processor_seconds(desk).items()}
    lasted = max(one.at for one in sent) - min(one.at for one in sent)
    for problem, number in Counter(one for one in answers if isinstance(one, str)).items():
        print(f"  {number} without an answer: {problem}")
    print(
        f"{len(sent)} votes in {lasted:.0f} s, {len(sent) / lasted:.0f} a second{'' if opened_before else ', each with its page'}"
    )
    if not opened_before:
        show("  page GET", [one.opening for one in sent])
    show("  vote POST", [one.posting for one in sent])
    bad = [one for one in sent if one.face == 1]
    first = {title.split(" rated ")[0].removeprefix("Second failure: "): at / 1000 for title, at in seen.items()}
    show("  Bad POST to the lead's bell", [first[one.name] - one.at for one in bad if one.name in first])
    print(f"  {sum(one.name not in first for one in bad)} of {len(bad)} were not seen in the bell")
    print(f"  the load itself was late by {max(one.late for one in sent) * 1000:.0f} ms at most")
    of_parts = (f"{name} {1000 * spent[name] / len(sent):.1f}" for name in ("web", "worker"))
    print("  CPU ms a vote, with the lead's pages:", ", ".join(of_parts))


def processor_seconds(desk: Desk) -> dict[str, float]:
    """What the parts of the desk have spent so far."""
    found: dict[str, float] = {}
    for one in psutil.Process(desk.process.pid).children(recursive=True):
        command, times = " ".join(one.cmdline()), one.cpu_times()
        name = next((part for part in ("web", "worker", "listener") if f"child {part}" in command), "PostgreSQL")
        found[name] = found.get(name, 0) + times.user + times.system
    return found


def cast_all(links: Sequence[tuple[str, str]], rate: int, opened_before: bool) -> list[Sent | str]:
    """In a process of its own, so that the lead's browser and the load do not wait for each other."""
    with ThreadPoolExecutor(max_workers=int(rate * (READS + 3))) as crowd:
        keys = list(crowd.map(opened, links, (OF_HUNDRED[n % 100] for n in range(len(links))))) if opened_before else []
        began, tasks = time.perf_counter() + 0.5, []
        for number, (url, name) in enumerate(links):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            key = keys[number] if keys else None
            tasks.append(crowd.submit(cast, url, name, OF_HUNDRED[number % 100], due, key))
        return [task.result() for task in tasks]


def cast(url: str, name: str, face: int, due: float, key: str | None) -> Sent | str:
    try:
        return answered(url, name, face, time.perf_counter() - due, key)
    except OSError as problem:
        return repr(problem)


def opened(link: tuple[str, str], face: int) -> str:
    connection = connected(link[0])
    try:
        return key_of_page(connection, link[0], face)
    finally:
        connection.close()


def connected(url: str) -> http.client.HTTPConnection:
    where = urlsplit(url)
    return http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)


def key_of_page(connection: http.client.HTTPConnection, url: str, face: int) -> str:
    connection.request("GET", f"{urlsplit(url).path}{face}", headers=BROWSER)
    found = re.search(r'name="page" value="([^"]+)"', connection.getresponse().read().decode())
    return found.group(1) if found else ""


def answered(url: str, name: str, face: int, late: float, key: str | None) -> Sent:
    connection, began = connected(url), time.perf_counter()
    if key is None:
        key = key_of_page(connection, url, face)
        opening = time.perf_counter() - began
        time.sleep(READS)
    else:
        opening = 0.0
    sent = urlencode({"level": face, "how": "interaction", "page": key})
    headers = {**BROWSER, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    at, began = time.time(), time.perf_counter()
    connection.request("POST", urlsplit(url).path, sent, headers)
    answer = connection.getresponse().read()
    posting = time.perf_counter() - began
    connection.close()
    if b'"confirmed"' not in answer:
        raise SystemExit(f"The vote did not count: {answer!r}")
    return Sent(name, face, at, opening, posting, late)


@contextmanager
def looking_on(desk: Desk) -> Iterator[Page]:
    """The lead at the pile, in Chromium."""
    with sync_playwright() as play:
        path = os.environ.get("RAPPORT_CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        lead = browser.new_page()
        lead.goto(desk.rapport("login", "lead@desk.example").split()[-1])
        lead.get_by_role("button", name=re.compile("Sign in as")).click()
        lead.wait_for_url("**/pile/")
        lead.wait_for_timeout(1500)
        lead.evaluate(WATCH)
        yield lead


def until_told(desk: Desk, customer: httpx.Client, links: Sequence[tuple[str, str]]) -> list[float]:
    with looking_on(desk) as lead:
        return [told(lead, name, vote(customer, url, 1)[0]) for url, name in links]


def told(lead: Page, name: str, began: float) -> float:
    deadline = time.monotonic() + PATIENCE
    find = "name => Object.entries(window.told).find(([who]) => who.startsWith(name + ' rated'))?.[1] ?? null"
    while time.monotonic() < deadline:
        shown = lead.evaluate(find, name)
        if shown is not None:
            return float(shown) / 1000 - began
        lead.wait_for_timeout(20)
    sys.exit(f"The lead was not told of {name} within {PATIENCE:.0f} seconds.")


def show(what: str, seconds: Sequence[float]) -> None:
    ordered = sorted(second * 1000 for second in seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"{what:30} n={len(ordered):4} median {statistics.median(ordered):7.1f} ms  p99 {p99:7.1f} ms  worst {ordered[-1]:7.1f} ms"
    )


if __name__ == "__main__":
    main()
