"""The rows of a large desk: %(n)s conversations, five times as many messages, a fifth as many customers.

Three years of work, 8 inboxes, 30 agents, a tenth of all conversations open. Every value follows from the row's number,
so that two fillings are alike.
"""

TEAM = """
INSERT INTO team_team (name) VALUES ('Of their own');
INSERT INTO team_user (password, email, name, role, title, signature, on_duty, is_active, created_at)
  VALUES ('!', 'lead@desk.example', 'Lea Lead', 'lead', '', '', true, true, now());
INSERT INTO team_user (password, email, name, role, title, signature, on_duty, is_active, created_at)
  SELECT '!', 'agent' || n || '@desk.example', (ARRAY['Alma','Boris','Cleo','Dario','Edda','Finn','Greta','Hugo','Ines','Jonas'])[1 + n %% 10]
    || ' ' || (ARRAY['Adler','Brandt','Costa'])[1 + n / 10 %% 3], 'agent', '', '', true, true, now() FROM generate_series(1, 30) n;
INSERT INTO conversations_inbox (name, address, reply_domain, reply_target_minutes, acknowledge, is_active)
  SELECT 'Inbox ' || n, 'inbox' || n || '@desk.example', 'reply.desk.example', 240, false, true FROM generate_series(1, 8) n;
INSERT INTO conversations_inbox_teams (inbox_id, team_id)
  SELECT (SELECT max(id) FROM conversations_inbox), (SELECT max(id) FROM team_team)
"""
CUSTOMERS = """
INSERT INTO customers_customer (id, public_id, name, phone, created_at)
  SELECT n, gen_random_uuid(),
    (ARRAY['Ana','Ben','Chi','Dora','Emil','Fay','Gus','Hana','Ivo','June','Kofi','Lena','Mona','Nils','Olga','Pia'])[1 + n %% 16]
      || ' ' || initcap((%(syllables)s)[1 + n * 7 %% 64] || (%(syllables)s)[1 + n / 64 %% 64] || 'n'),
    '', now() - interval '3 years' FROM generate_series(1, %(n)s / 5) n;
INSERT INTO customers_identity (id, customer_id, kind, value, created_at)
  SELECT id, id, 'email', 'customer' || id || '@example.org', created_at FROM customers_customer;
SELECT setval('customers_customer_id_seq', %(n)s / 5), setval('customers_identity_id_seq', %(n)s / 5)
"""
# Every third of the last 30 % is open. Few customers write often: the square makes the first ones frequent.
CONVERSATIONS = """
INSERT INTO conversations_conversation (id, inbox_id, customer_id, identity_id, subject, snippet, status, assignee_id,
    is_complaint, complaint_words, created_at, last_message_at, waiting_since, closed_at, nth_contact, tag_names)
  SELECT n, (SELECT min(id) FROM conversations_inbox) + n * 31 %% 8, who, who,
    initcap((ARRAY['noise','parcel','refund','brake','battery','invoice','address','warranty'])[1 + n %% 8]) || ' '
      || (ARRAY['is late','broken again','question','since Monday','not as ordered','and how to go on'])[1 + n / 8 %% 6]
      || ', order ' || 100000 + n,
    left(w.words, 140), state,
    CASE WHEN state = 'open' AND n %% 5 < 2 THEN NULL ELSE (SELECT min(id) FROM team_user) + 1 + n * 17 %% 30 END,
    n %% 40 = 0, '', began, began + pace * 19, CASE WHEN state = 'open' THEN began + pace * 19 END,
    CASE WHEN state = 'done' THEN began + pace * 20 END, 1 + (n %% 11 = 0)::int + (n %% 37 = 0)::int,
    CASE WHEN n %% 4 = 0 THEN ARRAY[(ARRAY['billing','defect','delivery','praise','return','spare part'])[1 + n / 4 %% 6]]
      ELSE ARRAY[]::varchar[] END
  FROM (
    SELECT n, 1 + floor(power(random(), 2) * (%(n)s / 5))::bigint AS who,
      CASE WHEN n > %(n)s * 0.7 AND n %% 3 = 0 THEN 'open' WHEN n > %(n)s * 0.7 AND n %% 3 = 1 AND n %% 4 < 3 THEN 'waiting'
        ELSE 'done' END AS state,
      now() - interval '3 years' * (1 - n::float / (%(n)s + 1)) AS began,
      least(interval '150 minutes', interval '3 years' * (1 - n::float / (%(n)s + 1)) / 21) AS pace
    FROM generate_series(1, %(n)s) n
  ) made JOIN bench_words w ON w.id = n %% %(paragraphs)s;
SELECT setval('conversations_conversation_id_seq', %(n)s)
"""
# A fiftieth has 20 messages. The customer and an agent take turns, every seventh message is a note; whoever is not waited
# for wrote last.
MESSAGES = """
INSERT INTO conversations_message (conversation_id, public_id, kind, origin, trust, held, author_id, from_name,
    from_address, "to", cc, subject, text, reply_text, html, message_id, in_reply_to, at, unreadable, hint)
  SELECT id, gen_random_uuid(), kind, 'human', CASE kind WHEN 'inbound' THEN 'proven' ELSE 'ours' END, false, writer,
    CASE kind WHEN 'inbound' THEN 'Customer ' || customer_id ELSE 'Agent' END,
    CASE kind WHEN 'inbound' THEN 'customer' || customer_id || '@example.org' ELSE '' END, '[]', '[]', subject,
    said || CASE WHEN k > 0 AND kind = 'inbound' THEN E'\\n\\n> ' || left(said, 200) ELSE '' END, said, '',
    '<m-' || id || '-' || k || '@example.org>', CASE WHEN k > 0 THEN '<m-' || id || '-' || k - 1 || '@example.org>' ELSE '' END,
    at, '', ''
  FROM (
    SELECT c.id, c.customer_id, c.subject, k, coalesce(c.assignee_id, (SELECT min(id) FROM team_user) + 1 + c.id %% 30) AS agent,
      CASE WHEN k = size - 1 THEN CASE c.status WHEN 'open' THEN 'inbound' ELSE 'reply' END
        WHEN k %% 7 = 4 THEN 'note' WHEN k %% 2 = 0 THEN 'inbound' ELSE 'reply' END AS kind,
      w.words || ' ' || initcap('x' || (%(syllables)s)[1 + (c.id * 5 + k) * 7919 %% 64]
        || (%(syllables)s)[1 + (c.id * 5 + k) * 7919 / 64 %% 64] || (%(syllables)s)[1 + (c.id * 5 + k) * 7919 / 4096 %% 64])
        || ' it says.' AS said,
      CASE WHEN k = size - 1 THEN c.last_message_at
        ELSE c.created_at + (c.last_message_at - c.created_at) * k / size END AS at
    FROM (
      SELECT *, CASE WHEN id %% 50 = 0 THEN 20 ELSE (ARRAY[2, 3, 3, 4, 5, 5, 7, 8])[1 + id * 7919 %% 8] END AS size
      FROM conversations_conversation WHERE id > %(n)s / 2 * %(part)s AND id <= CASE %(part)s WHEN 0 THEN %(n)s / 2 ELSE %(n)s END
    ) c CROSS JOIN LATERAL generate_series(0, c.size - 1) k
    JOIN bench_words w ON w.id = (c.id * 131 + k * 17) %% %(paragraphs)s
  ) made CROSS JOIN LATERAL (SELECT CASE WHEN kind = 'inbound' THEN NULL ELSE agent END AS writer) one
"""
OUTBOX = """
INSERT INTO email_outboundmail (kind, message_id, conversation_id, recipient, recipient_name, header_id, bounce_key, state,
    due_at, tries, copies, error, created_at, sent_at)
  SELECT 'reply', m.id, m.conversation_id, i.value, '', m.message_id, gen_random_uuid(),
    CASE WHEN m.id %% 100000 = 0 THEN 'failed' ELSE 'sent' END, m.at, 1, 1, '', m.at, CASE WHEN m.id %% 100000 <> 0 THEN m.at END
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
  JOIN customers_identity i ON i.id = c.identity_id WHERE m.kind = 'reply'
"""
ATTACHMENTS = """
INSERT INTO conversations_attachment (message_id, public_id, name, content_type, size, blob, content_id, inline)
  SELECT id, gen_random_uuid(), 'picture.jpg', 'image/jpeg', 40000, 'none', '', false
  FROM conversations_message WHERE kind = 'inbound' AND id %% 20 = 0
"""
RATINGS = """
INSERT INTO feedback_ratinginvite (conversation_id, message_id, author_id, recipient, about, seed, token_digest,
    created_at, delivered_at, expires_at, inbox_id)
  SELECT m.conversation_id, m.id, m.author_id, 'somebody@example.org', 'reply', md5('s' || m.id),
    md5('a' || m.id) || md5('b' || m.id), m.at, m.at, m.at + interval '90 days', c.inbox_id
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
  WHERE m.kind = 'reply' AND m.id %% 3 = 0;
INSERT INTO feedback_rating (invite_id, conversation_id, score, state, comment, chips, call_me, phone, first_at,
    changed_at, acted_on_at)
  SELECT id, conversation_id, 1 + (id %% 13 > 0)::int + (id %% 7 > 0)::int + (id %% 5 > 0)::int, 'confirmed', '', '{}',
    false, '', least(created_at + interval '2 hours', now()), least(created_at + interval '2 hours', now()), created_at
  FROM feedback_ratinginvite WHERE id %% 4 = 0
"""
# What the triggers of the reports room would have written, and the worker folded. The work is taken to be counted, so
# that nobody counts it while pages are measured.
COUNTS = """
INSERT INTO reports_ratingday (day, inbox_id, author_id, language, channel, survey, score, asked, confirmed, probable,
    suspect, forwarded, staff)
  SELECT (created_at AT TIME ZONE 'UTC')::date, inbox_id, author_id, language, channel, about, score, sum(asked),
    sum((state = 'confirmed')::int), sum((state = 'probable')::int), sum((state = 'suspect')::int), 0, 0
  FROM (
    SELECT i.*, -1 AS score, 1 AS asked, '' AS state FROM feedback_ratinginvite i
    UNION ALL SELECT i.*, r.score, 0, r.state FROM feedback_ratinginvite i JOIN feedback_rating r ON r.invite_id = i.id
  ) counted GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO reports_ratingweek (day, inbox_id, author_id, language, channel, survey, score, asked, confirmed, probable,
    suspect, forwarded, staff)
  SELECT date_trunc('week', day)::date, inbox_id, author_id, language, channel, survey, score, sum(asked), sum(confirmed),
    sum(probable), sum(suspect), sum(forwarded), sum(staff)
  FROM reports_ratingday GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO reports_ratingmix (month, inbox_id, author_id, language, channel, survey, topic, was_unhappy, answered, happy)
  SELECT date_trunc('month', i.created_at AT TIME ZONE 'UTC')::date, i.inbox_id, i.author_id, i.language, i.channel,
    i.about, i.topic, i.was_unhappy, count(*), sum((r.score >= 3)::int)
  FROM feedback_ratinginvite i JOIN feedback_rating r ON r.invite_id = i.id WHERE r.state <> 'suspect'
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8;
INSERT INTO platform_fact (key, value, at) VALUES ('feedback.placed', '{"done": true}', now()),
    ('reports.work', '{"done": true}', now())
  ON CONFLICT DO NOTHING
"""
# The last 80 unhappy customers have not been won back yet.
RECOVERIES = """
INSERT INTO recovery_recovery (conversation_id, owner_id, is_likely, opened_at, due_at, closed_at, outcome)
  SELECT conversation_id, author_id, false, changed_at, changed_at + interval '1 hour',
    CASE WHEN place > 80 THEN changed_at + interval '1 day' END, CASE WHEN place > 80 THEN 'recovered' ELSE '' END
  FROM (
    SELECT r.conversation_id, i.author_id, r.changed_at, row_number() OVER (ORDER BY r.changed_at DESC) AS place
    FROM (SELECT DISTINCT ON (conversation_id) * FROM feedback_rating WHERE score = 1 ORDER BY conversation_id, changed_at DESC) r
    JOIN feedback_ratinginvite i ON i.id = r.invite_id
  ) bad;
INSERT INTO recovery_trigger (recovery_id, rating_id)
  SELECT v.id, r.id FROM recovery_recovery v JOIN feedback_rating r
  ON r.conversation_id = v.conversation_id AND r.score = 1 AND r.changed_at = v.opened_at;
INSERT INTO recovery_step (recovery_id, kind, done_at, done_by_id, note)
  SELECT id, 'contacted', opened_at + interval '30 minutes', owner_id, '' FROM recovery_recovery WHERE id %% 2 = 0
"""
PROMISES = """
INSERT INTO promises_promise (conversation_id, kind, text, owner_id, made_at, due_at, kept_at)
  SELECT id, 'update', 'News from the workshop', assignee_id, last_message_at, last_message_at + interval '30 hours',
    CASE WHEN status = 'done' THEN last_message_at + interval '20 hours' END
  FROM conversations_conversation
  WHERE assignee_id IS NOT NULL AND (id %% 200 = 1 AND status = 'done' OR id > %(n)s * 0.99 AND id %% 20 = 1)
"""
PLACES = """
INSERT INTO triage_placement (conversation_id, inbox_id, assignee_id, waiting, rank_key, why, placed_at)
  SELECT id, inbox_id, assignee_id, status = 'open',
    coalesce(waiting_since, created_at) + interval '4 hours' - CASE WHEN is_complaint THEN interval '72 hours' ELSE interval '0' END,
    jsonb_build_array(jsonb_build_object('words', 'Reply due', 'hours', 0,
      'due', to_char(coalesce(waiting_since, created_at) + interval '4 hours', 'YYYY-MM-DD"T"HH24:MI:SSOF') || ':00'))
      || CASE WHEN is_complaint THEN '[{"words": "Complaint", "hours": 72}]'::jsonb ELSE '[]'::jsonb END, now()
  FROM conversations_conversation;
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
  SELECT status, inbox_id, assignee_id, count(*) FROM conversations_conversation GROUP BY 1, 2, 3;
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
  SELECT 'pile', inbox_id, assignee_id, count(*) FROM triage_placement WHERE waiting GROUP BY 2, 3
"""
EVENTS = """
INSERT INTO platform_event (name, at, actor_id, conversation_id, data)
  SELECT 'conversations.opened', created_at, NULL, id, '{}' FROM conversations_conversation;
INSERT INTO platform_event (name, at, actor_id, conversation_id, data)
  SELECT 'conversations.replied', at, author_id, conversation_id, '{}' FROM conversations_message WHERE kind = 'reply'
"""
ALERTS = """
INSERT INTO alerts_alert (user_id, kind, key, headline, body, quote, context, path, conversation_id, created_at, level)
  SELECT u.id, 'unhappy', 'rating:' || r.id, 'A customer rated a reply “Bad”', '', '', '', '/recoveries/' || r.id || '/',
    r.conversation_id, r.opened_at, 1
  FROM recovery_recovery r CROSS JOIN team_user u WHERE r.id <= 300 AND (u.role = 'lead' OR u.id %% 30 = r.id %% 30)
"""
DONE = "DROP TABLE bench_words"

FIRST = (("team", TEAM), ("customers", CUSTOMERS), ("conversations", CONVERSATIONS))
REST = (
    ("outbox", OUTBOX),
    ("attachments", ATTACHMENTS),
    ("ratings", RATINGS),
    ("counts", COUNTS),
    ("recoveries", RECOVERIES),
    ("promises", PROMISES),
    ("places", PLACES),
    ("events", EVENTS),
    ("alerts", ALERTS),
    ("words", DONE),
)
