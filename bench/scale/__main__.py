"""Server time of the desk's pages over a million conversations and five million messages.

    python -m bench.scale [--conversations 1000000] [--folder FOLDER] [--requests 60]

A folder is filled once and used again by later runs; without one the desk is gone afterwards. The server tells its own
time and its queries in the Server-Timing header.
"""

import argparse
import re
import time
from contextlib import closing
from pathlib import Path

from bench.desk import Desk
from bench.pile import signed_in
from bench.scale.filling import fill
from bench.scale.measuring import HEAD, Place, compare, places
from rapport.platform import db


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with Desk(sample=False, timing=True, folder=options.folder) as desk:
        fill_once(desk, options.conversations)
        print(HEAD)
        for role in ("lead", "agent1"):
            with closing(signed_in(desk, role)) as client:
                first = re.findall(r'href="(/conversations/[^"?]+)', client.get("/pile/").text)
                shown: list[Place] = places(long_conversation(desk.folder), first)
                for place in shown:
                    print(compare(client, place, role, options.requests), flush=True)
        print(f"memory: web worker {desk.web_megabytes():.0f} MB resident")


def fill_once(desk: Desk, conversations: int) -> None:
    """Nothing when the folder was filled before."""
    import psycopg

    with psycopg.connect(db.url(desk.folder)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM (SELECT FROM conversations_conversation LIMIT 1000) found"
        ).fetchone()
    if row and row[0] == 1000:
        return
    began = time.perf_counter()
    fill(desk.folder, conversations)
    print(f"{conversations} conversations filled in {time.perf_counter() - began:.0f} s")


def long_conversation(folder: Path) -> str:
    """The reference of a conversation of 20 messages that waits."""
    import psycopg

    with psycopg.connect(db.url(folder)) as connection:
        row = connection.execute(
            "SELECT id FROM conversations_conversation WHERE id % 50 = 0 AND status = 'open' AND inbox_id = 1 ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return f"R-{1000 + row[0]}"


if __name__ == "__main__":
    main()
