"""Server time of the report pages over a million ratings: python -m bench.reports.

    python -m bench.reports [--ratings 1000000] [--folder FOLDER] [--requests 30]

Two and a half times as many replies were asked about, by 30 agents in 8 inboxes over three years. The counts are those
of a full count, made in the filling; while it is read, nothing is written. A folder is filled once and used again.
"""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.desk import Desk
from bench.scale.filling import fill_once
from bench.scale.measuring import Place, show
from bench.scale.statements import CONVERSATIONS, COUNTS, CUSTOMERS, DONE, TEAM

# One to four replies a conversation; an inbox has its own agents. Whoever is the seventh is much worse at it, and for a
# week, 40 days ago, everybody was.
REPLIES = """
INSERT INTO conversations_message (conversation_id, public_id, kind, origin, trust, held, author_id, from_name,
    from_address, "to", cc, subject, text, reply_text, html, message_id, in_reply_to, at, unreadable, hint)
  SELECT c.id, gen_random_uuid(), 'reply', 'human', 'ours', false,
    (SELECT min(id) FROM team_user) + 1 + (c.inbox_id * 4 + c.id / 8 %% 4) %% 30, 'Agent', '', '[]', '[]', '',
    'We look at it today.', '', '', '<r-' || c.id || '-' || k || '@example.org>', '',
    least(now(), c.created_at + k * interval '1 hour'), '', ''
  FROM conversations_conversation c CROSS JOIN generate_series(0, c.id %% 4) k
"""
RATINGS = """
INSERT INTO feedback_ratinginvite (conversation_id, message_id, author_id, recipient, about, seed, token_digest,
    created_at, delivered_at, expires_at, inbox_id, language, channel, topic, was_unhappy)
  SELECT m.conversation_id, m.id, m.author_id, 'somebody@example.org', 'reply', md5('s' || m.id),
    md5('a' || m.id) || md5('b' || m.id), m.at, m.at, m.at + interval '90 days', c.inbox_id,
    (ARRAY['en','en','en','de','fr',''])[1 + c.id / 11 %% 6], CASE WHEN c.id %% 5 = 0 THEN 'form' ELSE 'email' END,
    (ARRAY['','question','fault','refund','praise'])[1 + c.id / 7 %% 5], c.id %% 12 = 0
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id;
INSERT INTO feedback_rating (invite_id, conversation_id, score, state, comment, chips, call_me, phone, first_at,
    changed_at, acted_on_at)
  SELECT id, conversation_id, CASE WHEN luck < 0.6 - harder THEN 4 WHEN luck < 0.9 - harder THEN 3
      WHEN luck < 0.95 - harder / 2 THEN 2 ELSE 1 END,
    CASE WHEN id %% 37 = 0 THEN 'suspect' WHEN id %% 23 = 0 THEN 'probable' ELSE 'confirmed' END, '', '{}', false, '',
    least(created_at + interval '2 hours', now()), least(created_at + interval '2 hours', now()), created_at
  FROM (
    SELECT *, ('x' || substr(md5('luck' || id), 1, 6))::bit(24)::int / 16777216.0 AS luck,
      (author_id %% 30 = 7)::int * 0.06 + was_unhappy::int * 0.15 + (topic = 'refund')::int * 0.08
        + (created_at BETWEEN now() - interval '45 days' AND now() - interval '38 days')::int * 0.08 AS harder
    FROM feedback_ratinginvite WHERE id %% 5 < 2
  ) asked
"""
# What the search would read at its start, so that it does not read while pages are measured.
QUIET = """
INSERT INTO search_document (conversation_id, at, words) SELECT id, last_message_at, '' FROM conversations_conversation
"""
STEPS = (
    ("team", TEAM),
    ("customers", CUSTOMERS),
    ("conversations", CONVERSATIONS),
    ("replies", REPLIES),
    ("ratings", RATINGS),
    ("counts", COUNTS),
    ("search", QUIET),
    ("words", DONE),
)

FILLED = (
    "feedback_ratinginvite",
    "reports_ratingday",
    "reports_ratingweek",
    "reports_ratingmix",
    "feedback_rating",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with Desk(sample=False, timing=True, folder=options.folder) as desk:
        fill_once(desk.folder, STEPS, options.ratings, FILLED)
        show(desk, places(), options.requests)


def places() -> list[Place]:
    today = datetime.now(UTC).date()
    spans = {days: f"since={today - timedelta(days - 1)}&until={today}" for days in (30, 90, 365, 1096)}
    return [
        Place("report, 30 days", f"/ratings/report/?{spans[30]}"),
        Place("report, 90 days", f"/ratings/report/?{spans[90]}"),
        Place("report, 12 months", f"/ratings/report/?{spans[365]}"),
        Place("report, 3 years", f"/ratings/report/?{spans[1096]}"),
        Place("report, a language", f"/ratings/report/?{spans[365]}&language=de"),
        Place("behind, answered", f"/ratings/behind/?{spans[365]}&part=answered"),
        Place("behind, bad", f"/ratings/behind/?{spans[365]}&part=answered&faces=1"),
        Place("behind, suspect", f"/ratings/behind/?{spans[365]}&part=suspect"),
        Place("behind, silent", f"/ratings/behind/?{spans[365]}&part=silent"),
    ]


if __name__ == "__main__":
    main()
