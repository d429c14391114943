"""Server time of the report about work over a million conversations: python -m bench.work.

    python -m bench.work [--conversations 1000000] [--folder FOLDER] [--requests 30]

The work of 30 agents in 8 inboxes over three years, as it is counted: a row for each of five million messages and for
each closing, and the sums that the worker keeps. The messages themselves are not there, for no page reads them; how
fast work is counted, `--count` measures on 20,000 conversations with theirs. A folder is filled once and used again.
"""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.desk import Desk
from bench.reports import QUIET
from bench.scale.filling import fill, fill_once
from bench.scale.measuring import Place, show
from bench.scale.statements import CONVERSATIONS, COUNTS, CUSTOMERS, DONE, TEAM

# Two to five turns a conversation: the customer writes, sometimes twice, and an agent answers. Waits are between a
# minute and three days, most of them hours.
WORK = """
UPDATE conversations_conversation SET type = (ARRAY['','question','fault','refund','praise'])[1 + id / 7 %% 5];
CREATE UNLOGGED TABLE bench_turns AS
  SELECT c.id, k, c.inbox_id, CASE WHEN c.id %% 5 = 0 THEN 'form' ELSE 'email' END AS channel, c.type, c.tag_names AS tags,
    c.created_at + k * pace AS at, least(60 * power(4000, luck), extract(epoch FROM pace) * 0.9)::int AS waited,
    (SELECT min(id) FROM team_user) + 1 + (c.id * 17 + k) %% 30 AS person,
    CASE WHEN k < turns - 1 OR c.status <> 'open' THEN 1 ELSE 2 END AS state, c.status = 'done' AS done, turns, pace,
    c.created_at
  FROM (SELECT *, (ARRAY[2,2,2,2,3,3,3,5])[1 + id * 7919 %% 8] AS turns, (last_message_at - created_at) / 6 AS pace
    FROM conversations_conversation) c CROSS JOIN LATERAL generate_series(0, turns - 1) k
  CROSS JOIN LATERAL (SELECT ('x' || substr(md5(c.id || '.' || k), 1, 6))::bit(24)::int / 16777216.0 AS luck) l;
INSERT INTO reports_work (conversation_id, message_id, kind, at, inbox_id, channel, type, tags, person_id, measure, state,
    waited, office)
  SELECT id, id * 20 + k * 3 + kind, kind, at, inbox_id, channel, type, tags, person, measure, state, waited, waited / 3
  FROM (
    SELECT id, k, 1 AS kind, at, inbox_id, channel, type, tags, CASE WHEN done THEN person END AS person, 3 AS measure,
      CASE WHEN done THEN 1 ELSE 2 END AS state,
      CASE WHEN done THEN extract(epoch FROM turns * pace)::int END AS waited FROM bench_turns WHERE k = 0
    UNION ALL SELECT id, k, 2, at, inbox_id, channel, type, tags, CASE state WHEN 1 THEN person END,
      CASE k WHEN 0 THEN 1 ELSE 2 END, state, CASE state WHEN 1 THEN waited END FROM bench_turns
    UNION ALL SELECT id, k, 2, at + interval '1 second', inbox_id, channel, type, tags, NULL, NULL, NULL, NULL
      FROM bench_turns WHERE (id + k) %% 5 = 0
    UNION ALL SELECT id, k, 3, at + waited * interval '1 second', inbox_id, channel, type, tags, person, NULL, NULL, NULL
      FROM bench_turns WHERE state = 1
    UNION ALL SELECT id, k, 4, created_at + turns * pace, inbox_id, channel, type, tags, person, NULL, NULL, NULL
      FROM bench_turns WHERE k = turns - 1 AND done
    UNION ALL SELECT id, k, 5, at, inbox_id, channel, type, tags, NULL, NULL, NULL, NULL
      FROM bench_turns WHERE k = turns - 1 AND id %% 11 = 0
  ) made ORDER BY at;
DROP TABLE bench_turns
"""
# As the worker adds it up: alone, by type, channel and tags, and by person what is theirs.
UNDER = """CROSS JOIN LATERAL (
    SELECT '' AS by, '' AS name UNION ALL SELECT 'type', type UNION ALL SELECT 'channel', channel
    UNION ALL SELECT 'tag', tag FROM unnest(tags) tag UNION ALL SELECT 'person', person_id::text WHERE {}) under"""
SUMS = f"""
INSERT INTO reports_workday (by, name, span, day, inbox_id, came, asked, replied, closed, reopened, first_open, first_let,
    next_open, next_let, unresolved)
  SELECT by, name, 1, (at AT TIME ZONE 'UTC')::date, inbox_id, count(*) FILTER (WHERE kind = 1),
    count(*) FILTER (WHERE kind = 2), count(*) FILTER (WHERE kind = 3), count(*) FILTER (WHERE kind = 4),
    count(*) FILTER (WHERE kind = 5), count(*) FILTER (WHERE measure = 1 AND state = 2), 0,
    count(*) FILTER (WHERE measure = 2 AND state = 2), 0, count(*) FILTER (WHERE measure = 3 AND state = 2)
  FROM reports_work {UNDER.format("person_id IS NOT NULL AND kind IN (3, 4)")} GROUP BY 1, 2, 4, 5;
INSERT INTO reports_workday (by, name, span, day, inbox_id, came, asked, replied, closed, reopened, first_open, first_let,
    next_open, next_let, unresolved)
  SELECT by, name, 28, date '2001-01-01' + (day - date '2001-01-01') / 28 * 28, inbox_id, sum(came), sum(asked),
    sum(replied), sum(closed), sum(reopened), sum(first_open), 0, sum(next_open), 0, sum(unresolved)
  FROM reports_workday GROUP BY 1, 2, 4, 5;
INSERT INTO reports_workspread (by, name, span, day, inbox_id, measure, is_office, step, number)
  SELECT by, name, 7, date_trunc('week', at AT TIME ZONE 'UTC')::date, inbox_id, measure, is_office, step, count(*)
  FROM reports_work {UNDER.format("person_id IS NOT NULL")}
  CROSS JOIN LATERAL (VALUES (false, floor(ln(1 + waited) / ln(1.05::float8))::int),
    (true, floor(ln(1 + office) / ln(1.05::float8))::int)) s (is_office, step)
  WHERE state = 1 GROUP BY 1, 2, 4, 5, 6, 7, 8;
INSERT INTO reports_workspread (by, name, span, day, inbox_id, measure, is_office, step, number)
  SELECT by, name, t.span, date '2001-01-01' + (day - date '2001-01-01') / t.span * t.span, inbox_id, measure, is_office,
    step, sum(number)
  FROM reports_workspread CROSS JOIN (VALUES (28), (364)) t (span) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
STEPS = (
    ("team", TEAM),
    ("customers", CUSTOMERS),
    ("conversations", CONVERSATIONS),
    ("work", WORK),
    ("sums", SUMS),
    ("counts", COUNTS),
    ("search", QUIET),
    ("words", DONE),
)
FILLED = ("reports_workday", "reports_workspread", "reports_work")
COUNTED = 20_000
# What the worker does with conversations that were there before anything was counted.
COUNT = """
import time
from rapport.platform.clock import now
from rapport.platform.actions import forget_fact
from rapport.reports import actions, work
forget_fact(work.FILLED)
began, done = time.perf_counter(), 0
while found := actions.fill_work(at=now()):
    done += found
print(f'{done} conversations counted, {(time.perf_counter() - began) / done * 1000:.2f} ms each; differs: {work.off()}')
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    with Desk(sample=False, timing=True, folder=options.folder) as desk:
        if options.count:
            fill(desk.folder, COUNTED)
            print(desk.python(COUNT))
            return
        fill_once(desk.folder, STEPS, options.conversations, FILLED)
        show(desk, places(), options.requests)


def places() -> list[Place]:
    today = datetime.now(UTC).date()
    spans = {days: f"since={today - timedelta(days - 1)}&until={today}" for days in (30, 90, 365, 1090)}
    return [
        *(Place(f"work, {days} days", f"/reports/workload/?{spans[days]}") for days in spans),
        Place("a tag, 1090 days", f"/reports/workload/?{spans[1090]}&tag=billing"),
        Place("a type, 1090 days", f"/reports/workload/?{spans[1090]}&type=fault"),
        Place("both, 90 days", f"/reports/workload/?{spans[90]}&tag=billing&type=fault"),
        Place("own work, 1090 days", f"/reports/workload/?{spans[1090]}&mine=1"),
        Place("behind, came in", f"/reports/workload/behind/?{spans[1090]}&part=came"),
        Place("behind, still waits", f"/reports/workload/behind/?{spans[1090]}&part=next_open"),
        Place("behind, a tag", f"/reports/workload/behind/?{spans[1090]}&part=first&tag=billing"),
    ]


if __name__ == "__main__":
    main()
