"""Server time of the survey pages over a million answers, and of a campaign's start: python -m bench.surveys.

    python -m bench.surveys [--answers 1000000] [--folder FOLDER] [--requests 30]

Two questions about recommendation and two about effort, asked about as many conversations as there are answers, over
three years in 8 inboxes: of four occasions more than half are asked, of those two in five answer. Four customers of
five never wrote. The counts are those of a full count, made in the filling. A folder is filled once and used again.
"""

import argparse
import re
import time
from contextlib import closing
from pathlib import Path

import httpx

from bench.desk import Desk
from bench.pile import signed_in
from bench.scale.filling import fill_once
from bench.scale.measuring import HEAD, Place, compare
from bench.scale.statements import CONVERSATIONS, CUSTOMERS, DONE, TEAM

SILENT = """
INSERT INTO customers_customer (id, public_id, name, phone, created_at)
  SELECT n, gen_random_uuid(), 'Nobody ' || n, '', now() - interval '3 years'
  FROM generate_series(%(n)s / 5 + 1, %(n)s) n;
INSERT INTO customers_identity (id, customer_id, kind, value, created_at)
  SELECT id, id, 'email', 'customer' || id || '@example.org', created_at FROM customers_customer WHERE id > %(n)s / 5;
SELECT setval('customers_customer_id_seq', %(n)s), setval('customers_identity_id_seq', %(n)s)
"""
SURVEYS = """
INSERT INTO surveys_survey (id, name, kind, way, after_days, every_days, share, seed, is_on, created_at)
  SELECT n, CASE WHEN n %% 2 = 1 THEN 'Recommend us' ELSE 'Was it easy' END || ' ' || n,
    CASE WHEN n %% 2 = 1 THEN 'nps' ELSE 'ces' END, 'mail', 3, 0, 100, md5('s' || n), true, now() - interval '3 years'
  FROM generate_series(1, 4) n;
SELECT setval('surveys_survey_id_seq', 4)
"""
# A fifteenth of the last days is not decided yet; who was not asked was not drawn, throttled or had no address.
ASKINGS = """
INSERT INTO surveys_asking (occasion, about, survey_id, way, customer_id, conversation_id, inbox_id, state, due_at,
    decided_at, skipped_because, delivered_at, seed, token_digest, expires_at, chance)
  SELECT 'bench:' || survey || ':' || id, CASE WHEN survey %% 2 = 1 THEN 'nps' ELSE 'ces' END, survey, 'mail',
    customer_id, id, inbox_id, state, due, CASE WHEN state <> 'planned' THEN due END,
    CASE WHEN state = 'skipped' THEN (ARRAY['not_drawn','throttled','throttled','no_address'])[1 + id / 5 %% 4] ELSE '' END,
    CASE WHEN state = 'asked' AND id %% 200 > 0 THEN due END, CASE WHEN state = 'asked' THEN 's' ELSE '' END,
    CASE WHEN state = 'asked' THEN md5(survey || 'a' || id) || md5(survey || 'b' || id) END, due + interval '90 days', 1
  FROM (
    SELECT c.*, survey, c.created_at + interval '3 days' AS due,
      CASE WHEN c.created_at + interval '3 days' > now() THEN 'planned'
        WHEN (c.id * 7 + survey * 3) %% 8 < 5 THEN 'asked' ELSE 'skipped' END AS state
    FROM conversations_conversation c CROSS JOIN generate_series(1, 4) survey
  ) made
"""
ANSWERS = """
INSERT INTO surveys_answer (asking_id, number, state, comment, first_at, changed_at)
  SELECT a.id,
    CASE WHEN about = 'nps' THEN (ARRAY[10,10,9,9,9,8,8,7,6,5,4,3,2,1,0,10])[1 + (a.id * 7919 / 16) %% 16]
      ELSE (ARRAY[7,7,6,6,5,4,3,2,1,7])[1 + (a.id * 7919 / 16) %% 10] END,
    CASE WHEN a.id %% 97 = 0 THEN 'suspect' WHEN a.id %% 23 = 0 THEN 'probable' ELSE 'confirmed' END,
    CASE WHEN a.id %% 4 = 0 THEN left(w.words, 200) ELSE '' END, decided_at + interval '2 hours',
    decided_at + interval '2 hours'
  FROM surveys_asking a JOIN bench_words w ON w.id = a.id %% %(paragraphs)s
  WHERE a.state = 'asked' AND a.delivered_at IS NOT NULL AND (a.id * 31) %% 5 < 2
"""
# What the triggers of the surveys room would have written, and the worker folded.
COUNTS = """
INSERT INTO surveys_surveyday (survey_id, inbox_id, day, part, what, n)
  SELECT survey_id, inbox_id, CASE state WHEN 'planned' THEN DATE '1970-01-01'
      ELSE (decided_at AT TIME ZONE 'UTC')::date END, state, skipped_because, count(*)
    FROM surveys_asking WHERE state <> 'asked' OR delivered_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5
  UNION ALL
  SELECT s.survey_id, s.inbox_id, (s.decided_at AT TIME ZONE 'UTC')::date,
      CASE a.state WHEN 'suspect' THEN 'suspect' ELSE 'counted' END,
      CASE a.state WHEN 'suspect' THEN '' ELSE a.number::text END, count(*)
    FROM surveys_answer a JOIN surveys_asking s ON s.id = a.asking_id GROUP BY 1, 2, 3, 4, 5
"""
QUIET = """
INSERT INTO search_document (conversation_id, at, words) SELECT id, last_message_at, '' FROM conversations_conversation
"""
STEPS = (
    ("team", TEAM),
    ("customers", CUSTOMERS),
    ("silent customers", SILENT),
    ("conversations", CONVERSATIONS),
    ("surveys", SURVEYS),
    ("askings", ASKINGS),
    ("answers", ANSWERS),
    ("counts", COUNTS),
    ("search", QUIET),
    ("words", DONE),
)
FILLED = ("customers_customer", "surveys_asking", "surveys_answer")
SPANS = (30, 90, 365)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with Desk(sample=False, timing=True, folder=options.folder) as desk:
        fill_once(desk.folder, STEPS, options.answers, FILLED)
        print(HEAD)
        for role in ("lead", "agent1"):
            with closing(signed_in(desk, role)) as client:
                for place in places():
                    print(compare(client, place, role, options.requests), flush=True)
        with closing(signed_in(desk, "lead")) as client:
            print(start_of_a_campaign(client), flush=True)
        print(f"memory: web worker {desk.web_megabytes():.0f} MB resident")


def places() -> list[Place]:
    behind = "/surveys/1/behind/?days=365&part="
    return [
        *(Place(f"all surveys, {days} days", f"/surveys/?days={days}") for days in SPANS),
        *(Place(f"recommend, {days} days", f"/surveys/1/?days={days}") for days in SPANS),
        *(Place(f"effort, {days} days", f"/surveys/2/?days={days}") for days in SPANS),
        Place("behind, answered", f"{behind}answered"),
        Place("behind, chose 0", f"{behind}answered&numbers=0"),
        Place("behind, suspect", f"{behind}suspect"),
        Place("behind, silent", f"{behind}silent"),
        Place("behind, no address", f"{behind}skipped&because=no_address"),
    ]


def start_of_a_campaign(client: httpx.Client) -> str:
    """To those who never wrote: the request of the button, and how long until the worker has drawn."""
    page = client.get("/campaigns/new/").text
    sender, inbox = (re.search(rf'name="{name}".*?value="(\d+)"', page, re.DOTALL) for name in ("sender", "inbox"))
    plan = {
        "name": "Bench", "who": "unheard", "days": "365", "size": "500", "control_percent": "10", "per_hour": "60",
        "sender": sender.group(1) if sender else "", "inbox": inbox.group(1) if inbox else "",
        "subject": "One question", "words": "What should we change?",
    }  # fmt: skip
    address = str(_post(client, "/campaigns/new/", plan).url.path)
    began = time.perf_counter()
    answer = _post(client, f"{address}start/", {}).history[0]
    took = re.search(r"app;dur=([\d.]+)", answer.headers.get("server-timing", ""))
    while "aria-busy" in client.get(address).text:
        time.sleep(0.1)
    drawn = time.perf_counter() - began
    return f"start of a campaign: {took.group(1) if took else '?'} ms in the request, drawn after {drawn:.1f} s"


def _post(client: httpx.Client, path: str, sent: dict[str, str]) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/campaigns/new/").text)
    data = {**sent, "csrfmiddlewaretoken": token.group(1) if token else ""}
    answer = client.post(path, data=data, headers={"Origin": str(client.base_url).rstrip("/")})
    answer.raise_for_status()
    return answer


if __name__ == "__main__":
    main()
