"""Fills a database with many conversations, straight by SQL: a quarter waits, every tenth reply is rated."""

from pathlib import Path

import psycopg

from rapport.platform import db

PEOPLE = """
INSERT INTO customers_customer (public_id, name, phone, created_at)
  SELECT gen_random_uuid(), 'Customer ' || n, '', now() - interval '90 days' FROM generate_series(1, %(n)s / 2) n;
INSERT INTO customers_identity (customer_id, kind, value, created_at)
  SELECT id, 'email', 'customer' || id || '@example.org', created_at FROM customers_customer;
INSERT INTO conversations_inbox (name, address, reply_domain, reply_target_minutes, acknowledge, is_active)
  SELECT 'Inbox ' || n, 'inbox' || n || '@desk.example', 'reply.desk.example', 240, false, true FROM generate_series(1, 4) n;
"""
CONVERSATIONS = """
INSERT INTO conversations_conversation (inbox_id, customer_id, identity_id, subject, snippet, status, assignee_id,
    is_complaint, complaint_words, created_at, last_message_at, waiting_since, nth_contact)
  SELECT (SELECT min(id) FROM conversations_inbox) + n %% 4, i.customer_id, i.id, 'Noise when braking, number ' || n,
    'It makes a noise whenever I brake, and the chain slips on the third gear. Can you have a look at it',
    CASE n %% 4 WHEN 0 THEN 'open' WHEN 1 THEN 'waiting' ELSE 'done' END,
    CASE WHEN n %% 3 = 0 THEN (SELECT min(id) FROM team_user) END, n %% 40 = 0, '',
    now() - n * interval '90 seconds', now() - n * interval '60 seconds',
    CASE WHEN n %% 4 = 0 THEN now() - n * interval '60 seconds' END, 1 + n %% 3
  FROM generate_series(1, %(n)s) n
  JOIN customers_identity i ON i.id = (SELECT min(id) FROM customers_identity) + n %% (%(n)s / 2);
INSERT INTO conversations_message (conversation_id, public_id, kind, origin, trust, held, author_id, from_name,
    from_address, "to", cc, subject, text, reply_text, html, message_id, in_reply_to, at, unreadable, hint)
  SELECT c.id, gen_random_uuid(), CASE k %% 2 WHEN 0 THEN 'inbound' ELSE 'reply' END, 'human',
    CASE k %% 2 WHEN 0 THEN 'proven' ELSE 'ours' END, false,
    CASE k %% 2 WHEN 1 THEN (SELECT min(id) FROM team_user) END, 'Somebody', 'somebody@example.org', '[]', '[]', c.subject,
    repeat('It makes a noise when I brake and I would like to know why. ', 12), 'It makes a noise when I brake.', '',
    '<m-' || c.id || '-' || k || '@example.org>', '', c.created_at + k * interval '10 minutes', '', ''
  FROM conversations_conversation c CROSS JOIN generate_series(0, 3) k;
INSERT INTO triage_placement (conversation_id, inbox_id, waiting, rank_key, why, placed_at)
  SELECT id, inbox_id, waiting_since IS NOT NULL,
    coalesce(waiting_since, created_at) + interval '4 hours' - CASE WHEN is_complaint THEN interval '72 hours' ELSE interval '0' END,
    jsonb_build_array(jsonb_build_object('words', 'Reply due', 'hours', 0,
      'due', to_char(coalesce(waiting_since, created_at) + interval '4 hours', 'YYYY-MM-DD"T"HH24:MI:SSOF') || ':00'))
      || CASE WHEN is_complaint THEN '[{"words": "Complaint", "hours": 72}]'::jsonb ELSE '[]'::jsonb END, now()
  FROM conversations_conversation;
"""
RATINGS = """
INSERT INTO feedback_ratinginvite (conversation_id, message_id, author_id, recipient, about, seed, token_digest,
    created_at, expires_at)
  SELECT conversation_id, id, author_id, 'somebody@example.org', 'reply', md5('s' || id),
    md5('a' || id) || md5('b' || id), at, at + interval '90 days'
  FROM conversations_message WHERE kind = 'reply' AND id %% 10 < 2;
INSERT INTO feedback_rating (invite_id, conversation_id, score, state, comment, chips, call_me, phone, first_at,
    changed_at, acted_on_at)
  SELECT id, conversation_id, 1 + (id %% 13 > 0)::int + (id %% 7 > 0)::int + (id %% 5 > 0)::int, 'confirmed', '', '{}',
    false, '', created_at, created_at, created_at FROM feedback_ratinginvite;
"""


def fill(folder: Path, conversations: int) -> None:
    """Into the running database of this data folder; there must be a user already."""
    with psycopg.connect(db.url(folder), autocommit=True) as connection:
        for script in (PEOPLE, CONVERSATIONS, RATINGS):
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.execute(statement.replace("%(n)s", str(conversations)).replace("%%", "%"))
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
