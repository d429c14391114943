-- 33c75068cc6c9bd3bb3f78319381e79724134ed39899cf8b0b659293b7fcf576 48ec0ee99899cef79ab35e4158f937177d49820edb3c30d8f3576b314e53dda3
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION public.conversations_tally_status() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
      VALUES (OLD.status, OLD.inbox_id, OLD.assignee_id, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
      VALUES (NEW.status, NEW.inbox_id, NEW.assignee_id, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.learning_count_anew(of_rating bigint) RETURNS void
    LANGUAGE sql
    AS $$
  UPDATE learning_given g SET counts = now.counts, is_main = now.is_main FROM (
    SELECT o.id, r.score <= 2 AND r.state IN ('confirmed', 'probable') AND NOT i.of_staff AND i.about = 'reply' AS counts,
      row_number() OVER (ORDER BY array_position(ARRAY['reviewer', 'customer', 'agent'], o.source::text)) = 1 AS is_main
    FROM learning_given o JOIN feedback_rating r ON r.id = o.rating_id
      JOIN feedback_ratinginvite i ON i.id = r.invite_id
    WHERE o.rating_id = of_rating
  ) now WHERE g.id = now.id AND (g.counts, g.is_main) IS DISTINCT FROM (now.counts, now.is_main);
$$;
CREATE FUNCTION public.learning_follow_conversation() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE learning_item SET inbox_id = NEW.inbox_id
    WHERE rating_id IN (SELECT id FROM feedback_rating WHERE conversation_id = NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION public.learning_follow_rating() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE learning_item SET inbox_id = (SELECT inbox_id FROM conversations_conversation WHERE id = NEW.conversation_id)
    WHERE rating_id = NEW.id;
  RETURN NULL;
END $$;
CREATE FUNCTION public.learning_given_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM learning_count_anew(CASE WHEN TG_OP = 'DELETE' THEN OLD.rating_id ELSE NEW.rating_id END);
  RETURN NULL;
END $$;
CREATE FUNCTION public.learning_item_placed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  -- Who moves the conversation meanwhile is waited for, or waits.
  SELECT c.inbox_id INTO NEW.inbox_id FROM conversations_conversation c
    WHERE c.id = (SELECT conversation_id FROM feedback_rating WHERE id = NEW.rating_id) FOR SHARE;
  RETURN NEW;
END $$;
CREATE FUNCTION public.learning_rated_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM learning_count_anew(NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION public.learning_ratings_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'feedback.rating_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Rating % stays: no rating is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE FUNCTION public.learning_tally_unread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.kind = 'poor' AND OLD.withdrawn_at IS NULL AND OLD.read_at IS NULL THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta) VALUES ('unread', OLD.inbox_id, NULL, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.kind = 'poor' AND NEW.withdrawn_at IS NULL AND NEW.read_at IS NULL THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta) VALUES ('unread', NEW.inbox_id, NULL, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.platform_audit_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'The audit log is never changed.'; END $$;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;
    RETURN job_ids;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;
    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;
    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;
    RETURN _job_id;
END;
$$;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;
 RETURN found_jobs;
END;
$$;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.relationships_follow_conversation() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM relationships_place_losses(OLD.customer_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM relationships_place_losses(NEW.customer_id);
  END IF;
  IF TG_OP = 'UPDATE' THEN
    UPDATE relationships_badpatch SET inbox_id = NEW.inbox_id WHERE conversation_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.relationships_inboxes_of(of_customer bigint) RETURNS bigint[]
    LANGUAGE sql
    AS $$
  SELECT coalesce(array_agg(DISTINCT inbox_id ORDER BY inbox_id), '{}') FROM conversations_conversation
    WHERE customer_id = of_customer;
$$;
CREATE FUNCTION public.relationships_loss_placed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.inboxes := relationships_inboxes_of(NEW.customer_id);
  RETURN NEW;
END $$;
CREATE FUNCTION public.relationships_place_losses(of_customer bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  -- Whoever waited here for another change reads in the next statement what that one wrote.
  PERFORM FROM relationships_loss WHERE customer_id = of_customer ORDER BY id FOR UPDATE;
  IF FOUND THEN
    UPDATE relationships_loss SET inboxes = relationships_inboxes_of(of_customer)
      WHERE customer_id = of_customer AND inboxes IS DISTINCT FROM relationships_inboxes_of(of_customer);
  END IF;
END $$;
CREATE FUNCTION public.reports_conversation_works() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  INSERT INTO reports_workdue (conversation_id) VALUES (OLD.id);
  RETURN NULL;
END $$;
CREATE FUNCTION public.reports_invite_asked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM reports_tell_asked(NEW, 1);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM reports_tell_asked(OLD, -1);
    PERFORM reports_tell_answers(OLD, -1);
  ELSE
    PERFORM reports_tell_asked(OLD, -1);
    PERFORM reports_tell_asked(NEW, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.reports_invite_moved() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM reports_tell_asked(OLD, -1);
  PERFORM reports_tell_answers(OLD, -1);
  PERFORM reports_tell_asked(NEW, 1);
  PERFORM reports_tell_answers(NEW, 1);
  RETURN NULL;
END $$;
CREATE FUNCTION public.reports_message_works() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO reports_workdue (conversation_id) VALUES (OLD.conversation_id);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.conversation_id <> OLD.conversation_id THEN
    INSERT INTO reports_workdue (conversation_id) VALUES (NEW.conversation_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TABLE public.feedback_ratinginvite (
    id bigint NOT NULL,
    recipient character varying(320) NOT NULL,
    about character varying(10) NOT NULL,
    seed character varying(32) NOT NULL,
    token_digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    message_id bigint NOT NULL,
    passed_a_server boolean DEFAULT true NOT NULL,
    channel character varying(10) DEFAULT 'email'::character varying NOT NULL,
    inbox_id bigint,
    language character varying(8) DEFAULT ''::character varying NOT NULL,
    of_staff boolean DEFAULT false NOT NULL,
    topic character varying(40) DEFAULT ''::character varying NOT NULL,
    was_unhappy boolean DEFAULT false NOT NULL,
    scale_id bigint
);
CREATE FUNCTION public.reports_part(invite public.feedback_ratinginvite, state text, passed_on boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT CASE WHEN invite.of_staff THEN 'staff' WHEN state = 'suspect' AND passed_on THEN 'forwarded' ELSE state END
$$;
CREATE FUNCTION public.reports_rating() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE invite feedback_ratinginvite;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT * INTO invite FROM feedback_ratinginvite WHERE id = OLD.invite_id FOR SHARE;
    IF FOUND THEN
      PERFORM reports_tell(invite, OLD.score, reports_part(invite, OLD.state, OLD.passed_on), -1);
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT * INTO invite FROM feedback_ratinginvite WHERE id = NEW.invite_id FOR SHARE;
    IF FOUND THEN
      PERFORM reports_tell(invite, NEW.score, reports_part(invite, NEW.state, NEW.passed_on), 1);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.reports_staff_click() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE invite feedback_ratinginvite; seen feedback_observation; delta integer := 1;
BEGIN
  seen := NEW;
  IF TG_OP = 'DELETE' THEN
    seen := OLD; delta := -1;
  END IF;
  SELECT * INTO invite FROM feedback_ratinginvite WHERE id = seen.invite_id FOR SHARE;
  IF FOUND THEN
    PERFORM reports_tell(invite, -1, 'staff', delta);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.reports_tell(invite public.feedback_ratinginvite, face integer, part text, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF invite.inbox_id IS NOT NULL THEN
    INSERT INTO reports_ratingchange (day, inbox_id, author_id, language, channel, survey, topic, was_unhappy, score,
        asked, confirmed, probable, suspect, forwarded, staff)
      VALUES ((invite.created_at AT TIME ZONE 'UTC')::date, invite.inbox_id, invite.author_id, invite.language,
        invite.channel, invite.about, invite.topic, invite.was_unhappy, face,
        CASE part WHEN 'asked' THEN delta ELSE 0 END, CASE part WHEN 'confirmed' THEN delta ELSE 0 END,
        CASE part WHEN 'probable' THEN delta ELSE 0 END, CASE part WHEN 'suspect' THEN delta ELSE 0 END,
        CASE part WHEN 'forwarded' THEN delta ELSE 0 END, CASE part WHEN 'staff' THEN delta ELSE 0 END);
  END IF;
END $$;
CREATE FUNCTION public.reports_tell_answers(invite public.feedback_ratinginvite, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM reports_tell(invite, r.score, reports_part(invite, r.state, r.passed_on), delta)
    FROM feedback_rating r WHERE r.invite_id = invite.id;
  PERFORM reports_tell(invite, -1, 'staff', delta)
    FROM feedback_observation o WHERE o.invite_id = invite.id AND o.is_staff;
END $$;
CREATE FUNCTION public.reports_tell_asked(invite public.feedback_ratinginvite, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF invite.delivered_at IS NOT NULL AND NOT invite.of_staff THEN
    PERFORM reports_tell(invite, -1, 'asked', delta);
  END IF;
END $$;
CREATE FUNCTION public.snippets_ratings_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'snippets.rating_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Rating % of another tool stays: no rating is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE FUNCTION public.surveys_answer_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE asking surveys_asking;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT * INTO asking FROM surveys_asking WHERE id = OLD.asking_id FOR SHARE;
    IF FOUND THEN
      PERFORM surveys_tell_answer(asking, OLD.number, OLD.state, -1);
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT * INTO asking FROM surveys_asking WHERE id = NEW.asking_id FOR SHARE;
    IF FOUND THEN
      PERFORM surveys_tell_answer(asking, NEW.number, NEW.state, 1);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.surveys_answers_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'surveys.answer_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Answer % stays: no answer is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE FUNCTION public.surveys_asking_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM surveys_tell_decision(OLD, -1);
    PERFORM surveys_tell_answer(OLD, a.number, a.state, -1) FROM surveys_answer a WHERE a.asking_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM surveys_tell_decision(NEW, 1);
    PERFORM surveys_tell_answer(NEW, a.number, a.state, 1) FROM surveys_answer a WHERE a.asking_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TABLE public.surveys_asking (
    id bigint NOT NULL,
    occasion character varying(120) NOT NULL,
    about character varying(12) NOT NULL,
    way character varying(8) NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    skipped_because character varying(12) NOT NULL,
    chance double precision NOT NULL,
    recipient character varying(320) NOT NULL,
    language character varying(8) NOT NULL,
    seed character varying(32) NOT NULL,
    token_digest character varying(64),
    delivered_at timestamp with time zone,
    passed_a_server boolean NOT NULL,
    expires_at timestamp with time zone,
    call character varying(10) NOT NULL,
    tries smallint NOT NULL,
    called_at timestamp with time zone,
    called_by_id bigint,
    conversation_id bigint,
    customer_id bigint NOT NULL,
    inbox_id bigint,
    message_id bigint,
    survey_id bigint,
    CONSTRAINT surveys_asking_tries_check CHECK ((tries >= 0))
);
CREATE FUNCTION public.surveys_tell(asking public.surveys_asking, part text, what text, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF asking.survey_id IS NOT NULL THEN
    INSERT INTO surveys_surveychange (survey_id, inbox_id, day, part, what, n)
      VALUES (asking.survey_id, coalesce(asking.inbox_id, 0),
        CASE part WHEN 'planned' THEN DATE '1970-01-01' ELSE (asking.decided_at AT TIME ZONE 'UTC')::date END,
        part, what, delta);
  END IF;
END $$;
CREATE FUNCTION public.surveys_tell_answer(asking public.surveys_asking, number integer, state text, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF asking.state = 'asked' THEN
    IF state = 'suspect' THEN
      PERFORM surveys_tell(asking, 'suspect', '', delta);
    ELSIF state IN ('confirmed', 'probable') THEN
      PERFORM surveys_tell(asking, 'counted', number::text, delta);
    END IF;
  END IF;
END $$;
CREATE FUNCTION public.surveys_tell_decision(asking public.surveys_asking, delta integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF asking.state = 'planned' THEN
    PERFORM surveys_tell(asking, 'planned', '', delta);
  ELSIF asking.state = 'skipped' THEN
    PERFORM surveys_tell(asking, 'skipped', asking.skipped_because, delta);
  ELSIF asking.delivered_at IS NOT NULL OR asking.way = 'phone' THEN
    PERFORM surveys_tell(asking, 'asked', '', delta);
  END IF;
END $$;
CREATE FUNCTION public.triage_follow_conversation() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE triage_placement SET inbox_id = NEW.inbox_id, assignee_id = NEW.assignee_id WHERE conversation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE FUNCTION public.triage_tally_pile() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.waiting THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
      VALUES ('pile', OLD.inbox_id, OLD.assignee_id, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.waiting THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
      VALUES ('pile', NEW.inbox_id, NEW.assignee_id, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_alert (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    headline character varying(200) NOT NULL,
    body text NOT NULL,
    quote text NOT NULL,
    context text NOT NULL,
    path character varying(200) NOT NULL,
    conversation_id bigint,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    settled_at timestamp with time zone,
    user_id bigint NOT NULL,
    level smallint,
    history text DEFAULT ''::text NOT NULL,
    CONSTRAINT alerts_alert_level_check CHECK ((level >= 0))
);
ALTER TABLE public.alerts_alert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_device (
    id bigint NOT NULL,
    endpoint character varying(1000) NOT NULL,
    p256dh character varying(120) NOT NULL,
    auth character varying(40) NOT NULL,
    session_key character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    language character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    pushed_at timestamp with time zone,
    failures smallint NOT NULL,
    trouble character varying(200) NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT alerts_device_failures_check CHECK ((failures >= 0))
);
ALTER TABLE public.alerts_device ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_post (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    key character varying(120) NOT NULL,
    kind character varying(12) NOT NULL,
    headline character varying(200) NOT NULL,
    body text NOT NULL,
    quote text NOT NULL,
    context text NOT NULL,
    history text NOT NULL,
    level smallint,
    reference character varying(20) NOT NULL,
    path character varying(200) NOT NULL,
    conversation_id bigint,
    gathers boolean NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    into_id bigint,
    route_id bigint NOT NULL,
    CONSTRAINT alerts_post_level_check CHECK ((level >= 0)),
    CONSTRAINT alerts_post_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.alerts_post ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_post_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_preference (
    user_id bigint NOT NULL,
    channels jsonb NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    shows_names boolean DEFAULT false NOT NULL
);
CREATE TABLE public.alerts_push (
    id bigint NOT NULL,
    gathers boolean NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    alert_id bigint,
    device_id bigint NOT NULL,
    CONSTRAINT alerts_push_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.alerts_push ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_push_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_route (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    sealed_address text NOT NULL,
    hint character varying(120) NOT NULL,
    sealed_secret text NOT NULL,
    kinds jsonb NOT NULL,
    inboxes jsonb NOT NULL,
    names_customers boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_active boolean NOT NULL,
    held_until timestamp with time zone,
    tried_at timestamp with time zone,
    arrived_at timestamp with time zone,
    failures smallint NOT NULL,
    trouble character varying(300) NOT NULL,
    switched_off_why character varying(300) NOT NULL,
    made_by_id bigint,
    CONSTRAINT alerts_route_failures_check CHECK ((failures >= 0))
);
ALTER TABLE public.alerts_route ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_route_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_rung (
    id bigint NOT NULL,
    key character varying(100) NOT NULL,
    who smallint NOT NULL,
    conversation_id bigint NOT NULL,
    told jsonb NOT NULL,
    told_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT alerts_rung_who_check CHECK ((who >= 0))
);
ALTER TABLE public.alerts_rung ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_rung_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.alerts_touch (
    id bigint NOT NULL,
    deed character varying(8) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    alert_id bigint NOT NULL
);
ALTER TABLE public.alerts_touch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alerts_touch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.automation_rule (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    enabled boolean NOT NULL,
    "position" integer NOT NULL,
    moment character varying(24) NOT NULL,
    minutes integer NOT NULL,
    needs_all boolean NOT NULL,
    conditions jsonb NOT NULL,
    deeds jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    swept_at timestamp with time zone,
    paused_why character varying(300) NOT NULL,
    last_given_to_id bigint,
    made_by_id bigint,
    removed_at timestamp with time zone,
    CONSTRAINT automation_rule_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT automation_rule_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.automation_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.automation_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.automation_rulerun (
    id bigint NOT NULL,
    cause character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    held jsonb NOT NULL,
    done jsonb NOT NULL,
    refused jsonb NOT NULL,
    conversation_id bigint NOT NULL,
    rule_id bigint NOT NULL
);
ALTER TABLE public.automation_rulerun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.automation_rulerun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.campaigns_campaign (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    segment jsonb NOT NULL,
    subject character varying(200) NOT NULL,
    words text NOT NULL,
    size integer NOT NULL,
    control_percent smallint NOT NULL,
    equally boolean NOT NULL,
    per_hour integer NOT NULL,
    seed character varying(32) NOT NULL,
    state character varying(8) NOT NULL,
    strata jsonb NOT NULL,
    excluded jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_by_id bigint,
    inbox_id bigint NOT NULL,
    sender_id bigint NOT NULL,
    drawn_at timestamp with time zone,
    found_nobody_at timestamp with time zone,
    offers_reasons boolean NOT NULL,
    people integer,
    taken_up_at timestamp with time zone,
    CONSTRAINT campaigns_campaign_control_percent_check CHECK ((control_percent >= 0)),
    CONSTRAINT campaigns_campaign_people_check CHECK ((people >= 0)),
    CONSTRAINT campaigns_campaign_per_hour_check CHECK ((per_hour >= 0)),
    CONSTRAINT campaigns_campaign_size_check CHECK ((size >= 0))
);
ALTER TABLE public.campaigns_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.campaigns_outreach (
    id bigint NOT NULL,
    arm character varying(8) NOT NULL,
    stratum character varying(12) NOT NULL,
    chance double precision NOT NULL,
    state character varying(8) NOT NULL,
    decided_at timestamp with time zone,
    answered_at timestamp with time zone,
    asking_id bigint,
    campaign_id bigint NOT NULL,
    conversation_id bigint,
    customer_id bigint NOT NULL,
    chose_at timestamp with time zone
);
ALTER TABLE public.campaigns_outreach ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_outreach_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.changes_change (
    id bigint NOT NULL,
    verb character varying(10) NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    actor_id bigint,
    undone_by_id bigint,
    "left" jsonb
);
ALTER TABLE public.changes_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.changes_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.changes_step (
    id bigint NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    change_id bigint NOT NULL,
    conversation_id bigint NOT NULL
);
ALTER TABLE public.changes_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.changes_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_answer (
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    question_id bigint NOT NULL
);
ALTER TABLE public.coaching_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_case (
    id bigint NOT NULL,
    score smallint NOT NULL,
    later_score smallint,
    question text NOT NULL,
    reply text NOT NULL,
    words text NOT NULL,
    done text NOT NULL,
    later_words text NOT NULL,
    lesson character varying(500) NOT NULL,
    reason character varying(60) NOT NULL,
    topic character varying(60) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    shared_at timestamp with time zone,
    made_by_id bigint,
    rating_id bigint NOT NULL,
    shared_by_id bigint,
    CONSTRAINT coaching_case_later_score_check CHECK ((later_score >= 0)),
    CONSTRAINT coaching_case_score_check CHECK ((score >= 0))
);
ALTER TABLE public.coaching_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_question (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    title character varying(160) NOT NULL,
    text text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    accepted_id bigint,
    asked_by_id bigint
);
ALTER TABLE public.coaching_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_thanks (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    answer_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.coaching_thanks ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_thanks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_tonephrase (
    id bigint NOT NULL,
    rule character varying(30) NOT NULL,
    language character varying(5) NOT NULL,
    phrase character varying(120) NOT NULL,
    rewrite character varying(200) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint
);
ALTER TABLE public.coaching_tonephrase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_tonephrase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.coaching_tonerule (
    rule character varying(30) NOT NULL,
    followed integer NOT NULL,
    dismissed integer NOT NULL,
    is_off boolean NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT coaching_tonerule_dismissed_check CHECK ((dismissed >= 0)),
    CONSTRAINT coaching_tonerule_followed_check CHECK ((followed >= 0))
);
CREATE TABLE public.conversations_ask (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.conversations_ask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_ask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_attachment (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(160) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    blob character varying(80) NOT NULL,
    content_id character varying(200) NOT NULL,
    inline boolean NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT conversations_attachment_size_check CHECK ((size >= 0))
);
ALTER TABLE public.conversations_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_conversation (
    id bigint NOT NULL,
    subject character varying(500) NOT NULL,
    snippet character varying(200) NOT NULL,
    status character varying(8) NOT NULL,
    is_complaint boolean NOT NULL,
    complaint_words character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_message_at timestamp with time zone NOT NULL,
    waiting_since timestamp with time zone,
    closed_at timestamp with time zone,
    reopened_at timestamp with time zone,
    nth_contact smallint NOT NULL,
    assignee_id bigint,
    customer_id bigint NOT NULL,
    identity_id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    automatic_paused_until timestamp with time zone,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    merged_into_id bigint,
    priority smallint DEFAULT 0 NOT NULL,
    snoozed_by_id bigint,
    snoozed_until timestamp with time zone,
    tag_names character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    team_id bigint,
    type character varying(40) DEFAULT ''::character varying NOT NULL,
    woke_at timestamp with time zone,
    custom_status character varying(40) DEFAULT ''::character varying NOT NULL,
    skills character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    CONSTRAINT conversations_conversation_nth_contact_check CHECK ((nth_contact >= 0))
);
ALTER TABLE public.conversations_conversation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_conversation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_follower (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    conversation_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.conversations_follower ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_follower_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_inbox (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    address character varying(254) NOT NULL,
    reply_domain character varying(200) NOT NULL,
    reply_target_minutes integer NOT NULL,
    acknowledge boolean NOT NULL,
    is_active boolean NOT NULL,
    answers_by_mail boolean DEFAULT false NOT NULL,
    giving character varying(8) DEFAULT 'off'::character varying NOT NULL,
    take_back_off_duty boolean DEFAULT false NOT NULL,
    quotes_history boolean DEFAULT true NOT NULL,
    hours_id bigint,
    skills character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    CONSTRAINT conversations_inbox_reply_target_minutes_check CHECK ((reply_target_minutes >= 0))
);
ALTER TABLE public.conversations_inbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_inbox_teams (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE public.conversations_inbox_teams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_inbox_teams_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_link (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    first_id bigint NOT NULL,
    made_by_id bigint,
    second_id bigint NOT NULL
);
ALTER TABLE public.conversations_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_message (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    origin character varying(10) NOT NULL,
    trust character varying(10) NOT NULL,
    held boolean NOT NULL,
    from_name character varying(160) NOT NULL,
    from_address character varying(320) NOT NULL,
    "to" jsonb NOT NULL,
    cc jsonb NOT NULL,
    subject character varying(500) NOT NULL,
    text text NOT NULL,
    reply_text text NOT NULL,
    html text NOT NULL,
    message_id character varying(500) NOT NULL,
    in_reply_to character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    unreadable character varying(300) NOT NULL,
    compose_key character varying(64),
    author_id bigint,
    conversation_id bigint NOT NULL,
    hint character varying(200) NOT NULL,
    bcc jsonb DEFAULT '[]'::jsonb NOT NULL,
    forwarded_from jsonb DEFAULT '{}'::jsonb NOT NULL,
    invite jsonb DEFAULT '{}'::jsonb NOT NULL,
    nature character varying(20) DEFAULT ''::character varying NOT NULL,
    proof character varying(300) DEFAULT ''::character varying NOT NULL,
    reply_to jsonb DEFAULT '[]'::jsonb NOT NULL,
    forwards_id bigint,
    signature text DEFAULT ''::text NOT NULL
);
ALTER TABLE public.conversations_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_participant (
    id bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint,
    conversation_id bigint NOT NULL,
    identity_id bigint NOT NULL
);
ALTER TABLE public.conversations_participant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_participant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_tally (
    id bigint NOT NULL,
    part character varying(8) NOT NULL,
    inbox_id bigint NOT NULL,
    assignee_id bigint,
    delta integer NOT NULL
);
ALTER TABLE public.conversations_tally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_tally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_turn (
    id bigint NOT NULL,
    given_at timestamp with time zone NOT NULL,
    inbox_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.conversations_turn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_turn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(160) NOT NULL,
    phone character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    organization_id bigint,
    merged_into_id bigint,
    erased_at timestamp with time zone,
    first_address character varying(320) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE public.customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_domain (
    id bigint NOT NULL,
    name character varying(253) NOT NULL,
    organization_id bigint NOT NULL
);
ALTER TABLE public.customers_domain ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_domain_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_identity (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value character varying(320) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    soft_failures smallint DEFAULT 0 NOT NULL,
    soft_since timestamp with time zone,
    undeliverable_since timestamp with time zone,
    undeliverable_why character varying(300) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT customers_identity_soft_failures_check CHECK ((soft_failures >= 0))
);
ALTER TABLE public.customers_identity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_identity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_merge (
    id bigint NOT NULL,
    identities jsonb NOT NULL,
    conversations jsonb NOT NULL,
    evidence character varying(300) NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    merged_by_id bigint,
    undone_by_id bigint
);
ALTER TABLE public.customers_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_organization (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    merged_into_id bigint,
    notes text DEFAULT ''::text NOT NULL
);
ALTER TABLE public.customers_organization ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_organization_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_organizationmerge (
    id bigint NOT NULL,
    people jsonb NOT NULL,
    domains jsonb NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    merged_by_id bigint
);
ALTER TABLE public.customers_organizationmerge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_organizationmerge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_visit (
    id bigint NOT NULL,
    link_digest character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    link_ends_at timestamp with time zone NOT NULL,
    cookie_digest character varying(64),
    began_at timestamp with time zone,
    ends_at timestamp with time zone,
    identity_id bigint NOT NULL
);
ALTER TABLE public.customers_visit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_visit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.email_dkimkey (
    id bigint NOT NULL,
    domain character varying(200) NOT NULL,
    selector character varying(63) NOT NULL,
    sealed_key text NOT NULL,
    public_key text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE public.email_dkimkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_dkimkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_mailaccount (
    id bigint NOT NULL,
    host character varying(200) NOT NULL,
    port integer NOT NULL,
    security character varying(10) NOT NULL,
    username character varying(200) NOT NULL,
    sealed_password text NOT NULL,
    folder character varying(200) NOT NULL,
    processed_folder character varying(200) NOT NULL,
    is_active boolean NOT NULL,
    fetched_at timestamp with time zone,
    last_error character varying(500) NOT NULL,
    inbox_id bigint NOT NULL,
    access_expires_at timestamp with time zone,
    auth character varying(10) NOT NULL,
    client_id character varying(200) NOT NULL,
    failing_since timestamp with time zone,
    missing integer NOT NULL,
    missing_since timestamp with time zone,
    reconciled_at timestamp with time zone,
    sealed_access_token text NOT NULL,
    sealed_client_secret text NOT NULL,
    sealed_refresh_token text NOT NULL,
    tenant character varying(100) NOT NULL,
    CONSTRAINT email_mailaccount_missing_check CHECK ((missing >= 0)),
    CONSTRAINT email_mailaccount_port_check CHECK ((port >= 0))
);
ALTER TABLE public.email_mailaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_mailaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_mailserver (
    id bigint NOT NULL,
    host character varying(200) NOT NULL,
    port integer NOT NULL,
    security character varying(10) NOT NULL,
    username character varying(200) NOT NULL,
    sealed_password text NOT NULL,
    most_an_hour integer,
    failing_since timestamp with time zone,
    last_error character varying(500) NOT NULL,
    inbox_id bigint,
    CONSTRAINT email_mailserver_most_an_hour_check CHECK ((most_an_hour >= 0)),
    CONSTRAINT email_mailserver_port_check CHECK ((port >= 0))
);
ALTER TABLE public.email_mailserver ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_mailserver_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_outboundmail (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    recipient character varying(320) NOT NULL,
    recipient_name character varying(160) NOT NULL,
    header_id character varying(200) NOT NULL,
    bounce_key uuid NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    copies smallint NOT NULL,
    error character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    alert_id bigint,
    conversation_id bigint,
    message_id bigint,
    again_at timestamp with time zone,
    settled_at timestamp with time zone,
    sealed text DEFAULT ''::text NOT NULL,
    inbox_id bigint,
    CONSTRAINT email_outboundmail_copies_check CHECK ((copies >= 0)),
    CONSTRAINT email_outboundmail_tries_check CHECK ((tries >= 0)),
    CONSTRAINT outbound_has_one_content CHECK ((((alert_id IS NULL) AND (message_id IS NOT NULL)) OR ((alert_id IS NOT NULL) AND (message_id IS NULL)) OR ((alert_id IS NULL) AND ((kind)::text = ANY (ARRAY[('invite'::character varying)::text, ('access'::character varying)::text, ('digest'::character varying)::text, ('trial'::character varying)::text])) AND (message_id IS NULL))))
);
ALTER TABLE public.email_outboundmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_outboundmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_rawmail (
    id bigint NOT NULL,
    key character varying(200) NOT NULL,
    source character varying(10) NOT NULL,
    envelope_from character varying(320) NOT NULL,
    envelope_to jsonb NOT NULL,
    peer character varying(60) NOT NULL,
    raw bytea NOT NULL,
    size bigint NOT NULL,
    body_digest character varying(64) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    tries smallint NOT NULL,
    try_at timestamp with time zone NOT NULL,
    error character varying(500) NOT NULL,
    inbox_id bigint,
    message_id bigint,
    CONSTRAINT email_rawmail_size_check CHECK ((size >= 0)),
    CONSTRAINT email_rawmail_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.email_rawmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_rawmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_servercopy (
    id bigint NOT NULL,
    folder character varying(200) NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    account_id bigint NOT NULL,
    raw_mail_id bigint NOT NULL
);
ALTER TABLE public.email_servercopy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_servercopy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_fixed (
    id bigint NOT NULL,
    is_fixed boolean NOT NULL,
    state character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    network character varying(50) NOT NULL,
    client character varying(16) NOT NULL,
    conversation_id bigint NOT NULL,
    invite_id bigint NOT NULL,
    page_id bigint
);
ALTER TABLE public.feedback_fixed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_fixed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_observation (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    method character varying(8) NOT NULL,
    score smallint,
    is_trap boolean NOT NULL,
    is_prefetch boolean NOT NULL,
    network character varying(50) NOT NULL,
    client character varying(16) NOT NULL,
    invite_id bigint NOT NULL,
    is_staff boolean DEFAULT false NOT NULL,
    CONSTRAINT feedback_observation_score_check CHECK ((score >= 0))
);
ALTER TABLE public.feedback_observation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_observation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_quote (
    id bigint NOT NULL,
    words text NOT NULL,
    score smallint NOT NULL,
    name character varying(80) NOT NULL,
    allowed_at timestamp with time zone NOT NULL,
    shown_at timestamp with time zone,
    rating_id bigint NOT NULL,
    shown_by_id bigint,
    CONSTRAINT feedback_quote_score_check CHECK ((score >= 0))
);
ALTER TABLE public.feedback_quote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_quote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_rating (
    id bigint NOT NULL,
    score smallint NOT NULL,
    state character varying(10) NOT NULL,
    comment text NOT NULL,
    chips jsonb NOT NULL,
    call_me boolean NOT NULL,
    phone character varying(40) NOT NULL,
    first_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    acted_on_at timestamp with time zone,
    conversation_id bigint NOT NULL,
    invite_id bigint NOT NULL,
    settle_at timestamp with time zone,
    passed_on boolean DEFAULT false NOT NULL,
    choice smallint,
    CONSTRAINT feedback_rating_choice_check CHECK ((choice >= 0)),
    CONSTRAINT feedback_rating_score_check CHECK ((score >= 0))
);
ALTER TABLE public.feedback_rating ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_rating_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.feedback_ratinginvite ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_ratinginvite_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_scale (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    points smallint NOT NULL,
    words jsonb NOT NULL,
    colours jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    inbox_id bigint NOT NULL,
    made_by_id bigint,
    CONSTRAINT feedback_scale_points_check CHECK ((points >= 0))
);
ALTER TABLE public.feedback_scale ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_scale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feedback_vote (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    score smallint NOT NULL,
    how character varying(12) NOT NULL,
    network character varying(50) NOT NULL,
    client character varying(16) NOT NULL,
    invite_id bigint NOT NULL,
    comment text NOT NULL,
    page_id bigint,
    choice smallint,
    CONSTRAINT feedback_vote_choice_check CHECK ((choice >= 0)),
    CONSTRAINT feedback_vote_score_check CHECK ((score >= 0))
);
ALTER TABLE public.feedback_vote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.feedback_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_savedreply (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(8) NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    actions jsonb NOT NULL,
    uses integer NOT NULL,
    last_used_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by_id bigint,
    inbox_id bigint,
    owner_id bigint,
    team_id bigint,
    removed_at timestamp with time zone,
    answer_id bigint,
    CONSTRAINT knowledge_savedreply_uses_check CHECK ((uses >= 0)),
    CONSTRAINT saved_reply_one_scope CHECK ((((team_id IS NULL) AND (inbox_id IS NULL)) OR ((team_id IS NULL) AND (owner_id IS NULL)) OR ((inbox_id IS NULL) AND (owner_id IS NULL))))
);
ALTER TABLE public.knowledge_savedreply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_savedreply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_savedreplyuse (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    saved_reply_id bigint NOT NULL
);
ALTER TABLE public.knowledge_savedreplyuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_savedreplyuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.labels_conversationtype (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(60) NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    skill character varying(40) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT labels_conversationtype_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.labels_conversationtype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labels_conversationtype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.labels_customstatus (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(40) NOT NULL,
    base character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT labels_customstatus_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.labels_customstatus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labels_customstatus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.labels_field (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(60) NOT NULL,
    kind character varying(8) NOT NULL,
    options jsonb NOT NULL,
    help character varying(200) NOT NULL,
    required boolean NOT NULL,
    shown_when jsonb NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT labels_field_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.labels_field ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labels_field_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.labels_tag (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    hue smallint NOT NULL,
    description character varying(200) NOT NULL,
    archived_at timestamp with time zone,
    skill character varying(40) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT labels_tag_hue_check CHECK ((hue >= 0))
);
ALTER TABLE public.labels_tag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labels_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_copy (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    digest_id bigint NOT NULL
);
ALTER TABLE public.learning_copy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_copy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_digest (
    id bigint NOT NULL,
    first date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    facts jsonb NOT NULL
);
ALTER TABLE public.learning_digest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_digest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_given (
    id bigint NOT NULL,
    source character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    day date NOT NULL,
    counts boolean DEFAULT false NOT NULL,
    is_main boolean DEFAULT false NOT NULL,
    by_id bigint,
    inbox_id bigint,
    rating_id bigint NOT NULL,
    reason_id bigint NOT NULL
);
ALTER TABLE public.learning_given ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_given_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_heard (
    id bigint NOT NULL,
    source character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    outreach_id bigint NOT NULL,
    reason_id bigint NOT NULL
);
ALTER TABLE public.learning_heard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_heard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_item (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    put_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    read_at timestamp with time zone,
    decided_at timestamp with time zone,
    why_nothing character varying(300) NOT NULL,
    shared_at timestamp with time zone,
    decided_by_id bigint,
    prevention_id bigint,
    rating_id bigint NOT NULL,
    read_by_id bigint,
    shared_by_id bigint,
    inbox_id bigint,
    CONSTRAINT decided_on_something CHECK (((decided_at IS NULL) OR (prevention_id IS NOT NULL) OR (NOT ((why_nothing)::text = ''::text)))),
    CONSTRAINT nothing_is_decided_unread CHECK (((decided_at IS NULL) OR (read_at IS NOT NULL)))
);
ALTER TABLE public.learning_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_publicplace (
    inbox_id bigint NOT NULL,
    url character varying(500) NOT NULL,
    name character varying(60) NOT NULL
);
CREATE TABLE public.learning_reason (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT learning_reason_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.learning_reason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_reason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.learning_unwanted (
    user_id bigint NOT NULL
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.platform_attempt (
    key character varying(120) NOT NULL,
    window_started_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    CONSTRAINT platform_attempt_count_check CHECK ((count >= 0))
);
CREATE TABLE public.platform_auditentry (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(60) NOT NULL,
    actor_id bigint,
    actor character varying(160) NOT NULL,
    address character varying(45) NOT NULL,
    about character varying(200) NOT NULL,
    data jsonb NOT NULL,
    previous character varying(64) NOT NULL,
    digest character varying(64) NOT NULL
);
CREATE TABLE public.platform_event (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    conversation_id bigint,
    data jsonb NOT NULL
);
ALTER TABLE public.platform_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.platform_fact (
    key character varying(80) NOT NULL,
    value jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.platform_idempotentanswer (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint,
    body jsonb,
    at timestamp with time zone NOT NULL,
    CONSTRAINT platform_idempotentanswer_status_check CHECK ((status >= 0))
);
ALTER TABLE public.platform_idempotentanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_idempotentanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.promises_promise (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    text character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    kept_at timestamp with time zone,
    broken_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    conversation_id bigint NOT NULL,
    kept_by_id bigint,
    owner_id bigint,
    nearing_at timestamp with time zone
);
ALTER TABLE public.promises_promise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promises_promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_cause (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    is_ours boolean NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    second_chance text DEFAULT ''::text NOT NULL,
    CONSTRAINT recovery_cause_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.recovery_cause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_cause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_complaint (
    id bigint NOT NULL,
    way character varying(5) NOT NULL,
    came_at timestamp with time zone NOT NULL,
    lesson character varying(600) NOT NULL,
    closed_at timestamp with time zone,
    why_none character varying(300) NOT NULL,
    about_id bigint,
    closed_by_id bigint,
    conversation_id bigint NOT NULL,
    prevention_id bigint,
    CONSTRAINT complaint_closes_with_a_lesson CHECK (((closed_at IS NULL) OR (NOT ((why_none)::text = ''::text)) OR ((NOT ((lesson)::text = ''::text)) AND (prevention_id IS NOT NULL))))
);
ALTER TABLE public.recovery_complaint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_complaint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_concern (
    id bigint NOT NULL,
    token character varying(64) NOT NULL,
    recovery_id bigint NOT NULL,
    prevention_id bigint NOT NULL
);
ALTER TABLE public.recovery_concern ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_concern_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_goodwill (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    reason character varying(300) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    is_allowed boolean,
    decided_by_id bigint,
    given_by_id bigint,
    recovery_id bigint NOT NULL,
    CONSTRAINT recovery_goodwill_amount_check CHECK ((amount >= 0))
);
ALTER TABLE public.recovery_goodwill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_goodwill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_prevention (
    id bigint NOT NULL,
    text character varying(300) NOT NULL,
    due_on date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_note character varying(600) NOT NULL,
    reopened_at timestamp with time zone,
    repeats integer NOT NULL,
    cause_id bigint,
    done_by_id bigint,
    made_by_id bigint,
    owner_id bigint,
    CONSTRAINT recovery_prevention_repeats_check CHECK ((repeats >= 0))
);
ALTER TABLE public.recovery_prevention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_prevention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_reask (
    id bigint NOT NULL,
    invite_id bigint NOT NULL,
    recovery_id bigint NOT NULL
);
ALTER TABLE public.recovery_reask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_reask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_recovery (
    id bigint NOT NULL,
    is_likely boolean NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    outcome character varying(10) NOT NULL,
    conversation_id bigint NOT NULL,
    owner_id bigint,
    previous_id bigint,
    harm text DEFAULT ''::text NOT NULL,
    heard_at timestamp with time zone,
    is_public boolean DEFAULT false NOT NULL,
    is_unsafe boolean DEFAULT false NOT NULL,
    money bigint,
    offered text DEFAULT ''::text NOT NULL,
    procedure text DEFAULT ''::text NOT NULL,
    public_url character varying(500) DEFAULT ''::character varying NOT NULL,
    reopened_at timestamp with time zone,
    reopened_for character varying(300) DEFAULT ''::character varying NOT NULL,
    round smallint DEFAULT 1 NOT NULL,
    treatment text DEFAULT ''::text NOT NULL,
    cause_id bigint,
    shared_at timestamp with time zone,
    shared_by_id bigint,
    shared_words character varying(300) DEFAULT ''::character varying NOT NULL,
    second_chance_at timestamp with time zone,
    CONSTRAINT closed_recovery_has_outcome CHECK ((((closed_at IS NULL) AND ((outcome)::text = ''::text)) OR ((closed_at IS NOT NULL) AND (NOT ((outcome)::text = ''::text))))),
    CONSTRAINT recovery_money_is_no_debt CHECK (((money IS NULL) OR (money >= 0))),
    CONSTRAINT recovery_recovery_round_check CHECK ((round >= 0))
);
ALTER TABLE public.recovery_recovery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_recovery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_step (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    done_at timestamp with time zone NOT NULL,
    note text NOT NULL,
    done_by_id bigint,
    message_id bigint,
    recovery_id bigint NOT NULL,
    parts jsonb DEFAULT '[]'::jsonb NOT NULL,
    promise_id bigint,
    round smallint DEFAULT 1 NOT NULL,
    CONSTRAINT recovery_step_round_check CHECK ((round >= 0))
);
ALTER TABLE public.recovery_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recovery_trigger (
    id bigint NOT NULL,
    rating_id bigint NOT NULL,
    recovery_id bigint NOT NULL,
    score smallint,
    CONSTRAINT recovery_trigger_score_check CHECK ((score >= 0))
);
ALTER TABLE public.recovery_trigger ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recovery_trigger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.relationships_badpatch (
    customer_id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    is_recent boolean NOT NULL,
    is_won_back boolean NOT NULL,
    is_lost boolean NOT NULL,
    came_again boolean NOT NULL,
    conversation_id bigint NOT NULL,
    inbox_id bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.relationships_loss (
    id bigint NOT NULL,
    lost_on date NOT NULL,
    reason character varying(16) NOT NULL,
    words character varying(600) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    "end" character varying(8) NOT NULL,
    asked_at timestamp with time zone,
    lesson character varying(600) NOT NULL,
    learned_at timestamp with time zone,
    asked_by_id bigint,
    asked_in_id bigint,
    conversation_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    ended_by_id bigint,
    learned_by_id bigint,
    noted_by_id bigint,
    inboxes bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    CONSTRAINT loss_ends_somehow CHECK ((((("end")::text = ''::text) AND (ended_at IS NULL)) OR ((ended_at IS NOT NULL) AND (NOT (("end")::text = ''::text)))))
);
ALTER TABLE public.relationships_loss ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.relationships_loss_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.relationships_segment (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    key character varying(40) NOT NULL,
    active integer NOT NULL,
    spoke integer NOT NULL,
    times integer NOT NULL,
    loudest integer NOT NULL,
    loudest_times integer NOT NULL,
    CONSTRAINT relationships_segment_active_check CHECK ((active >= 0)),
    CONSTRAINT relationships_segment_loudest_check CHECK ((loudest >= 0)),
    CONSTRAINT relationships_segment_loudest_times_check CHECK ((loudest_times >= 0)),
    CONSTRAINT relationships_segment_spoke_check CHECK ((spoke >= 0)),
    CONSTRAINT relationships_segment_times_check CHECK ((times >= 0))
);
ALTER TABLE public.relationships_segment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.relationships_segment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.relationships_unhappy (
    customer_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    score smallint NOT NULL,
    last_good_at timestamp with time zone,
    contacted_at timestamp with time zone,
    note character varying(500) NOT NULL,
    contacted_by_id bigint,
    conversation_id bigint NOT NULL,
    owner_id bigint,
    CONSTRAINT relationships_unhappy_score_check CHECK ((score >= 0))
);
CREATE TABLE public.relationships_voice (
    conversation_id bigint NOT NULL,
    type character varying(40) NOT NULL,
    language character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    times integer NOT NULL,
    inbox_id bigint NOT NULL,
    CONSTRAINT relationships_voice_times_check CHECK ((times >= 0))
);
CREATE TABLE public.reports_drawn (
    id bigint NOT NULL,
    probability double precision NOT NULL,
    outcome character varying(10) NOT NULL,
    score smallint,
    note character varying(500) NOT NULL,
    noted_at timestamp with time zone,
    invite_id bigint NOT NULL,
    noted_by_id bigint,
    sample_id bigint NOT NULL,
    CONSTRAINT reports_drawn_score_check CHECK ((score >= 0))
);
ALTER TABLE public.reports_drawn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_drawn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_ratingchange (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    author_id bigint NOT NULL,
    language character varying(8) NOT NULL,
    channel character varying(10) NOT NULL,
    survey character varying(10) NOT NULL,
    day date NOT NULL,
    score smallint NOT NULL,
    asked integer NOT NULL,
    confirmed integer NOT NULL,
    probable integer NOT NULL,
    suspect integer NOT NULL,
    forwarded integer NOT NULL,
    staff integer NOT NULL,
    topic character varying(40) NOT NULL,
    was_unhappy boolean NOT NULL
);
ALTER TABLE public.reports_ratingchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_ratingchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_ratingday (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    author_id bigint NOT NULL,
    language character varying(8) NOT NULL,
    channel character varying(10) NOT NULL,
    survey character varying(10) NOT NULL,
    day date NOT NULL,
    score smallint NOT NULL,
    asked integer NOT NULL,
    confirmed integer NOT NULL,
    probable integer NOT NULL,
    suspect integer NOT NULL,
    forwarded integer NOT NULL,
    staff integer NOT NULL
);
ALTER TABLE public.reports_ratingday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_ratingday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_ratingmix (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    author_id bigint NOT NULL,
    language character varying(8) NOT NULL,
    channel character varying(10) NOT NULL,
    survey character varying(10) NOT NULL,
    month date NOT NULL,
    topic character varying(40) NOT NULL,
    was_unhappy boolean NOT NULL,
    answered integer NOT NULL,
    happy integer NOT NULL
);
ALTER TABLE public.reports_ratingmix ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_ratingmix_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_ratingweek (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    author_id bigint NOT NULL,
    language character varying(8) NOT NULL,
    channel character varying(10) NOT NULL,
    survey character varying(10) NOT NULL,
    day date NOT NULL,
    score smallint NOT NULL,
    asked integer NOT NULL,
    confirmed integer NOT NULL,
    probable integer NOT NULL,
    suspect integer NOT NULL,
    forwarded integer NOT NULL,
    staff integer NOT NULL
);
ALTER TABLE public.reports_ratingweek ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_ratingweek_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_sample (
    id bigint NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    language character varying(8) NOT NULL,
    channel character varying(10) NOT NULL,
    asked integer NOT NULL,
    answered integer NOT NULL,
    happy integer NOT NULL,
    silent integer NOT NULL,
    seed character varying(32) NOT NULL,
    drawn_by_id bigint NOT NULL,
    inbox_id bigint
);
ALTER TABLE public.reports_sample ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_sample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_work (
    id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    message_id bigint,
    kind smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    inbox_id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    type character varying(40) NOT NULL,
    tags character varying(40)[] NOT NULL,
    person_id bigint,
    measure smallint,
    state smallint,
    waited integer,
    office integer
);
ALTER TABLE public.reports_work ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_work_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_workday (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    by character varying(8) NOT NULL,
    name character varying(40) NOT NULL,
    span smallint NOT NULL,
    day date NOT NULL,
    came integer NOT NULL,
    asked integer NOT NULL,
    replied integer NOT NULL,
    closed integer NOT NULL,
    reopened integer NOT NULL,
    first_open integer NOT NULL,
    first_let integer NOT NULL,
    next_open integer NOT NULL,
    next_let integer NOT NULL,
    unresolved integer NOT NULL
);
ALTER TABLE public.reports_workday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_workday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_workdue (
    id bigint NOT NULL,
    conversation_id bigint NOT NULL
);
ALTER TABLE public.reports_workdue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_workdue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_workspread (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    by character varying(8) NOT NULL,
    name character varying(40) NOT NULL,
    span smallint NOT NULL,
    day date NOT NULL,
    measure smallint NOT NULL,
    is_office boolean NOT NULL,
    step smallint NOT NULL,
    number integer NOT NULL
);
ALTER TABLE public.reports_workspread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_workspread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.retention_emptied (
    conversation_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    months smallint NOT NULL,
    CONSTRAINT retention_emptied_months_check CHECK ((months >= 0))
);
CREATE TABLE public.retention_keep (
    id bigint NOT NULL,
    why character varying(200) NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    conversation_id bigint NOT NULL,
    kept_by_id bigint
);
ALTER TABLE public.retention_keep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.retention_keep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.retention_rule (
    id bigint NOT NULL,
    months smallint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    swept integer NOT NULL,
    swept_mails integer NOT NULL,
    inbox_id bigint,
    set_by_id bigint,
    CONSTRAINT retention_rule_months_check CHECK ((months >= 0)),
    CONSTRAINT retention_rule_swept_check CHECK ((swept >= 0)),
    CONSTRAINT retention_rule_swept_mails_check CHECK ((swept_mails >= 0))
);
ALTER TABLE public.retention_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.retention_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_document (
    conversation_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    words tsvector NOT NULL
)
WITH (toast_tuple_target='128');
CREATE TABLE public.search_person (
    customer_id bigint NOT NULL,
    names text NOT NULL
);
CREATE TABLE public.search_view (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(400) NOT NULL,
    icon character varying(30) NOT NULL,
    "order" character varying(4) NOT NULL,
    audience character varying(5) NOT NULL,
    "position" double precision NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id bigint NOT NULL,
    team_id bigint,
    columns character varying(50)[] DEFAULT '{}'::character varying(50)[] NOT NULL,
    CONSTRAINT view_of_a_team CHECK (((NOT ((audience)::text = 'team'::text)) OR (team_id IS NOT NULL)))
);
ALTER TABLE public.search_view ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_viewcount (
    id bigint NOT NULL,
    count integer NOT NULL,
    inbox_id bigint,
    user_id bigint,
    view_id bigint NOT NULL,
    CONSTRAINT search_viewcount_count_check CHECK ((count >= 0))
);
ALTER TABLE public.search_viewcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_viewcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.snippets_click (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    score smallint NOT NULL,
    how character varying(12) NOT NULL,
    rating_id bigint NOT NULL,
    page_id bigint,
    CONSTRAINT snippets_click_score_check CHECK ((score >= 0))
);
ALTER TABLE public.snippets_click ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.snippets_click_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.snippets_outside (
    id bigint NOT NULL,
    visitor character varying(40) NOT NULL,
    score smallint NOT NULL,
    state character varying(10) NOT NULL,
    comment text NOT NULL,
    says character varying(320) NOT NULL,
    of_staff boolean NOT NULL,
    first_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    settle_at timestamp with time zone,
    told_at timestamp with time zone,
    customer_id bigint,
    user_id bigint NOT NULL,
    snippet_id bigint NOT NULL,
    CONSTRAINT snippets_outside_score_check CHECK ((score >= 0))
);
ALTER TABLE public.snippets_outside ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.snippets_outside_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.snippets_seen (
    id bigint NOT NULL,
    visitor character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    method character varying(8) NOT NULL,
    score smallint,
    is_trap boolean NOT NULL,
    is_prefetch boolean NOT NULL,
    is_staff boolean NOT NULL,
    snippet_id bigint NOT NULL,
    CONSTRAINT snippets_seen_score_check CHECK ((score >= 0))
);
ALTER TABLE public.snippets_seen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.snippets_seen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.snippets_snippet (
    id bigint NOT NULL,
    seed character varying(32) NOT NULL,
    token_digest character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE public.snippets_snippet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.snippets_snippet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);
ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);
ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_answer (
    id bigint NOT NULL,
    number smallint NOT NULL,
    state character varying(10) NOT NULL,
    comment text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    settle_at timestamp with time zone,
    told_at timestamp with time zone,
    asking_id bigint NOT NULL,
    CONSTRAINT surveys_answer_number_check CHECK ((number >= 0))
);
ALTER TABLE public.surveys_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.surveys_asking ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_asking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_opened (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    method character varying(8) NOT NULL,
    number smallint,
    is_trap boolean NOT NULL,
    is_prefetch boolean NOT NULL,
    is_staff boolean NOT NULL,
    network character varying(50) NOT NULL,
    client character varying(16) NOT NULL,
    asking_id bigint NOT NULL,
    CONSTRAINT surveys_opened_number_check CHECK ((number >= 0))
);
ALTER TABLE public.surveys_opened ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_opened_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_optout (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    how character varying(12) NOT NULL,
    customer_id bigint NOT NULL,
    ended_at timestamp with time zone,
    ended_by_id bigint,
    why character varying(300) NOT NULL,
    CONSTRAINT let_in_for_a_reason CHECK (((ended_at IS NULL) OR (NOT ((why)::text = ''::text))))
);
ALTER TABLE public.surveys_optout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_optout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_said (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    number smallint NOT NULL,
    how character varying(12) NOT NULL,
    comment text NOT NULL,
    network character varying(50) NOT NULL,
    client character varying(16) NOT NULL,
    asking_id bigint NOT NULL,
    page_id bigint,
    CONSTRAINT surveys_said_number_check CHECK ((number >= 0))
);
ALTER TABLE public.surveys_said ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_said_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_survey (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    way character varying(8) NOT NULL,
    after_days smallint NOT NULL,
    every_days smallint NOT NULL,
    share smallint NOT NULL,
    seed character varying(32) NOT NULL,
    words jsonb NOT NULL,
    is_on boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    inbox_id bigint,
    CONSTRAINT surveys_survey_after_days_check CHECK ((after_days >= 0)),
    CONSTRAINT surveys_survey_every_days_check CHECK ((every_days >= 0)),
    CONSTRAINT surveys_survey_share_check CHECK ((share >= 0))
);
ALTER TABLE public.surveys_survey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_survey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_surveychange (
    id bigint NOT NULL,
    survey_id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    day date NOT NULL,
    part character varying(8) NOT NULL,
    what character varying(12) NOT NULL,
    n integer NOT NULL
);
ALTER TABLE public.surveys_surveychange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_surveychange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.surveys_surveyday (
    id bigint NOT NULL,
    survey_id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    day date NOT NULL,
    part character varying(8) NOT NULL,
    what character varying(12) NOT NULL,
    n integer NOT NULL
);
ALTER TABLE public.surveys_surveyday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.surveys_surveyday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_apitoken (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    token_digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL,
    scope character varying(8) DEFAULT 'write'::character varying NOT NULL
);
ALTER TABLE public.team_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_businesshours (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    zone character varying(64) NOT NULL,
    week jsonb NOT NULL,
    closed jsonb NOT NULL
);
ALTER TABLE public.team_businesshours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_businesshours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_invitation (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(12) NOT NULL,
    capacity smallint,
    token_digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    invited_by_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT team_invitation_capacity_check CHECK ((capacity >= 0))
);
ALTER TABLE public.team_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_invitation_teams (
    id bigint NOT NULL,
    invitation_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE public.team_invitation_teams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_invitation_teams_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_loginlink (
    id bigint NOT NULL,
    token_digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE public.team_loginlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_loginlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_signedin (
    id bigint NOT NULL,
    session_key character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    address character varying(45) NOT NULL,
    browser character varying(200) NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.team_signedin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_signedin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_team (
    id bigint NOT NULL,
    name character varying(80) NOT NULL
);
ALTER TABLE public.team_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    signature text NOT NULL,
    on_duty boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    capacity smallint,
    after_sending character varying(8) DEFAULT 'stay'::character varying NOT NULL,
    undo_seconds smallint DEFAULT 10 NOT NULL,
    keys jsonb NOT NULL,
    language character varying(10) NOT NULL,
    newest_first boolean NOT NULL,
    theme character varying(5) NOT NULL,
    time_zone character varying(64) NOT NULL,
    session_salt character varying(32) DEFAULT ''::character varying NOT NULL,
    skills character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    CONSTRAINT team_user_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT team_user_undo_seconds_check CHECK ((undo_seconds >= 0))
);
ALTER TABLE public.team_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.team_user_teams (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE public.team_user_teams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.team_user_teams_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.triage_placement (
    conversation_id bigint NOT NULL,
    waiting boolean NOT NULL,
    rank_key timestamp with time zone NOT NULL,
    why jsonb NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    inbox_id bigint NOT NULL,
    assignee_id bigint
);
CREATE TABLE public.webhooks_delivery (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    event character varying(40) NOT NULL,
    body text NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    attempts jsonb NOT NULL,
    endpoint_id bigint NOT NULL,
    CONSTRAINT webhooks_delivery_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.webhooks_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.webhooks_endpoint (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    url character varying(500) NOT NULL,
    events jsonb NOT NULL,
    sealed_secret text NOT NULL,
    sealed_old_secret text NOT NULL,
    old_secret_until timestamp with time zone,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    switched_off_why character varying(300) NOT NULL,
    owner_id bigint NOT NULL
);
ALTER TABLE public.webhooks_endpoint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_endpoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.writing_draft (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    token character varying(64) NOT NULL,
    spent jsonb NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    people jsonb NOT NULL,
    promise_at character varying(40) NOT NULL,
    promise_text character varying(300) NOT NULL,
    originals jsonb NOT NULL,
    saved_reply bigint,
    seen bigint NOT NULL,
    version integer NOT NULL,
    spare jsonb NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    send_at timestamp with time zone,
    "then" character varying(8) NOT NULL,
    author_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    forwards_id bigint,
    CONSTRAINT writing_draft_version_check CHECK ((version >= 0))
);
ALTER TABLE public.writing_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.writing_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.writing_draftfile (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(160) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    blob character varying(80) NOT NULL,
    inline boolean NOT NULL,
    draft_id bigint NOT NULL,
    CONSTRAINT writing_draftfile_size_check CHECK ((size >= 0))
);
ALTER TABLE public.writing_draftfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.writing_draftfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE UNLOGGED TABLE public.writing_presence (
    id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    typed_at timestamp with time zone,
    conversation_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.writing_presence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.writing_presence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.writing_signature (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    html text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    inbox_id bigint,
    user_id bigint
);
ALTER TABLE public.writing_signature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.writing_signature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
INSERT INTO public.auth_permission VALUES
	(1, 'Can add permission', 1, 'add_permission'),
	(2, 'Can change permission', 1, 'change_permission'),
	(3, 'Can delete permission', 1, 'delete_permission'),
	(4, 'Can view permission', 1, 'view_permission'),
	(5, 'Can add group', 2, 'add_group'),
	(6, 'Can change group', 2, 'change_group'),
	(7, 'Can delete group', 2, 'delete_group'),
	(8, 'Can view group', 2, 'view_group'),
	(9, 'Can add content type', 3, 'add_contenttype'),
	(10, 'Can change content type', 3, 'change_contenttype'),
	(11, 'Can delete content type', 3, 'delete_contenttype'),
	(12, 'Can view content type', 3, 'view_contenttype'),
	(13, 'Can add session', 4, 'add_session'),
	(14, 'Can change session', 4, 'change_session'),
	(15, 'Can delete session', 4, 'delete_session'),
	(16, 'Can view session', 4, 'view_session'),
	(17, 'Can add attempt', 5, 'add_attempt'),
	(18, 'Can change attempt', 5, 'change_attempt'),
	(19, 'Can delete attempt', 5, 'delete_attempt'),
	(20, 'Can view attempt', 5, 'view_attempt'),
	(21, 'Can add event', 6, 'add_event'),
	(22, 'Can change event', 6, 'change_event'),
	(23, 'Can delete event', 6, 'delete_event'),
	(24, 'Can view event', 6, 'view_event'),
	(25, 'Can add idempotent answer', 7, 'add_idempotentanswer'),
	(26, 'Can change idempotent answer', 7, 'change_idempotentanswer'),
	(27, 'Can delete idempotent answer', 7, 'delete_idempotentanswer'),
	(28, 'Can view idempotent answer', 7, 'view_idempotentanswer'),
	(29, 'Can add fact', 8, 'add_fact'),
	(30, 'Can change fact', 8, 'change_fact'),
	(31, 'Can delete fact', 8, 'delete_fact'),
	(32, 'Can view fact', 8, 'view_fact'),
	(33, 'Can add audit entry', 9, 'add_auditentry'),
	(34, 'Can change audit entry', 9, 'change_auditentry'),
	(35, 'Can delete audit entry', 9, 'delete_auditentry'),
	(36, 'Can view audit entry', 9, 'view_auditentry'),
	(37, 'Can add user', 10, 'add_user'),
	(38, 'Can change user', 10, 'change_user'),
	(39, 'Can delete user', 10, 'delete_user'),
	(40, 'Can view user', 10, 'view_user'),
	(41, 'Can add team', 11, 'add_team'),
	(42, 'Can change team', 11, 'change_team'),
	(43, 'Can delete team', 11, 'delete_team'),
	(44, 'Can view team', 11, 'view_team'),
	(45, 'Can add api token', 12, 'add_apitoken'),
	(46, 'Can change api token', 12, 'change_apitoken'),
	(47, 'Can delete api token', 12, 'delete_apitoken'),
	(48, 'Can view api token', 12, 'view_apitoken'),
	(49, 'Can add login link', 13, 'add_loginlink'),
	(50, 'Can change login link', 13, 'change_loginlink'),
	(51, 'Can delete login link', 13, 'delete_loginlink'),
	(52, 'Can view login link', 13, 'view_loginlink'),
	(53, 'Can add signed in', 14, 'add_signedin'),
	(54, 'Can change signed in', 14, 'change_signedin'),
	(55, 'Can delete signed in', 14, 'delete_signedin'),
	(56, 'Can view signed in', 14, 'view_signedin'),
	(57, 'Can add business hours', 15, 'add_businesshours'),
	(58, 'Can change business hours', 15, 'change_businesshours'),
	(59, 'Can delete business hours', 15, 'delete_businesshours'),
	(60, 'Can view business hours', 15, 'view_businesshours'),
	(61, 'Can add invitation', 16, 'add_invitation'),
	(62, 'Can change invitation', 16, 'change_invitation'),
	(63, 'Can delete invitation', 16, 'delete_invitation'),
	(64, 'Can view invitation', 16, 'view_invitation'),
	(65, 'Can add organization', 17, 'add_organization'),
	(66, 'Can change organization', 17, 'change_organization'),
	(67, 'Can delete organization', 17, 'delete_organization'),
	(68, 'Can view organization', 17, 'view_organization'),
	(69, 'Can add customer', 18, 'add_customer'),
	(70, 'Can change customer', 18, 'change_customer'),
	(71, 'Can delete customer', 18, 'delete_customer'),
	(72, 'Can view customer', 18, 'view_customer'),
	(73, 'Can add identity', 19, 'add_identity'),
	(74, 'Can change identity', 19, 'change_identity'),
	(75, 'Can delete identity', 19, 'delete_identity'),
	(76, 'Can view identity', 19, 'view_identity'),
	(77, 'Can add merge', 20, 'add_merge'),
	(78, 'Can change merge', 20, 'change_merge'),
	(79, 'Can delete merge', 20, 'delete_merge'),
	(80, 'Can view merge', 20, 'view_merge'),
	(81, 'Can add visit', 21, 'add_visit'),
	(82, 'Can change visit', 21, 'change_visit'),
	(83, 'Can delete visit', 21, 'delete_visit'),
	(84, 'Can view visit', 21, 'view_visit'),
	(85, 'Can add domain', 22, 'add_domain'),
	(86, 'Can change domain', 22, 'change_domain'),
	(87, 'Can delete domain', 22, 'delete_domain'),
	(88, 'Can view domain', 22, 'view_domain'),
	(89, 'Can add organization merge', 23, 'add_organizationmerge'),
	(90, 'Can change organization merge', 23, 'change_organizationmerge'),
	(91, 'Can delete organization merge', 23, 'delete_organizationmerge'),
	(92, 'Can view organization merge', 23, 'view_organizationmerge'),
	(93, 'Can add alert', 24, 'add_alert'),
	(94, 'Can change alert', 24, 'change_alert'),
	(95, 'Can delete alert', 24, 'delete_alert'),
	(96, 'Can view alert', 24, 'view_alert'),
	(97, 'Can add preference', 25, 'add_preference'),
	(98, 'Can change preference', 25, 'change_preference'),
	(99, 'Can delete preference', 25, 'delete_preference'),
	(100, 'Can view preference', 25, 'view_preference'),
	(101, 'Can add device', 26, 'add_device'),
	(102, 'Can change device', 26, 'change_device'),
	(103, 'Can delete device', 26, 'delete_device'),
	(104, 'Can view device', 26, 'view_device'),
	(105, 'Can add push', 27, 'add_push'),
	(106, 'Can change push', 27, 'change_push'),
	(107, 'Can delete push', 27, 'delete_push'),
	(108, 'Can view push', 27, 'view_push'),
	(109, 'Can add route', 28, 'add_route'),
	(110, 'Can change route', 28, 'change_route'),
	(111, 'Can delete route', 28, 'delete_route'),
	(112, 'Can view route', 28, 'view_route'),
	(113, 'Can add rung', 29, 'add_rung'),
	(114, 'Can change rung', 29, 'change_rung'),
	(115, 'Can delete rung', 29, 'delete_rung'),
	(116, 'Can view rung', 29, 'view_rung'),
	(117, 'Can add post', 30, 'add_post'),
	(118, 'Can change post', 30, 'change_post'),
	(119, 'Can delete post', 30, 'delete_post'),
	(120, 'Can view post', 30, 'view_post'),
	(121, 'Can add touch', 31, 'add_touch'),
	(122, 'Can change touch', 31, 'change_touch'),
	(123, 'Can delete touch', 31, 'delete_touch'),
	(124, 'Can view touch', 31, 'view_touch'),
	(125, 'Can add conversation type', 32, 'add_conversationtype'),
	(126, 'Can change conversation type', 32, 'change_conversationtype'),
	(127, 'Can delete conversation type', 32, 'delete_conversationtype'),
	(128, 'Can view conversation type', 32, 'view_conversationtype'),
	(129, 'Can add field', 33, 'add_field'),
	(130, 'Can change field', 33, 'change_field'),
	(131, 'Can delete field', 33, 'delete_field'),
	(132, 'Can view field', 33, 'view_field'),
	(133, 'Can add tag', 34, 'add_tag'),
	(134, 'Can change tag', 34, 'change_tag'),
	(135, 'Can delete tag', 34, 'delete_tag'),
	(136, 'Can view tag', 34, 'view_tag'),
	(137, 'Can add custom status', 35, 'add_customstatus'),
	(138, 'Can change custom status', 35, 'change_customstatus'),
	(139, 'Can delete custom status', 35, 'delete_customstatus'),
	(140, 'Can view custom status', 35, 'view_customstatus'),
	(141, 'Can add endpoint', 36, 'add_endpoint'),
	(142, 'Can change endpoint', 36, 'change_endpoint'),
	(143, 'Can delete endpoint', 36, 'delete_endpoint'),
	(144, 'Can view endpoint', 36, 'view_endpoint'),
	(145, 'Can add delivery', 37, 'add_delivery'),
	(146, 'Can change delivery', 37, 'change_delivery'),
	(147, 'Can delete delivery', 37, 'delete_delivery'),
	(148, 'Can view delivery', 37, 'view_delivery'),
	(149, 'Can add inbox', 38, 'add_inbox'),
	(150, 'Can change inbox', 38, 'change_inbox'),
	(151, 'Can delete inbox', 38, 'delete_inbox'),
	(152, 'Can view inbox', 38, 'view_inbox'),
	(153, 'Can add conversation', 39, 'add_conversation'),
	(154, 'Can change conversation', 39, 'change_conversation'),
	(155, 'Can delete conversation', 39, 'delete_conversation'),
	(156, 'Can view conversation', 39, 'view_conversation'),
	(157, 'Can add message', 40, 'add_message'),
	(158, 'Can change message', 40, 'change_message'),
	(159, 'Can delete message', 40, 'delete_message'),
	(160, 'Can view message', 40, 'view_message'),
	(161, 'Can add attachment', 41, 'add_attachment'),
	(162, 'Can change attachment', 41, 'change_attachment'),
	(163, 'Can delete attachment', 41, 'delete_attachment'),
	(164, 'Can view attachment', 41, 'view_attachment'),
	(165, 'Can add participant', 42, 'add_participant'),
	(166, 'Can change participant', 42, 'change_participant'),
	(167, 'Can delete participant', 42, 'delete_participant'),
	(168, 'Can view participant', 42, 'view_participant'),
	(169, 'Can add link', 43, 'add_link'),
	(170, 'Can change link', 43, 'change_link'),
	(171, 'Can delete link', 43, 'delete_link'),
	(172, 'Can view link', 43, 'view_link'),
	(173, 'Can add turn', 44, 'add_turn'),
	(174, 'Can change turn', 44, 'change_turn'),
	(175, 'Can delete turn', 44, 'delete_turn'),
	(176, 'Can view turn', 44, 'view_turn'),
	(177, 'Can add tally', 45, 'add_tally'),
	(178, 'Can change tally', 45, 'change_tally'),
	(179, 'Can delete tally', 45, 'delete_tally'),
	(180, 'Can view tally', 45, 'view_tally'),
	(181, 'Can add ask', 46, 'add_ask'),
	(182, 'Can change ask', 46, 'change_ask'),
	(183, 'Can delete ask', 46, 'delete_ask'),
	(184, 'Can view ask', 46, 'view_ask'),
	(185, 'Can add follower', 47, 'add_follower'),
	(186, 'Can change follower', 47, 'change_follower'),
	(187, 'Can delete follower', 47, 'delete_follower'),
	(188, 'Can view follower', 47, 'view_follower'),
	(189, 'Can add mail account', 48, 'add_mailaccount'),
	(190, 'Can change mail account', 48, 'change_mailaccount'),
	(191, 'Can delete mail account', 48, 'delete_mailaccount'),
	(192, 'Can view mail account', 48, 'view_mailaccount'),
	(193, 'Can add outbound mail', 49, 'add_outboundmail'),
	(194, 'Can change outbound mail', 49, 'change_outboundmail'),
	(195, 'Can delete outbound mail', 49, 'delete_outboundmail'),
	(196, 'Can view outbound mail', 49, 'view_outboundmail'),
	(197, 'Can add raw mail', 50, 'add_rawmail'),
	(198, 'Can change raw mail', 50, 'change_rawmail'),
	(199, 'Can delete raw mail', 50, 'delete_rawmail'),
	(200, 'Can view raw mail', 50, 'view_rawmail'),
	(201, 'Can add dkim key', 51, 'add_dkimkey'),
	(202, 'Can change dkim key', 51, 'change_dkimkey'),
	(203, 'Can delete dkim key', 51, 'delete_dkimkey'),
	(204, 'Can view dkim key', 51, 'view_dkimkey'),
	(205, 'Can add mail server', 52, 'add_mailserver'),
	(206, 'Can change mail server', 52, 'change_mailserver'),
	(207, 'Can delete mail server', 52, 'delete_mailserver'),
	(208, 'Can view mail server', 52, 'view_mailserver'),
	(209, 'Can add server copy', 53, 'add_servercopy'),
	(210, 'Can change server copy', 53, 'change_servercopy'),
	(211, 'Can delete server copy', 53, 'delete_servercopy'),
	(212, 'Can view server copy', 53, 'view_servercopy'),
	(213, 'Can add draft', 54, 'add_draft'),
	(214, 'Can change draft', 54, 'change_draft'),
	(215, 'Can delete draft', 54, 'delete_draft'),
	(216, 'Can view draft', 54, 'view_draft'),
	(217, 'Can add draft file', 55, 'add_draftfile'),
	(218, 'Can change draft file', 55, 'change_draftfile'),
	(219, 'Can delete draft file', 55, 'delete_draftfile'),
	(220, 'Can view draft file', 55, 'view_draftfile'),
	(221, 'Can add presence', 56, 'add_presence'),
	(222, 'Can change presence', 56, 'change_presence'),
	(223, 'Can delete presence', 56, 'delete_presence'),
	(224, 'Can view presence', 56, 'view_presence'),
	(225, 'Can add signature', 57, 'add_signature'),
	(226, 'Can change signature', 57, 'change_signature'),
	(227, 'Can delete signature', 57, 'delete_signature'),
	(228, 'Can view signature', 57, 'view_signature'),
	(229, 'Can add saved reply', 58, 'add_savedreply'),
	(230, 'Can change saved reply', 58, 'change_savedreply'),
	(231, 'Can delete saved reply', 58, 'delete_savedreply'),
	(232, 'Can view saved reply', 58, 'view_savedreply'),
	(233, 'Can add saved reply use', 59, 'add_savedreplyuse'),
	(234, 'Can change saved reply use', 59, 'change_savedreplyuse'),
	(235, 'Can delete saved reply use', 59, 'delete_savedreplyuse'),
	(236, 'Can view saved reply use', 59, 'view_savedreplyuse'),
	(237, 'Can add emptied', 60, 'add_emptied'),
	(238, 'Can change emptied', 60, 'change_emptied'),
	(239, 'Can delete emptied', 60, 'delete_emptied'),
	(240, 'Can view emptied', 60, 'view_emptied'),
	(241, 'Can add keep', 61, 'add_keep'),
	(242, 'Can change keep', 61, 'change_keep'),
	(243, 'Can delete keep', 61, 'delete_keep'),
	(244, 'Can view keep', 61, 'view_keep'),
	(245, 'Can add rule', 62, 'add_rule'),
	(246, 'Can change rule', 62, 'change_rule'),
	(247, 'Can delete rule', 62, 'delete_rule'),
	(248, 'Can view rule', 62, 'view_rule'),
	(249, 'Can add rating invite', 63, 'add_ratinginvite'),
	(250, 'Can change rating invite', 63, 'change_ratinginvite'),
	(251, 'Can delete rating invite', 63, 'delete_ratinginvite'),
	(252, 'Can view rating invite', 63, 'view_ratinginvite'),
	(253, 'Can add rating', 64, 'add_rating'),
	(254, 'Can change rating', 64, 'change_rating'),
	(255, 'Can delete rating', 64, 'delete_rating'),
	(256, 'Can view rating', 64, 'view_rating'),
	(257, 'Can add observation', 65, 'add_observation'),
	(258, 'Can change observation', 65, 'change_observation'),
	(259, 'Can delete observation', 65, 'delete_observation'),
	(260, 'Can view observation', 65, 'view_observation'),
	(261, 'Can add vote', 66, 'add_vote'),
	(262, 'Can change vote', 66, 'change_vote'),
	(263, 'Can delete vote', 66, 'delete_vote'),
	(264, 'Can view vote', 66, 'view_vote'),
	(265, 'Can add scale', 67, 'add_scale'),
	(266, 'Can change scale', 67, 'change_scale'),
	(267, 'Can delete scale', 67, 'delete_scale'),
	(268, 'Can view scale', 67, 'view_scale'),
	(269, 'Can add fixed', 68, 'add_fixed'),
	(270, 'Can change fixed', 68, 'change_fixed'),
	(271, 'Can delete fixed', 68, 'delete_fixed'),
	(272, 'Can view fixed', 68, 'view_fixed'),
	(273, 'Can add quote', 69, 'add_quote'),
	(274, 'Can change quote', 69, 'change_quote'),
	(275, 'Can delete quote', 69, 'delete_quote'),
	(276, 'Can view quote', 69, 'view_quote'),
	(277, 'Can add asking', 70, 'add_asking'),
	(278, 'Can change asking', 70, 'change_asking'),
	(279, 'Can delete asking', 70, 'delete_asking'),
	(280, 'Can view asking', 70, 'view_asking'),
	(281, 'Can add opened', 71, 'add_opened'),
	(282, 'Can change opened', 71, 'change_opened'),
	(283, 'Can delete opened', 71, 'delete_opened'),
	(284, 'Can view opened', 71, 'view_opened'),
	(285, 'Can add opt out', 72, 'add_optout'),
	(286, 'Can change opt out', 72, 'change_optout'),
	(287, 'Can delete opt out', 72, 'delete_optout'),
	(288, 'Can view opt out', 72, 'view_optout'),
	(289, 'Can add said', 73, 'add_said'),
	(290, 'Can change said', 73, 'change_said'),
	(291, 'Can delete said', 73, 'delete_said'),
	(292, 'Can view said', 73, 'view_said'),
	(293, 'Can add survey', 74, 'add_survey'),
	(294, 'Can change survey', 74, 'change_survey'),
	(295, 'Can delete survey', 74, 'delete_survey'),
	(296, 'Can view survey', 74, 'view_survey'),
	(297, 'Can add answer', 75, 'add_answer'),
	(298, 'Can change answer', 75, 'change_answer'),
	(299, 'Can delete answer', 75, 'delete_answer'),
	(300, 'Can view answer', 75, 'view_answer'),
	(301, 'Can add survey change', 76, 'add_surveychange'),
	(302, 'Can change survey change', 76, 'change_surveychange'),
	(303, 'Can delete survey change', 76, 'delete_surveychange'),
	(304, 'Can view survey change', 76, 'view_surveychange'),
	(305, 'Can add survey day', 77, 'add_surveyday'),
	(306, 'Can change survey day', 77, 'change_surveyday'),
	(307, 'Can delete survey day', 77, 'delete_surveyday'),
	(308, 'Can view survey day', 77, 'view_surveyday'),
	(309, 'Can add seen', 78, 'add_seen'),
	(310, 'Can change seen', 78, 'change_seen'),
	(311, 'Can delete seen', 78, 'delete_seen'),
	(312, 'Can view seen', 78, 'view_seen'),
	(313, 'Can add outside', 79, 'add_outside'),
	(314, 'Can change outside', 79, 'change_outside'),
	(315, 'Can delete outside', 79, 'delete_outside'),
	(316, 'Can view outside', 79, 'view_outside'),
	(317, 'Can add click', 80, 'add_click'),
	(318, 'Can change click', 80, 'change_click'),
	(319, 'Can delete click', 80, 'delete_click'),
	(320, 'Can view click', 80, 'view_click'),
	(321, 'Can add snippet', 81, 'add_snippet'),
	(322, 'Can change snippet', 81, 'change_snippet'),
	(323, 'Can delete snippet', 81, 'delete_snippet'),
	(324, 'Can view snippet', 81, 'view_snippet'),
	(325, 'Can add campaign', 82, 'add_campaign'),
	(326, 'Can change campaign', 82, 'change_campaign'),
	(327, 'Can delete campaign', 82, 'delete_campaign'),
	(328, 'Can view campaign', 82, 'view_campaign'),
	(329, 'Can add outreach', 83, 'add_outreach'),
	(330, 'Can change outreach', 83, 'change_outreach'),
	(331, 'Can delete outreach', 83, 'delete_outreach'),
	(332, 'Can view outreach', 83, 'view_outreach'),
	(333, 'Can add change', 84, 'add_change'),
	(334, 'Can change change', 84, 'change_change'),
	(335, 'Can delete change', 84, 'delete_change'),
	(336, 'Can view change', 84, 'view_change'),
	(337, 'Can add step', 85, 'add_step'),
	(338, 'Can change step', 85, 'change_step'),
	(339, 'Can delete step', 85, 'delete_step'),
	(340, 'Can view step', 85, 'view_step'),
	(341, 'Can add promise', 86, 'add_promise'),
	(342, 'Can change promise', 86, 'change_promise'),
	(343, 'Can delete promise', 86, 'delete_promise'),
	(344, 'Can view promise', 86, 'view_promise'),
	(345, 'Can add rule', 87, 'add_rule'),
	(346, 'Can change rule', 87, 'change_rule'),
	(347, 'Can delete rule', 87, 'delete_rule'),
	(348, 'Can view rule', 87, 'view_rule'),
	(349, 'Can add rule run', 88, 'add_rulerun'),
	(350, 'Can change rule run', 88, 'change_rulerun'),
	(351, 'Can delete rule run', 88, 'delete_rulerun'),
	(352, 'Can view rule run', 88, 'view_rulerun'),
	(353, 'Can add recovery', 89, 'add_recovery'),
	(354, 'Can change recovery', 89, 'change_recovery'),
	(355, 'Can delete recovery', 89, 'delete_recovery'),
	(356, 'Can view recovery', 89, 'view_recovery'),
	(357, 'Can add reask', 90, 'add_reask'),
	(358, 'Can change reask', 90, 'change_reask'),
	(359, 'Can delete reask', 90, 'delete_reask'),
	(360, 'Can view reask', 90, 'view_reask'),
	(361, 'Can add step', 91, 'add_step'),
	(362, 'Can change step', 91, 'change_step'),
	(363, 'Can delete step', 91, 'delete_step'),
	(364, 'Can view step', 91, 'view_step'),
	(365, 'Can add trigger', 92, 'add_trigger'),
	(366, 'Can change trigger', 92, 'change_trigger'),
	(367, 'Can delete trigger', 92, 'delete_trigger'),
	(368, 'Can view trigger', 92, 'view_trigger'),
	(369, 'Can add cause', 93, 'add_cause'),
	(370, 'Can change cause', 93, 'change_cause'),
	(371, 'Can delete cause', 93, 'delete_cause'),
	(372, 'Can view cause', 93, 'view_cause'),
	(373, 'Can add concern', 94, 'add_concern'),
	(374, 'Can change concern', 94, 'change_concern'),
	(375, 'Can delete concern', 94, 'delete_concern'),
	(376, 'Can view concern', 94, 'view_concern'),
	(377, 'Can add goodwill', 95, 'add_goodwill'),
	(378, 'Can change goodwill', 95, 'change_goodwill'),
	(379, 'Can delete goodwill', 95, 'delete_goodwill'),
	(380, 'Can view goodwill', 95, 'view_goodwill'),
	(381, 'Can add prevention', 96, 'add_prevention'),
	(382, 'Can change prevention', 96, 'change_prevention'),
	(383, 'Can delete prevention', 96, 'delete_prevention'),
	(384, 'Can view prevention', 96, 'view_prevention'),
	(385, 'Can add complaint', 97, 'add_complaint'),
	(386, 'Can change complaint', 97, 'change_complaint'),
	(387, 'Can delete complaint', 97, 'delete_complaint'),
	(388, 'Can view complaint', 97, 'view_complaint'),
	(389, 'Can add tone rule', 98, 'add_tonerule'),
	(390, 'Can change tone rule', 98, 'change_tonerule'),
	(391, 'Can delete tone rule', 98, 'delete_tonerule'),
	(392, 'Can view tone rule', 98, 'view_tonerule'),
	(393, 'Can add tone phrase', 99, 'add_tonephrase'),
	(394, 'Can change tone phrase', 99, 'change_tonephrase'),
	(395, 'Can delete tone phrase', 99, 'delete_tonephrase'),
	(396, 'Can view tone phrase', 99, 'view_tonephrase'),
	(397, 'Can add answer', 100, 'add_answer'),
	(398, 'Can change answer', 100, 'change_answer'),
	(399, 'Can delete answer', 100, 'delete_answer'),
	(400, 'Can view answer', 100, 'view_answer'),
	(401, 'Can add question', 101, 'add_question'),
	(402, 'Can change question', 101, 'change_question'),
	(403, 'Can delete question', 101, 'delete_question'),
	(404, 'Can view question', 101, 'view_question'),
	(405, 'Can add thanks', 102, 'add_thanks'),
	(406, 'Can change thanks', 102, 'change_thanks'),
	(407, 'Can delete thanks', 102, 'delete_thanks'),
	(408, 'Can view thanks', 102, 'view_thanks'),
	(409, 'Can add case', 103, 'add_case'),
	(410, 'Can change case', 103, 'change_case'),
	(411, 'Can delete case', 103, 'delete_case'),
	(412, 'Can view case', 103, 'view_case'),
	(413, 'Can add digest', 104, 'add_digest'),
	(414, 'Can change digest', 104, 'change_digest'),
	(415, 'Can delete digest', 104, 'delete_digest'),
	(416, 'Can view digest', 104, 'view_digest'),
	(417, 'Can add public place', 105, 'add_publicplace'),
	(418, 'Can change public place', 105, 'change_publicplace'),
	(419, 'Can delete public place', 105, 'delete_publicplace'),
	(420, 'Can view public place', 105, 'view_publicplace'),
	(421, 'Can add reason', 106, 'add_reason'),
	(422, 'Can change reason', 106, 'change_reason'),
	(423, 'Can delete reason', 106, 'delete_reason'),
	(424, 'Can view reason', 106, 'view_reason'),
	(425, 'Can add unwanted', 107, 'add_unwanted'),
	(426, 'Can change unwanted', 107, 'change_unwanted'),
	(427, 'Can delete unwanted', 107, 'delete_unwanted'),
	(428, 'Can view unwanted', 107, 'view_unwanted'),
	(429, 'Can add copy', 108, 'add_copy'),
	(430, 'Can change copy', 108, 'change_copy'),
	(431, 'Can delete copy', 108, 'delete_copy'),
	(432, 'Can view copy', 108, 'view_copy'),
	(433, 'Can add item', 109, 'add_item'),
	(434, 'Can change item', 109, 'change_item'),
	(435, 'Can delete item', 109, 'delete_item'),
	(436, 'Can view item', 109, 'view_item'),
	(437, 'Can add given', 110, 'add_given'),
	(438, 'Can change given', 110, 'change_given'),
	(439, 'Can delete given', 110, 'delete_given'),
	(440, 'Can view given', 110, 'view_given'),
	(441, 'Can add heard', 111, 'add_heard'),
	(442, 'Can change heard', 111, 'change_heard'),
	(443, 'Can delete heard', 111, 'delete_heard'),
	(444, 'Can view heard', 111, 'view_heard'),
	(445, 'Can add placement', 112, 'add_placement'),
	(446, 'Can change placement', 112, 'change_placement'),
	(447, 'Can delete placement', 112, 'delete_placement'),
	(448, 'Can view placement', 112, 'view_placement'),
	(449, 'Can add document', 113, 'add_document'),
	(450, 'Can change document', 113, 'change_document'),
	(451, 'Can delete document', 113, 'delete_document'),
	(452, 'Can view document', 113, 'view_document'),
	(453, 'Can add person', 114, 'add_person'),
	(454, 'Can change person', 114, 'change_person'),
	(455, 'Can delete person', 114, 'delete_person'),
	(456, 'Can view person', 114, 'view_person'),
	(457, 'Can add view', 115, 'add_view'),
	(458, 'Can change view', 115, 'change_view'),
	(459, 'Can delete view', 115, 'delete_view'),
	(460, 'Can view view', 115, 'view_view'),
	(461, 'Can add view count', 116, 'add_viewcount'),
	(462, 'Can change view count', 116, 'change_viewcount'),
	(463, 'Can delete view count', 116, 'delete_viewcount'),
	(464, 'Can view view count', 116, 'view_viewcount'),
	(465, 'Can add rating change', 117, 'add_ratingchange'),
	(466, 'Can change rating change', 117, 'change_ratingchange'),
	(467, 'Can delete rating change', 117, 'delete_ratingchange'),
	(468, 'Can view rating change', 117, 'view_ratingchange'),
	(469, 'Can add rating day', 118, 'add_ratingday'),
	(470, 'Can change rating day', 118, 'change_ratingday'),
	(471, 'Can delete rating day', 118, 'delete_ratingday'),
	(472, 'Can view rating day', 118, 'view_ratingday'),
	(473, 'Can add rating mix', 119, 'add_ratingmix'),
	(474, 'Can change rating mix', 119, 'change_ratingmix'),
	(475, 'Can delete rating mix', 119, 'delete_ratingmix'),
	(476, 'Can view rating mix', 119, 'view_ratingmix'),
	(477, 'Can add rating week', 120, 'add_ratingweek'),
	(478, 'Can change rating week', 120, 'change_ratingweek'),
	(479, 'Can delete rating week', 120, 'delete_ratingweek'),
	(480, 'Can view rating week', 120, 'view_ratingweek'),
	(481, 'Can add sample', 121, 'add_sample'),
	(482, 'Can change sample', 121, 'change_sample'),
	(483, 'Can delete sample', 121, 'delete_sample'),
	(484, 'Can view sample', 121, 'view_sample'),
	(485, 'Can add drawn', 122, 'add_drawn'),
	(486, 'Can change drawn', 122, 'change_drawn'),
	(487, 'Can delete drawn', 122, 'delete_drawn'),
	(488, 'Can view drawn', 122, 'view_drawn'),
	(489, 'Can add work due', 123, 'add_workdue'),
	(490, 'Can change work due', 123, 'change_workdue'),
	(491, 'Can delete work due', 123, 'delete_workdue'),
	(492, 'Can view work due', 123, 'view_workdue'),
	(493, 'Can add work', 124, 'add_work'),
	(494, 'Can change work', 124, 'change_work'),
	(495, 'Can delete work', 124, 'delete_work'),
	(496, 'Can view work', 124, 'view_work'),
	(497, 'Can add work day', 125, 'add_workday'),
	(498, 'Can change work day', 125, 'change_workday'),
	(499, 'Can delete work day', 125, 'delete_workday'),
	(500, 'Can view work day', 125, 'view_workday'),
	(501, 'Can add work spread', 126, 'add_workspread'),
	(502, 'Can change work spread', 126, 'change_workspread'),
	(503, 'Can delete work spread', 126, 'delete_workspread'),
	(504, 'Can view work spread', 126, 'view_workspread'),
	(505, 'Can add unhappy', 127, 'add_unhappy'),
	(506, 'Can change unhappy', 127, 'change_unhappy'),
	(507, 'Can delete unhappy', 127, 'delete_unhappy'),
	(508, 'Can view unhappy', 127, 'view_unhappy'),
	(509, 'Can add segment', 128, 'add_segment'),
	(510, 'Can change segment', 128, 'change_segment'),
	(511, 'Can delete segment', 128, 'delete_segment'),
	(512, 'Can view segment', 128, 'view_segment'),
	(513, 'Can add bad patch', 129, 'add_badpatch'),
	(514, 'Can change bad patch', 129, 'change_badpatch'),
	(515, 'Can delete bad patch', 129, 'delete_badpatch'),
	(516, 'Can view bad patch', 129, 'view_badpatch'),
	(517, 'Can add loss', 130, 'add_loss'),
	(518, 'Can change loss', 130, 'change_loss'),
	(519, 'Can delete loss', 130, 'delete_loss'),
	(520, 'Can view loss', 130, 'view_loss'),
	(521, 'Can add voice', 131, 'add_voice'),
	(522, 'Can change voice', 131, 'change_voice'),
	(523, 'Can delete voice', 131, 'delete_voice'),
	(524, 'Can view voice', 131, 'view_voice'),
	(525, 'Can add email address', 132, 'add_emailaddress'),
	(526, 'Can change email address', 132, 'change_emailaddress'),
	(527, 'Can delete email address', 132, 'delete_emailaddress'),
	(528, 'Can view email address', 132, 'view_emailaddress'),
	(529, 'Can add email confirmation', 133, 'add_emailconfirmation'),
	(530, 'Can change email confirmation', 133, 'change_emailconfirmation'),
	(531, 'Can delete email confirmation', 133, 'delete_emailconfirmation'),
	(532, 'Can view email confirmation', 133, 'view_emailconfirmation'),
	(533, 'Can add authenticator', 134, 'add_authenticator'),
	(534, 'Can change authenticator', 134, 'change_authenticator'),
	(535, 'Can delete authenticator', 134, 'delete_authenticator'),
	(536, 'Can view authenticator', 134, 'view_authenticator'),
	(537, 'Can add social account', 135, 'add_socialaccount'),
	(538, 'Can change social account', 135, 'change_socialaccount'),
	(539, 'Can delete social account', 135, 'delete_socialaccount'),
	(540, 'Can view social account', 135, 'view_socialaccount'),
	(541, 'Can add social application', 136, 'add_socialapp'),
	(542, 'Can change social application', 136, 'change_socialapp'),
	(543, 'Can delete social application', 136, 'delete_socialapp'),
	(544, 'Can view social application', 136, 'view_socialapp'),
	(545, 'Can add social application token', 137, 'add_socialtoken'),
	(546, 'Can change social application token', 137, 'change_socialtoken'),
	(547, 'Can delete social application token', 137, 'delete_socialtoken'),
	(548, 'Can view social application token', 137, 'view_socialtoken'),
	(549, 'Can add procrastinate event', 138, 'add_procrastinateevent'),
	(550, 'Can change procrastinate event', 138, 'change_procrastinateevent'),
	(551, 'Can delete procrastinate event', 138, 'delete_procrastinateevent'),
	(552, 'Can view procrastinate event', 138, 'view_procrastinateevent'),
	(553, 'Can add procrastinate job', 139, 'add_procrastinatejob'),
	(554, 'Can change procrastinate job', 139, 'change_procrastinatejob'),
	(555, 'Can delete procrastinate job', 139, 'delete_procrastinatejob'),
	(556, 'Can view procrastinate job', 139, 'view_procrastinatejob'),
	(557, 'Can add procrastinate periodic defer', 140, 'add_procrastinateperiodicdefer'),
	(558, 'Can change procrastinate periodic defer', 140, 'change_procrastinateperiodicdefer'),
	(559, 'Can delete procrastinate periodic defer', 140, 'delete_procrastinateperiodicdefer'),
	(560, 'Can view procrastinate periodic defer', 140, 'view_procrastinateperiodicdefer'),
	(561, 'Can add procrastinate worker', 141, 'add_procrastinateworker'),
	(562, 'Can change procrastinate worker', 141, 'change_procrastinateworker'),
	(563, 'Can delete procrastinate worker', 141, 'delete_procrastinateworker'),
	(564, 'Can view procrastinate worker', 141, 'view_procrastinateworker');
INSERT INTO public.django_content_type VALUES
	(1, 'auth', 'permission'),
	(2, 'auth', 'group'),
	(3, 'contenttypes', 'contenttype'),
	(4, 'sessions', 'session'),
	(5, 'platform', 'attempt'),
	(6, 'platform', 'event'),
	(7, 'platform', 'idempotentanswer'),
	(8, 'platform', 'fact'),
	(9, 'platform', 'auditentry'),
	(10, 'team', 'user'),
	(11, 'team', 'team'),
	(12, 'team', 'apitoken'),
	(13, 'team', 'loginlink'),
	(14, 'team', 'signedin'),
	(15, 'team', 'businesshours'),
	(16, 'team', 'invitation'),
	(17, 'customers', 'organization'),
	(18, 'customers', 'customer'),
	(19, 'customers', 'identity'),
	(20, 'customers', 'merge'),
	(21, 'customers', 'visit'),
	(22, 'customers', 'domain'),
	(23, 'customers', 'organizationmerge'),
	(24, 'alerts', 'alert'),
	(25, 'alerts', 'preference'),
	(26, 'alerts', 'device'),
	(27, 'alerts', 'push'),
	(28, 'alerts', 'route'),
	(29, 'alerts', 'rung'),
	(30, 'alerts', 'post'),
	(31, 'alerts', 'touch'),
	(32, 'labels', 'conversationtype'),
	(33, 'labels', 'field'),
	(34, 'labels', 'tag'),
	(35, 'labels', 'customstatus'),
	(36, 'webhooks', 'endpoint'),
	(37, 'webhooks', 'delivery'),
	(38, 'conversations', 'inbox'),
	(39, 'conversations', 'conversation'),
	(40, 'conversations', 'message'),
	(41, 'conversations', 'attachment'),
	(42, 'conversations', 'participant'),
	(43, 'conversations', 'link'),
	(44, 'conversations', 'turn'),
	(45, 'conversations', 'tally'),
	(46, 'conversations', 'ask'),
	(47, 'conversations', 'follower'),
	(48, 'email', 'mailaccount'),
	(49, 'email', 'outboundmail'),
	(50, 'email', 'rawmail'),
	(51, 'email', 'dkimkey'),
	(52, 'email', 'mailserver'),
	(53, 'email', 'servercopy'),
	(54, 'writing', 'draft'),
	(55, 'writing', 'draftfile'),
	(56, 'writing', 'presence'),
	(57, 'writing', 'signature'),
	(58, 'knowledge', 'savedreply'),
	(59, 'knowledge', 'savedreplyuse'),
	(60, 'retention', 'emptied'),
	(61, 'retention', 'keep'),
	(62, 'retention', 'rule'),
	(63, 'feedback', 'ratinginvite'),
	(64, 'feedback', 'rating'),
	(65, 'feedback', 'observation'),
	(66, 'feedback', 'vote'),
	(67, 'feedback', 'scale'),
	(68, 'feedback', 'fixed'),
	(69, 'feedback', 'quote'),
	(70, 'surveys', 'asking'),
	(71, 'surveys', 'opened'),
	(72, 'surveys', 'optout'),
	(73, 'surveys', 'said'),
	(74, 'surveys', 'survey'),
	(75, 'surveys', 'answer'),
	(76, 'surveys', 'surveychange'),
	(77, 'surveys', 'surveyday'),
	(78, 'snippets', 'seen'),
	(79, 'snippets', 'outside'),
	(80, 'snippets', 'click'),
	(81, 'snippets', 'snippet'),
	(82, 'campaigns', 'campaign'),
	(83, 'campaigns', 'outreach'),
	(84, 'changes', 'change'),
	(85, 'changes', 'step'),
	(86, 'promises', 'promise'),
	(87, 'automation', 'rule'),
	(88, 'automation', 'rulerun'),
	(89, 'recovery', 'recovery'),
	(90, 'recovery', 'reask'),
	(91, 'recovery', 'step'),
	(92, 'recovery', 'trigger'),
	(93, 'recovery', 'cause'),
	(94, 'recovery', 'concern'),
	(95, 'recovery', 'goodwill'),
	(96, 'recovery', 'prevention'),
	(97, 'recovery', 'complaint'),
	(98, 'coaching', 'tonerule'),
	(99, 'coaching', 'tonephrase'),
	(100, 'coaching', 'answer'),
	(101, 'coaching', 'question'),
	(102, 'coaching', 'thanks'),
	(103, 'coaching', 'case'),
	(104, 'learning', 'digest'),
	(105, 'learning', 'publicplace'),
	(106, 'learning', 'reason'),
	(107, 'learning', 'unwanted'),
	(108, 'learning', 'copy'),
	(109, 'learning', 'item'),
	(110, 'learning', 'given'),
	(111, 'learning', 'heard'),
	(112, 'triage', 'placement'),
	(113, 'search', 'document'),
	(114, 'search', 'person'),
	(115, 'search', 'view'),
	(116, 'search', 'viewcount'),
	(117, 'reports', 'ratingchange'),
	(118, 'reports', 'ratingday'),
	(119, 'reports', 'ratingmix'),
	(120, 'reports', 'ratingweek'),
	(121, 'reports', 'sample'),
	(122, 'reports', 'drawn'),
	(123, 'reports', 'workdue'),
	(124, 'reports', 'work'),
	(125, 'reports', 'workday'),
	(126, 'reports', 'workspread'),
	(127, 'relationships', 'unhappy'),
	(128, 'relationships', 'segment'),
	(129, 'relationships', 'badpatch'),
	(130, 'relationships', 'loss'),
	(131, 'relationships', 'voice'),
	(132, 'account', 'emailaddress'),
	(133, 'account', 'emailconfirmation'),
	(134, 'mfa', 'authenticator'),
	(135, 'socialaccount', 'socialaccount'),
	(136, 'socialaccount', 'socialapp'),
	(137, 'socialaccount', 'socialtoken'),
	(138, 'procrastinate', 'procrastinateevent'),
	(139, 'procrastinate', 'procrastinatejob'),
	(140, 'procrastinate', 'procrastinateperiodicdefer'),
	(141, 'procrastinate', 'procrastinateworker');
INSERT INTO public.django_migrations VALUES
	(1, 'team', '0001_initial', 'now'),
	(2, 'account', '0001_initial', 'now'),
	(3, 'account', '0002_email_max_length', 'now'),
	(4, 'account', '0003_alter_emailaddress_create_unique_verified_email', 'now'),
	(5, 'account', '0004_alter_emailaddress_drop_unique_email', 'now'),
	(6, 'account', '0005_emailaddress_idx_upper_email', 'now'),
	(7, 'account', '0006_emailaddress_lower', 'now'),
	(8, 'account', '0007_emailaddress_idx_email', 'now'),
	(9, 'account', '0008_emailaddress_unique_primary_email_fixup', 'now'),
	(10, 'account', '0009_emailaddress_unique_primary_email', 'now'),
	(11, 'team', '0002_capacity', 'now'),
	(12, 'team', '0003_writing', 'now'),
	(13, 'team', '0004_languages_themes_and_keys', 'now'),
	(14, 'team', '0005_collaborator', 'now'),
	(15, 'team', '0006_sessions', 'now'),
	(16, 'team', '0007_follow_hours_scopes', 'now'),
	(17, 'alerts', '0001_initial', 'now'),
	(18, 'alerts', '0002_alert_level', 'now'),
	(19, 'alerts', '0003_mail_kinds', 'now'),
	(20, 'alerts', '0004_woke', 'now'),
	(21, 'alerts', '0005_board', 'now'),
	(22, 'alerts', '0006_asked_and_reading', 'now'),
	(23, 'alerts', '0007_rules_and_news', 'now'),
	(24, 'alerts', '0008_follow_hours_scopes', 'now'),
	(25, 'alerts', '0009_devices', 'now'),
	(26, 'alerts', '0010_pushes_of_those_who_chose', 'now'),
	(27, 'alerts', '0011_touches_rungs_routes', 'now'),
	(28, 'contenttypes', '0001_initial', 'now'),
	(29, 'contenttypes', '0002_remove_content_type_name', 'now'),
	(30, 'auth', '0001_initial', 'now'),
	(31, 'auth', '0002_alter_permission_name_max_length', 'now'),
	(32, 'auth', '0003_alter_user_email_max_length', 'now'),
	(33, 'auth', '0004_alter_user_username_opts', 'now'),
	(34, 'auth', '0005_alter_user_last_login_null', 'now'),
	(35, 'auth', '0006_require_contenttypes_0002', 'now'),
	(36, 'auth', '0007_alter_validators_add_error_messages', 'now'),
	(37, 'auth', '0008_alter_user_username_max_length', 'now'),
	(38, 'auth', '0009_alter_user_last_name_max_length', 'now'),
	(39, 'auth', '0010_alter_group_name_max_length', 'now'),
	(40, 'auth', '0011_update_proxy_permissions', 'now'),
	(41, 'auth', '0012_alter_user_first_name_max_length', 'now'),
	(42, 'customers', '0001_initial', 'now'),
	(43, 'customers', '0002_unknown_senders', 'now'),
	(44, 'customers', '0003_merges_and_dead_addresses', 'now'),
	(45, 'conversations', '0001_initial', 'now'),
	(46, 'conversations', '0002_message_hint', 'now'),
	(47, 'conversations', '0003_participants_and_proof', 'now'),
	(48, 'conversations', '0004_held_index', 'now'),
	(49, 'conversations', '0005_doing', 'now'),
	(50, 'conversations', '0006_writing', 'now'),
	(51, 'automation', '0001_initial', 'now'),
	(52, 'automation', '0002_removed', 'now'),
	(53, 'customers', '0004_erased', 'now'),
	(54, 'customers', '0005_visits', 'now'),
	(55, 'conversations', '0007_tally', 'now'),
	(56, 'conversations', '0008_asks', 'now'),
	(57, 'conversations', '0009_follow_hours_scopes', 'now'),
	(58, 'surveys', '0001_the_surveys', 'now'),
	(59, 'campaigns', '0001_the_campaigns', 'now'),
	(60, 'campaigns', '0002_drawn_by_the_worker', 'now'),
	(61, 'campaigns', '0003_reasons_to_choose', 'now'),
	(62, 'campaigns', '0004_draw_in_progress', 'now'),
	(63, 'changes', '0001_initial', 'now'),
	(64, 'changes', '0002_verbs', 'now'),
	(65, 'changes', '0003_unfinished', 'now'),
	(66, 'changes', '0004_own_statuses', 'now'),
	(67, 'feedback', '0001_initial', 'now'),
	(68, 'feedback', '0002_what_a_vote_was_sent_from', 'now'),
	(69, 'feedback', '0003_passed_a_server', 'now'),
	(70, 'feedback', '0004_counted_under', 'now'),
	(71, 'feedback', '0005_scales_and_fixed', 'now'),
	(72, 'coaching', '0001_initial', 'now'),
	(73, 'coaching', '0002_board', 'now'),
	(74, 'coaching', '0003_cases', 'now'),
	(75, 'team', '0008_invitations', 'now'),
	(76, 'team', '0009_skills', 'now'),
	(77, 'customers', '0006_first_address', 'now'),
	(78, 'conversations', '0010_own_statuses', 'now'),
	(79, 'conversations', '0011_skills', 'now'),
	(80, 'conversations', '0012_by_waiting', 'now'),
	(81, 'customers', '0007_organizations', 'now'),
	(82, 'email', '0001_initial', 'now'),
	(83, 'email', '0002_servers_keys_and_oauth', 'now'),
	(84, 'email', '0003_failed_index', 'now'),
	(85, 'email', '0004_server_copies', 'now'),
	(86, 'email', '0005_outbox_settled', 'now'),
	(87, 'email', '0006_links', 'now'),
	(88, 'email', '0007_survey_mails', 'now'),
	(89, 'email', '0008_digest', 'now'),
	(90, 'email', '0009_campaign_mails', 'now'),
	(91, 'email', '0010_trials', 'now'),
	(92, 'feedback', '0006_quotes', 'now'),
	(93, 'knowledge', '0001_initial', 'now'),
	(94, 'knowledge', '0002_removed_at', 'now'),
	(95, 'knowledge', '0003_of_the_board', 'now'),
	(96, 'labels', '0001_initial', 'now'),
	(97, 'labels', '0002_types', 'now'),
	(98, 'labels', '0003_own_statuses', 'now'),
	(99, 'labels', '0004_skills', 'now'),
	(100, 'platform', '0001_initial', 'now'),
	(101, 'platform', '0002_facts', 'now'),
	(102, 'platform', '0003_audit', 'now'),
	(103, 'recovery', '0001_initial', 'now'),
	(104, 'promises', '0001_initial', 'now'),
	(105, 'promises', '0002_nearing', 'now'),
	(106, 'promises', '0003_open', 'now'),
	(107, 'promises', '0004_what_is_put_right', 'now'),
	(108, 'recovery', '0002_states_goodwill_prevention', 'now'),
	(109, 'recovery', '0003_first_causes', 'now'),
	(110, 'learning', '0001_reasons_agenda_digest', 'now'),
	(111, 'learning', '0002_first_reasons_and_guard', 'now'),
	(112, 'learning', '0003_heard', 'now'),
	(113, 'learning', '0004_where_an_item_is', 'now'),
	(114, 'mfa', '0001_initial', 'now'),
	(115, 'mfa', '0002_authenticator_timestamps', 'now'),
	(116, 'mfa', '0003_authenticator_type_uniq', 'now'),
	(117, 'procrastinate', '0001_initial', 'now'),
	(118, 'procrastinate', '0002_drop_started_at_column', 'now'),
	(119, 'procrastinate', '0003_drop_started_at_column', 'now'),
	(120, 'procrastinate', '0004_drop_procrastinate_version_table', 'now'),
	(121, 'procrastinate', '0005_fix_procrastinate_fetch_job', 'now'),
	(122, 'procrastinate', '0006_fix_trigger_status_events_insert', 'now'),
	(123, 'procrastinate', '0007_add_queueing_lock_column', 'now'),
	(124, 'procrastinate', '0008_close_fetch_job_race_condition', 'now'),
	(125, 'procrastinate', '0009_add_defer_job_function', 'now'),
	(126, 'procrastinate', '0010_add_procrastinate_periodic_defers', 'now'),
	(127, 'procrastinate', '0011_add_foreign_key_index', 'now'),
	(128, 'procrastinate', '0012_add_locks_to_periodic_defer', 'now'),
	(129, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', 'now'),
	(130, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', 'now'),
	(131, 'procrastinate', '0015_add_trigger_on_job_deletion', 'now'),
	(132, 'procrastinate', '0016_delete_finished_jobs', 'now'),
	(133, 'procrastinate', '0017_add_checks_to_finish_job', 'now'),
	(134, 'procrastinate', '0018_add_checks_to_retry_job', 'now'),
	(135, 'procrastinate', '0019_fix_finish_job_compat_issue', 'now'),
	(136, 'procrastinate', '0020_add_index_on_procrastinate_jobs', 'now'),
	(137, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', 'now'),
	(138, 'procrastinate', '0022_null_locks_excluded', 'now'),
	(139, 'procrastinate', '0023_remove_old_finish_job_function', 'now'),
	(140, 'procrastinate', '0024_job_id_bigint', 'now'),
	(141, 'procrastinate', '0025_add_models', 'now'),
	(142, 'procrastinate', '0026_add_job_priority', 'now'),
	(143, 'procrastinate', '0027_add_periodic_job_priority', 'now'),
	(144, 'procrastinate', '0028_add_cancel_states', 'now'),
	(145, 'procrastinate', '0029_add_additional_params_to_retry_job', 'now'),
	(146, 'procrastinate', '0030_alter_procrastinateevent_options', 'now'),
	(147, 'procrastinate', '0031_add_indexes_for_fetch_job', 'now'),
	(148, 'procrastinate', '0032_pre_cancel_notification', 'now'),
	(149, 'procrastinate', '0033_post_cancel_notification', 'now'),
	(150, 'procrastinate', '0034_pre_add_heartbeat', 'now'),
	(151, 'procrastinate', '0035_post_add_heartbeat', 'now'),
	(152, 'procrastinate', '0036_add_worker_model', 'now'),
	(153, 'procrastinate', '0037_pre_batch_defer_jobs', 'now'),
	(154, 'procrastinate', '0038_post_batch_defer_jobs', 'now'),
	(155, 'procrastinate', '0039_pre_priority_lock_fetch_job', 'now'),
	(156, 'procrastinate', '0040_pre_retry_failed_job', 'now'),
	(157, 'procrastinate', '0041_post_retry_failed_job', 'now'),
	(158, 'recovery', '0004_turned_round', 'now'),
	(159, 'recovery', '0005_complaints', 'now'),
	(160, 'recovery', '0006_second_chance', 'now'),
	(161, 'relationships', '0001_unhappy', 'now'),
	(162, 'relationships', '0002_losses_and_voices', 'now'),
	(163, 'relationships', '0003_where_they_are_known', 'now'),
	(164, 'reports', '0001_rating_counts', 'now'),
	(165, 'reports', '0002_counting', 'now'),
	(166, 'reports', '0003_work', 'now'),
	(167, 'reports', '0004_work_due', 'now'),
	(168, 'retention', '0001_initial', 'now'),
	(169, 'search', '0001_initial', 'now'),
	(170, 'search', '0002_views', 'now'),
	(171, 'search', '0003_columns_and_orders', 'now'),
	(172, 'sessions', '0001_initial', 'now'),
	(173, 'snippets', '0001_faces_elsewhere', 'now'),
	(174, 'snippets', '0002_ratings_stay', 'now'),
	(175, 'socialaccount', '0001_initial', 'now'),
	(176, 'socialaccount', '0002_token_max_lengths', 'now'),
	(177, 'socialaccount', '0003_extra_data_default_dict', 'now'),
	(178, 'socialaccount', '0004_app_provider_id_settings', 'now'),
	(179, 'socialaccount', '0005_socialtoken_nullable_app', 'now'),
	(180, 'socialaccount', '0006_alter_socialaccount_extra_data', 'now'),
	(181, 'surveys', '0002_let_in_again', 'now'),
	(182, 'surveys', '0003_counts', 'now'),
	(183, 'surveys', '0004_counting', 'now'),
	(184, 'surveys', '0005_answers_stay', 'now'),
	(185, 'triage', '0001_initial', 'now'),
	(186, 'triage', '0002_pile_of_agent', 'now'),
	(187, 'webhooks', '0001_initial', 'now'),
	(188, 'writing', '0001_initial', 'now');
INSERT INTO public.labels_conversationtype VALUES
	(1, 'question', 'Question', 0, NULL, ''),
	(2, 'problem', 'Problem', 1, NULL, ''),
	(3, 'complaint', 'Complaint', 2, NULL, ''),
	(4, 'return', 'Return', 3, NULL, ''),
	(5, 'idea', 'Idea', 4, NULL, ''),
	(6, 'praise', 'Praise', 5, NULL, '');
INSERT INTO public.learning_reason VALUES
	(1, 'Too slow', 0, NULL),
	(2, 'Not solved', 1, NULL),
	(3, 'Not understood', 2, NULL),
	(4, 'Unfriendly', 3, NULL),
	(5, 'A fault in the product', 4, NULL),
	(6, 'The price or the bill', 5, NULL),
	(7, 'A wrong answer', 6, NULL),
	(8, 'Had to say it again', 7, NULL),
	(9, 'Something else', 8, NULL);
INSERT INTO public.recovery_cause VALUES
	(1, 'We were too slow', true, 0, NULL, ''),
	(2, 'The answer was wrong or did not help', true, 1, NULL, ''),
	(3, 'We did not keep our word', true, 2, NULL, ''),
	(4, 'How we spoke to the customer', true, 3, NULL, ''),
	(5, 'Something was broken', true, 4, NULL, ''),
	(6, 'Late or lost on the way', true, 5, NULL, ''),
	(7, 'Price or bill', true, 6, NULL, ''),
	(8, 'A misunderstanding', false, 7, NULL, '');
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_alert_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_device_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_post_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_push_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_route_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_rung_id_seq', 1, false);
SELECT pg_catalog.setval('public.alerts_touch_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 564, true);
SELECT pg_catalog.setval('public.automation_rule_id_seq', 1, false);
SELECT pg_catalog.setval('public.automation_rulerun_id_seq', 1, false);
SELECT pg_catalog.setval('public.campaigns_campaign_id_seq', 1, false);
SELECT pg_catalog.setval('public.campaigns_outreach_id_seq', 1, false);
SELECT pg_catalog.setval('public.changes_change_id_seq', 1, false);
SELECT pg_catalog.setval('public.changes_step_id_seq', 1, false);
SELECT pg_catalog.setval('public.coaching_answer_id_seq', 1, false);
SELECT pg_catalog.setval('public.coaching_case_id_seq', 1, false);
SELECT pg_catalog.setval('public.coaching_question_id_seq', 1, false);
SELECT pg_catalog.setval('public.coaching_thanks_id_seq', 1, false);
SELECT pg_catalog.setval('public.coaching_tonephrase_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_ask_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_attachment_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_conversation_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_follower_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_inbox_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_inbox_teams_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_link_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_message_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_participant_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_tally_id_seq', 1, false);
SELECT pg_catalog.setval('public.conversations_turn_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_customer_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_domain_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_identity_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_merge_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_organization_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_organizationmerge_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_visit_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 141, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 188, true);
SELECT pg_catalog.setval('public.email_dkimkey_id_seq', 1, false);
SELECT pg_catalog.setval('public.email_mailaccount_id_seq', 1, false);
SELECT pg_catalog.setval('public.email_mailserver_id_seq', 1, false);
SELECT pg_catalog.setval('public.email_outboundmail_id_seq', 1, false);
SELECT pg_catalog.setval('public.email_rawmail_id_seq', 1, false);
SELECT pg_catalog.setval('public.email_servercopy_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_fixed_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_observation_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_quote_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_rating_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_ratinginvite_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_scale_id_seq', 1, false);
SELECT pg_catalog.setval('public.feedback_vote_id_seq', 1, false);
SELECT pg_catalog.setval('public.knowledge_savedreply_id_seq', 1, false);
SELECT pg_catalog.setval('public.knowledge_savedreplyuse_id_seq', 1, false);
SELECT pg_catalog.setval('public.labels_conversationtype_id_seq', 6, true);
SELECT pg_catalog.setval('public.labels_customstatus_id_seq', 1, false);
SELECT pg_catalog.setval('public.labels_field_id_seq', 1, false);
SELECT pg_catalog.setval('public.labels_tag_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_copy_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_digest_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_given_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_heard_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_item_id_seq', 1, false);
SELECT pg_catalog.setval('public.learning_reason_id_seq', 9, true);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.platform_event_id_seq', 1, false);
SELECT pg_catalog.setval('public.platform_idempotentanswer_id_seq', 1, false);
SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);
SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);
SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);
SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);
SELECT pg_catalog.setval('public.promises_promise_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_cause_id_seq', 8, true);
SELECT pg_catalog.setval('public.recovery_complaint_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_concern_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_goodwill_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_prevention_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_reask_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_recovery_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_step_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_trigger_id_seq', 1, false);
SELECT pg_catalog.setval('public.relationships_loss_id_seq', 1, false);
SELECT pg_catalog.setval('public.relationships_segment_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_drawn_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_ratingchange_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_ratingday_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_ratingmix_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_ratingweek_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_sample_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_work_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_workday_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_workdue_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_workspread_id_seq', 1, false);
SELECT pg_catalog.setval('public.retention_keep_id_seq', 1, false);
SELECT pg_catalog.setval('public.retention_rule_id_seq', 1, false);
SELECT pg_catalog.setval('public.search_view_id_seq', 1, false);
SELECT pg_catalog.setval('public.search_viewcount_id_seq', 1, false);
SELECT pg_catalog.setval('public.snippets_click_id_seq', 1, false);
SELECT pg_catalog.setval('public.snippets_outside_id_seq', 1, false);
SELECT pg_catalog.setval('public.snippets_seen_id_seq', 1, false);
SELECT pg_catalog.setval('public.snippets_snippet_id_seq', 1, false);
SELECT pg_catalog.setval('public.socialaccount_socialaccount_id_seq', 1, false);
SELECT pg_catalog.setval('public.socialaccount_socialapp_id_seq', 1, false);
SELECT pg_catalog.setval('public.socialaccount_socialtoken_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_answer_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_asking_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_opened_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_optout_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_said_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_survey_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_surveychange_id_seq', 1, false);
SELECT pg_catalog.setval('public.surveys_surveyday_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_apitoken_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_businesshours_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_invitation_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_invitation_teams_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_loginlink_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_signedin_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_team_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_user_id_seq', 1, false);
SELECT pg_catalog.setval('public.team_user_teams_id_seq', 1, false);
SELECT pg_catalog.setval('public.webhooks_delivery_id_seq', 1, false);
SELECT pg_catalog.setval('public.webhooks_endpoint_id_seq', 1, false);
SELECT pg_catalog.setval('public.writing_draft_id_seq', 1, false);
SELECT pg_catalog.setval('public.writing_draftfile_id_seq', 1, false);
SELECT pg_catalog.setval('public.writing_presence_id_seq', 1, false);
SELECT pg_catalog.setval('public.writing_signature_id_seq', 1, false);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_alert
    ADD CONSTRAINT alert_once_per_happening UNIQUE (user_id, key);
ALTER TABLE ONLY public.alerts_alert
    ADD CONSTRAINT alerts_alert_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_device
    ADD CONSTRAINT alerts_device_endpoint_key UNIQUE (endpoint);
ALTER TABLE ONLY public.alerts_device
    ADD CONSTRAINT alerts_device_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_post
    ADD CONSTRAINT alerts_post_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_post
    ADD CONSTRAINT alerts_post_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.alerts_preference
    ADD CONSTRAINT alerts_preference_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.alerts_push
    ADD CONSTRAINT alerts_push_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_route
    ADD CONSTRAINT alerts_route_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_rung
    ADD CONSTRAINT alerts_rung_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts_touch
    ADD CONSTRAINT alerts_touch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_ask
    ADD CONSTRAINT asked_once UNIQUE (conversation_id, user_id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automation_rule
    ADD CONSTRAINT automation_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automation_rulerun
    ADD CONSTRAINT automation_rulerun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_asking_id_key UNIQUE (asking_id);
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_conversation_id_key UNIQUE (conversation_id);
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes_step
    ADD CONSTRAINT changed_once UNIQUE (change_id, conversation_id);
ALTER TABLE ONLY public.changes_change
    ADD CONSTRAINT changes_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes_step
    ADD CONSTRAINT changes_step_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_answer
    ADD CONSTRAINT coaching_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_case
    ADD CONSTRAINT coaching_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_case
    ADD CONSTRAINT coaching_case_rating_id_key UNIQUE (rating_id);
ALTER TABLE ONLY public.coaching_question
    ADD CONSTRAINT coaching_question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_thanks
    ADD CONSTRAINT coaching_thanks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_tonephrase
    ADD CONSTRAINT coaching_tonephrase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.coaching_tonerule
    ADD CONSTRAINT coaching_tonerule_pkey PRIMARY KEY (rule);
ALTER TABLE ONLY public.recovery_concern
    ADD CONSTRAINT concerned_once UNIQUE (prevention_id, recovery_id);
ALTER TABLE ONLY public.conversations_ask
    ADD CONSTRAINT conversations_ask_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_attachment
    ADD CONSTRAINT conversations_attachment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_attachment
    ADD CONSTRAINT conversations_attachment_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_follower
    ADD CONSTRAINT conversations_follower_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_inbox
    ADD CONSTRAINT conversations_inbox_address_key UNIQUE (address);
ALTER TABLE ONLY public.conversations_inbox
    ADD CONSTRAINT conversations_inbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_inbox_teams
    ADD CONSTRAINT conversations_inbox_teams_inbox_id_team_id_ee0df431_uniq UNIQUE (inbox_id, team_id);
ALTER TABLE ONLY public.conversations_inbox_teams
    ADD CONSTRAINT conversations_inbox_teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_link
    ADD CONSTRAINT conversations_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.conversations_participant
    ADD CONSTRAINT conversations_participant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_tally
    ADD CONSTRAINT conversations_tally_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_turn
    ADD CONSTRAINT conversations_turn_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.customers_domain
    ADD CONSTRAINT customers_domain_name_key UNIQUE (name);
ALTER TABLE ONLY public.customers_domain
    ADD CONSTRAINT customers_domain_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_identity
    ADD CONSTRAINT customers_identity_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_merge
    ADD CONSTRAINT customers_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_organization
    ADD CONSTRAINT customers_organization_name_key UNIQUE (name);
ALTER TABLE ONLY public.customers_organization
    ADD CONSTRAINT customers_organization_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_organizationmerge
    ADD CONSTRAINT customers_organizationmerge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_visit
    ADD CONSTRAINT customers_visit_cookie_digest_key UNIQUE (cookie_digest);
ALTER TABLE ONLY public.customers_visit
    ADD CONSTRAINT customers_visit_link_digest_key UNIQUE (link_digest);
ALTER TABLE ONLY public.customers_visit
    ADD CONSTRAINT customers_visit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_copy
    ADD CONSTRAINT digest_once UNIQUE (digest_id, user_id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.reports_drawn
    ADD CONSTRAINT drawn_once UNIQUE (sample_id, invite_id);
ALTER TABLE ONLY public.email_dkimkey
    ADD CONSTRAINT email_dkimkey_domain_key UNIQUE (domain);
ALTER TABLE ONLY public.email_dkimkey
    ADD CONSTRAINT email_dkimkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_mailaccount
    ADD CONSTRAINT email_mailaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_mailserver
    ADD CONSTRAINT email_mailserver_inbox_id_key UNIQUE (inbox_id);
ALTER TABLE ONLY public.email_mailserver
    ADD CONSTRAINT email_mailserver_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_bounce_key_key UNIQUE (bounce_key);
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_key_key UNIQUE (key);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_servercopy
    ADD CONSTRAINT email_servercopy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_fixed
    ADD CONSTRAINT feedback_fixed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_observation
    ADD CONSTRAINT feedback_observation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_quote
    ADD CONSTRAINT feedback_quote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_quote
    ADD CONSTRAINT feedback_quote_rating_id_key UNIQUE (rating_id);
ALTER TABLE ONLY public.feedback_rating
    ADD CONSTRAINT feedback_rating_invite_id_key UNIQUE (invite_id);
ALTER TABLE ONLY public.feedback_rating
    ADD CONSTRAINT feedback_rating_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvite_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvite_seed_key UNIQUE (seed);
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvite_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.feedback_scale
    ADD CONSTRAINT feedback_scale_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feedback_vote
    ADD CONSTRAINT feedback_vote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_follower
    ADD CONSTRAINT follows_once UNIQUE (conversation_id, user_id);
ALTER TABLE ONLY public.learning_heard
    ADD CONSTRAINT heard_once_a_source UNIQUE (outreach_id, source);
ALTER TABLE ONLY public.platform_idempotentanswer
    ADD CONSTRAINT idempotent_answer_once UNIQUE (user_id, key);
ALTER TABLE ONLY public.customers_identity
    ADD CONSTRAINT identity_once UNIQUE (kind, value);
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT invite_once_per_recipient UNIQUE (message_id, recipient);
ALTER TABLE ONLY public.knowledge_savedreply
    ADD CONSTRAINT knowledge_savedreply_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_savedreplyuse
    ADD CONSTRAINT knowledge_savedreplyuse_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.knowledge_savedreplyuse
    ADD CONSTRAINT knowledge_savedreplyuse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.labels_conversationtype
    ADD CONSTRAINT labels_conversationtype_key_key UNIQUE (key);
ALTER TABLE ONLY public.labels_conversationtype
    ADD CONSTRAINT labels_conversationtype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.labels_customstatus
    ADD CONSTRAINT labels_customstatus_key_key UNIQUE (key);
ALTER TABLE ONLY public.labels_customstatus
    ADD CONSTRAINT labels_customstatus_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.labels_field
    ADD CONSTRAINT labels_field_key_key UNIQUE (key);
ALTER TABLE ONLY public.labels_field
    ADD CONSTRAINT labels_field_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.labels_tag
    ADD CONSTRAINT labels_tag_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_copy
    ADD CONSTRAINT learning_copy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_digest
    ADD CONSTRAINT learning_digest_first_key UNIQUE (first);
ALTER TABLE ONLY public.learning_digest
    ADD CONSTRAINT learning_digest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT learning_given_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_heard
    ADD CONSTRAINT learning_heard_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_rating_id_key UNIQUE (rating_id);
ALTER TABLE ONLY public.learning_publicplace
    ADD CONSTRAINT learning_publicplace_pkey PRIMARY KEY (inbox_id);
ALTER TABLE ONLY public.learning_reason
    ADD CONSTRAINT learning_reason_name_key UNIQUE (name);
ALTER TABLE ONLY public.learning_reason
    ADD CONSTRAINT learning_reason_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.learning_unwanted
    ADD CONSTRAINT learning_unwanted_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.alerts_touch
    ADD CONSTRAINT link_does_it_once UNIQUE (alert_id, deed);
ALTER TABLE ONLY public.conversations_link
    ADD CONSTRAINT linked_once UNIQUE (first_id, second_id);
ALTER TABLE ONLY public.email_mailaccount
    ADD CONSTRAINT mail_account_once UNIQUE (host, username, folder);
ALTER TABLE ONLY public.email_mailserver
    ADD CONSTRAINT mail_server_once_per_inbox UNIQUE NULLS NOT DISTINCT (inbox_id);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT outreach_once UNIQUE (campaign_id, customer_id);
ALTER TABLE ONLY public.snippets_outside
    ADD CONSTRAINT outside_once_a_day UNIQUE (snippet_id, visitor);
ALTER TABLE ONLY public.conversations_participant
    ADD CONSTRAINT participant_once UNIQUE (conversation_id, identity_id);
ALTER TABLE ONLY public.platform_attempt
    ADD CONSTRAINT platform_attempt_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.platform_auditentry
    ADD CONSTRAINT platform_auditentry_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.platform_event
    ADD CONSTRAINT platform_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.platform_fact
    ADD CONSTRAINT platform_fact_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.platform_idempotentanswer
    ADD CONSTRAINT platform_idempotentanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.writing_presence
    ADD CONSTRAINT present_once UNIQUE (conversation_id, user_id);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_ratingday
    ADD CONSTRAINT rating_day_once UNIQUE (day, inbox_id, author_id, language, channel, survey, score);
ALTER TABLE ONLY public.reports_ratingmix
    ADD CONSTRAINT rating_mix_once UNIQUE (month, inbox_id, author_id, language, channel, survey, topic, was_unhappy);
ALTER TABLE ONLY public.reports_ratingweek
    ADD CONSTRAINT rating_week_once UNIQUE (day, inbox_id, author_id, language, channel, survey, score);
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT reason_once_a_source UNIQUE (rating_id, source);
ALTER TABLE ONLY public.recovery_cause
    ADD CONSTRAINT recovery_cause_name_key UNIQUE (name);
ALTER TABLE ONLY public.recovery_cause
    ADD CONSTRAINT recovery_cause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_conversation_id_key UNIQUE (conversation_id);
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_concern
    ADD CONSTRAINT recovery_concern_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_goodwill
    ADD CONSTRAINT recovery_goodwill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_prevention
    ADD CONSTRAINT recovery_prevention_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_reask
    ADD CONSTRAINT recovery_reask_invite_id_key UNIQUE (invite_id);
ALTER TABLE ONLY public.recovery_reask
    ADD CONSTRAINT recovery_reask_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_once UNIQUE (recovery_id, kind, round);
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_trigger
    ADD CONSTRAINT recovery_trigger_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_trigger
    ADD CONSTRAINT recovery_trigger_rating_id_key UNIQUE (rating_id);
ALTER TABLE ONLY public.relationships_badpatch
    ADD CONSTRAINT relationships_badpatch_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.relationships_segment
    ADD CONSTRAINT relationships_segment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.relationships_unhappy
    ADD CONSTRAINT relationships_unhappy_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY public.relationships_voice
    ADD CONSTRAINT relationships_voice_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.reports_drawn
    ADD CONSTRAINT reports_drawn_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_ratingchange
    ADD CONSTRAINT reports_ratingchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_ratingday
    ADD CONSTRAINT reports_ratingday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_ratingmix
    ADD CONSTRAINT reports_ratingmix_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_ratingweek
    ADD CONSTRAINT reports_ratingweek_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_sample
    ADD CONSTRAINT reports_sample_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_work
    ADD CONSTRAINT reports_work_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_workday
    ADD CONSTRAINT reports_workday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_workdue
    ADD CONSTRAINT reports_workdue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_workspread
    ADD CONSTRAINT reports_workspread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.retention_emptied
    ADD CONSTRAINT retention_emptied_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.retention_keep
    ADD CONSTRAINT retention_keep_conversation_id_key UNIQUE (conversation_id);
ALTER TABLE ONLY public.retention_keep
    ADD CONSTRAINT retention_keep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_inbox_id_key UNIQUE (inbox_id);
ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_once_per_inbox UNIQUE NULLS NOT DISTINCT (inbox_id);
ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automation_rulerun
    ADD CONSTRAINT rule_once_for_a_cause UNIQUE (conversation_id, cause, rule_id);
ALTER TABLE ONLY public.alerts_rung
    ADD CONSTRAINT rung_once UNIQUE (key, who);
ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT search_document_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.search_person
    ADD CONSTRAINT search_person_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY public.search_view
    ADD CONSTRAINT search_view_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_viewcount
    ADD CONSTRAINT search_viewcount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.relationships_segment
    ADD CONSTRAINT segment_once UNIQUE (kind, key);
ALTER TABLE ONLY public.email_servercopy
    ADD CONSTRAINT server_copy_once UNIQUE (account_id, folder, uidvalidity, uid);
ALTER TABLE ONLY public.snippets_click
    ADD CONSTRAINT snippets_click_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.snippets_outside
    ADD CONSTRAINT snippets_outside_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.snippets_seen
    ADD CONSTRAINT snippets_seen_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.snippets_snippet
    ADD CONSTRAINT snippets_snippet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.snippets_snippet
    ADD CONSTRAINT snippets_snippet_seed_key UNIQUE (seed);
ALTER TABLE ONLY public.snippets_snippet
    ADD CONSTRAINT snippets_snippet_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);
ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_answer
    ADD CONSTRAINT surveys_answer_asking_id_key UNIQUE (asking_id);
ALTER TABLE ONLY public.surveys_answer
    ADD CONSTRAINT surveys_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_occasion_key UNIQUE (occasion);
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.surveys_opened
    ADD CONSTRAINT surveys_opened_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_optout
    ADD CONSTRAINT surveys_optout_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_said
    ADD CONSTRAINT surveys_said_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_survey
    ADD CONSTRAINT surveys_survey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_surveychange
    ADD CONSTRAINT surveys_surveychange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surveys_surveyday
    ADD CONSTRAINT surveys_surveyday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_apitoken
    ADD CONSTRAINT team_apitoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_apitoken
    ADD CONSTRAINT team_apitoken_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.team_businesshours
    ADD CONSTRAINT team_businesshours_name_key UNIQUE (name);
ALTER TABLE ONLY public.team_businesshours
    ADD CONSTRAINT team_businesshours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT team_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_invitation_teams
    ADD CONSTRAINT team_invitation_teams_invitation_id_team_id_1f43444a_uniq UNIQUE (invitation_id, team_id);
ALTER TABLE ONLY public.team_invitation_teams
    ADD CONSTRAINT team_invitation_teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT team_invitation_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.team_loginlink
    ADD CONSTRAINT team_loginlink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_loginlink
    ADD CONSTRAINT team_loginlink_token_digest_key UNIQUE (token_digest);
ALTER TABLE ONLY public.team_signedin
    ADD CONSTRAINT team_signedin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_signedin
    ADD CONSTRAINT team_signedin_session_key_key UNIQUE (session_key);
ALTER TABLE ONLY public.team_team
    ADD CONSTRAINT team_team_name_key UNIQUE (name);
ALTER TABLE ONLY public.team_team
    ADD CONSTRAINT team_team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_user
    ADD CONSTRAINT team_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.team_user
    ADD CONSTRAINT team_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_user_teams
    ADD CONSTRAINT team_user_teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_user_teams
    ADD CONSTRAINT team_user_teams_user_id_team_id_56712aba_uniq UNIQUE (user_id, team_id);
ALTER TABLE ONLY public.coaching_thanks
    ADD CONSTRAINT thanked_once UNIQUE (answer_id, user_id);
ALTER TABLE ONLY public.alerts_post
    ADD CONSTRAINT told_once_to_each_route UNIQUE (route_id, key);
ALTER TABLE ONLY public.coaching_tonephrase
    ADD CONSTRAINT tone_phrase_once UNIQUE (language, phrase);
ALTER TABLE ONLY public.triage_placement
    ADD CONSTRAINT triage_placement_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.conversations_turn
    ADD CONSTRAINT turn_once UNIQUE (inbox_id, user_id);
ALTER TABLE ONLY public.search_viewcount
    ADD CONSTRAINT view_counted_once UNIQUE NULLS NOT DISTINCT (view_id, inbox_id, user_id);
ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.webhooks_endpoint
    ADD CONSTRAINT webhooks_endpoint_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_workday
    ADD CONSTRAINT work_day_once UNIQUE (by, name, span, day, inbox_id);
ALTER TABLE ONLY public.writing_draft
    ADD CONSTRAINT writing_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.writing_draft
    ADD CONSTRAINT writing_draft_token_key UNIQUE (token);
ALTER TABLE ONLY public.writing_draftfile
    ADD CONSTRAINT writing_draftfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.writing_draftfile
    ADD CONSTRAINT writing_draftfile_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.writing_presence
    ADD CONSTRAINT writing_presence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.writing_signature
    ADD CONSTRAINT writing_signature_pkey PRIMARY KEY (id);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX agenda_decided ON public.learning_item USING btree (decided_at DESC, id DESC) WHERE (decided_at IS NOT NULL);
CREATE INDEX agenda_open ON public.learning_item USING btree (put_at, id) WHERE ((decided_at IS NULL) AND ((kind)::text = 'poor'::text) AND (withdrawn_at IS NULL));
CREATE INDEX agenda_unread ON public.learning_item USING btree (put_at, id) WHERE (((kind)::text = 'poor'::text) AND (read_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX alert_by_key ON public.alerts_alert USING btree (key);
CREATE INDEX alert_unseen ON public.alerts_alert USING btree (user_id, id DESC) WHERE (seen_at IS NULL);
CREATE INDEX alerts_alert_user_id_f5648313 ON public.alerts_alert USING btree (user_id);
CREATE INDEX alerts_device_endpoint_535d092b_like ON public.alerts_device USING btree (endpoint varchar_pattern_ops);
CREATE INDEX alerts_device_user_id_31f20658 ON public.alerts_device USING btree (user_id);
CREATE INDEX alerts_post_into_id_17b62ced ON public.alerts_post USING btree (into_id);
CREATE INDEX alerts_post_route_id_33bcf467 ON public.alerts_post USING btree (route_id);
CREATE INDEX alerts_push_alert_id_5db5c331 ON public.alerts_push USING btree (alert_id);
CREATE INDEX alerts_push_device_id_820138f7 ON public.alerts_push USING btree (device_id);
CREATE INDEX alerts_route_made_by_id_15e40caf ON public.alerts_route USING btree (made_by_id);
CREATE INDEX alerts_touch_alert_id_534b4b5e ON public.alerts_touch USING btree (alert_id);
CREATE INDEX answers_to_settle ON public.surveys_answer USING btree (settle_at) WHERE (settle_at IS NOT NULL);
CREATE INDEX askings_considered ON public.surveys_asking USING btree (survey_id, customer_id, decided_at DESC);
CREATE INDEX askings_due ON public.surveys_asking USING btree (due_at, id) WHERE ((state)::text = 'planned'::text);
CREATE INDEX askings_newest ON public.surveys_asking USING btree (survey_id, decided_at DESC, id DESC);
CREATE INDEX askings_of_customer ON public.surveys_asking USING btree (customer_id, decided_at DESC) WHERE ((state)::text = 'asked'::text);
CREATE INDEX askings_to_call ON public.surveys_asking USING btree (survey_id, decided_at) WHERE ((call)::text = 'open'::text);
CREATE INDEX asks_unanswered ON public.conversations_ask USING btree (user_id) WHERE (answered_at IS NULL);
CREATE INDEX audit_by_action ON public.platform_auditentry USING btree (action, number DESC);
CREATE INDEX audit_by_actor ON public.platform_auditentry USING btree (actor_id, number DESC);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX automation_rule_last_given_to_id_e29782e9 ON public.automation_rule USING btree (last_given_to_id);
CREATE INDEX automation_rule_made_by_id_1a263a29 ON public.automation_rule USING btree (made_by_id);
CREATE INDEX automation_rulerun_conversation_id_82facdaa ON public.automation_rulerun USING btree (conversation_id);
CREATE INDEX automation_rulerun_rule_id_822a3472 ON public.automation_rulerun USING btree (rule_id);
CREATE INDEX bad_patches_newest ON public.relationships_badpatch USING btree (began_at DESC, customer_id DESC);
CREATE INDEX campaigns_campaign_created_by_id_11fada74 ON public.campaigns_campaign USING btree (created_by_id);
CREATE INDEX campaigns_campaign_inbox_id_cb622eda ON public.campaigns_campaign USING btree (inbox_id);
CREATE INDEX campaigns_campaign_sender_id_452f6d89 ON public.campaigns_campaign USING btree (sender_id);
CREATE INDEX campaigns_outreach_customer_id_17adf9df ON public.campaigns_outreach USING btree (customer_id);
CREATE INDEX campaigns_running ON public.campaigns_campaign USING btree (id) WHERE ((state)::text = 'running'::text);
CREATE INDEX cases_drafted ON public.coaching_case USING btree (made_by_id) WHERE (shared_at IS NULL);
CREATE INDEX cases_shared ON public.coaching_case USING btree (shared_at DESC, id DESC) WHERE (shared_at IS NOT NULL);
CREATE INDEX changes_change_actor_id_fe62e4aa ON public.changes_change USING btree (actor_id);
CREATE INDEX changes_change_undone_by_id_3a5b73c5 ON public.changes_change USING btree (undone_by_id);
CREATE INDEX changes_step_change_id_000913c4 ON public.changes_step USING btree (change_id);
CREATE INDEX changes_step_conversation_id_7ded09b5 ON public.changes_step USING btree (conversation_id);
CREATE INDEX changes_unfinished ON public.changes_change USING btree (id) WHERE ("left" IS NOT NULL);
CREATE INDEX coaching_answer_by_id_054be024 ON public.coaching_answer USING btree (by_id);
CREATE INDEX coaching_answer_question_id_3c3ad757 ON public.coaching_answer USING btree (question_id);
CREATE INDEX coaching_case_made_by_id_2bf18568 ON public.coaching_case USING btree (made_by_id);
CREATE INDEX coaching_case_shared_by_id_cb15acf9 ON public.coaching_case USING btree (shared_by_id);
CREATE INDEX coaching_question_accepted_id_0bad92d5 ON public.coaching_question USING btree (accepted_id);
CREATE INDEX coaching_question_asked_by_id_6079a279 ON public.coaching_question USING btree (asked_by_id);
CREATE INDEX coaching_thanks_answer_id_3620556b ON public.coaching_thanks USING btree (answer_id);
CREATE INDEX coaching_thanks_user_id_77cfb28e ON public.coaching_thanks USING btree (user_id);
CREATE INDEX coaching_tonephrase_added_by_id_c8ad9a1f ON public.coaching_tonephrase USING btree (added_by_id);
CREATE INDEX coaching_tonerule_rule_f2773613_like ON public.coaching_tonerule USING btree (rule varchar_pattern_ops);
CREATE INDEX complaints_closed ON public.recovery_complaint USING btree (closed_at DESC, id DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX complaints_open ON public.recovery_complaint USING btree (came_at, id) WHERE (closed_at IS NULL);
CREATE INDEX conversations_ask_asked_by_id_d021e708 ON public.conversations_ask USING btree (asked_by_id);
CREATE INDEX conversations_ask_conversation_id_fe6b79da ON public.conversations_ask USING btree (conversation_id);
CREATE INDEX conversations_ask_user_id_0384fe03 ON public.conversations_ask USING btree (user_id);
CREATE INDEX conversations_attachment_message_id_9179b1e8 ON public.conversations_attachment USING btree (message_id);
CREATE INDEX conversations_by_own_status ON public.conversations_conversation USING btree (custom_status) WHERE ((custom_status)::text > ''::text);
CREATE INDEX conversations_by_status ON public.conversations_conversation USING btree (status, last_message_at DESC, id DESC);
CREATE INDEX conversations_by_tag ON public.conversations_conversation USING gin (tag_names);
CREATE INDEX conversations_conversation_assignee_id_e845f644 ON public.conversations_conversation USING btree (assignee_id);
CREATE INDEX conversations_conversation_customer_id_afb78c4a ON public.conversations_conversation USING btree (customer_id);
CREATE INDEX conversations_conversation_identity_id_b4b18dc8 ON public.conversations_conversation USING btree (identity_id);
CREATE INDEX conversations_conversation_inbox_id_c97f6da0 ON public.conversations_conversation USING btree (inbox_id);
CREATE INDEX conversations_follower_conversation_id_8e4ada09 ON public.conversations_follower USING btree (conversation_id);
CREATE INDEX conversations_follower_user_id_b6f7e33a ON public.conversations_follower USING btree (user_id);
CREATE INDEX conversations_inbox_address_e30428d7_like ON public.conversations_inbox USING btree (address varchar_pattern_ops);
CREATE INDEX conversations_inbox_hours_id_88ff5a93 ON public.conversations_inbox USING btree (hours_id);
CREATE INDEX conversations_inbox_teams_inbox_id_da70c229 ON public.conversations_inbox_teams USING btree (inbox_id);
CREATE INDEX conversations_inbox_teams_team_id_bdefd1a7 ON public.conversations_inbox_teams USING btree (team_id);
CREATE INDEX conversations_link_first_id_9fcd66d3 ON public.conversations_link USING btree (first_id);
CREATE INDEX conversations_link_made_by_id_c577bc29 ON public.conversations_link USING btree (made_by_id);
CREATE INDEX conversations_link_second_id_f53af45b ON public.conversations_link USING btree (second_id);
CREATE INDEX conversations_merged ON public.conversations_conversation USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);
CREATE INDEX conversations_message_author_id_3d2a10d9 ON public.conversations_message USING btree (author_id);
CREATE INDEX conversations_message_conversation_id_f1a2d5e9 ON public.conversations_message USING btree (conversation_id);
CREATE INDEX conversations_of_customer ON public.conversations_conversation USING btree (customer_id, created_at DESC);
CREATE INDEX conversations_open_of_agent ON public.conversations_conversation USING btree (assignee_id, last_message_at DESC, id DESC) WHERE (NOT ((status)::text = 'done'::text));
CREATE INDEX conversations_open_of_team ON public.conversations_conversation USING btree (team_id, last_message_at DESC, id DESC) WHERE ((NOT ((status)::text = 'done'::text)) AND (team_id IS NOT NULL));
CREATE INDEX conversations_participant_added_by_id_a731dd05 ON public.conversations_participant USING btree (added_by_id);
CREATE INDEX conversations_participant_conversation_id_69e50799 ON public.conversations_participant USING btree (conversation_id);
CREATE INDEX conversations_participant_identity_id_bc262a57 ON public.conversations_participant USING btree (identity_id);
CREATE INDEX conversations_to_wake ON public.conversations_conversation USING btree (snoozed_until) WHERE (snoozed_until IS NOT NULL);
CREATE INDEX conversations_turn_inbox_id_3639d9a7 ON public.conversations_turn USING btree (inbox_id);
CREATE INDEX conversations_turn_user_id_df2acde3 ON public.conversations_turn USING btree (user_id);
CREATE INDEX conversations_waiting ON public.conversations_conversation USING btree (waiting_since, id) WHERE (waiting_since IS NOT NULL);
CREATE UNIQUE INDEX custom_status_named_once ON public.labels_customstatus USING btree (lower((name)::text));
CREATE INDEX customers_customer_merged_into_id_2994ddb6 ON public.customers_customer USING btree (merged_into_id);
CREATE INDEX customers_customer_organization_id_dc486906 ON public.customers_customer USING btree (organization_id);
CREATE INDEX customers_domain_name_9a1259ce_like ON public.customers_domain USING btree (name varchar_pattern_ops);
CREATE INDEX customers_domain_organization_id_324bf150 ON public.customers_domain USING btree (organization_id);
CREATE INDEX customers_identity_customer_id_b1e21f37 ON public.customers_identity USING btree (customer_id);
CREATE INDEX customers_merge_gone_id_24c423c5 ON public.customers_merge USING btree (gone_id);
CREATE INDEX customers_merge_kept_id_079eb59f ON public.customers_merge USING btree (kept_id);
CREATE INDEX customers_merge_merged_by_id_f8b83ac2 ON public.customers_merge USING btree (merged_by_id);
CREATE INDEX customers_merge_undone_by_id_6cedfb9e ON public.customers_merge USING btree (undone_by_id);
CREATE INDEX customers_organization_merged_into_id_06820e4c ON public.customers_organization USING btree (merged_into_id);
CREATE INDEX customers_organization_name_b62f08c2_like ON public.customers_organization USING btree (name varchar_pattern_ops);
CREATE INDEX customers_organizationmerge_gone_id_140d18ca ON public.customers_organizationmerge USING btree (gone_id);
CREATE INDEX customers_organizationmerge_kept_id_10dc8833 ON public.customers_organizationmerge USING btree (kept_id);
CREATE INDEX customers_organizationmerge_merged_by_id_9086d180 ON public.customers_organizationmerge USING btree (merged_by_id);
CREATE INDEX customers_visit_cookie_digest_79a14406_like ON public.customers_visit USING btree (cookie_digest varchar_pattern_ops);
CREATE INDEX customers_visit_identity_id_61ed616c ON public.customers_visit USING btree (identity_id);
CREATE INDEX customers_visit_link_digest_954cf2e0_like ON public.customers_visit USING btree (link_digest varchar_pattern_ops);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX documents_by_word ON public.search_document USING gin (words);
CREATE INDEX documents_newest_first ON public.search_document USING btree (at DESC, conversation_id DESC);
CREATE UNIQUE INDEX draft_one_of_each ON public.writing_draft USING btree (conversation_id, author_id, kind) WHERE (send_at IS NULL);
CREATE INDEX drafts_of_author ON public.writing_draft USING btree (author_id, updated_at DESC, id DESC) WHERE (send_at IS NULL);
CREATE INDEX drafts_to_send ON public.writing_draft USING btree (send_at) WHERE (send_at IS NOT NULL);
CREATE INDEX email_dkimkey_domain_c5b1770a_like ON public.email_dkimkey USING btree (domain varchar_pattern_ops);
CREATE INDEX email_mailaccount_inbox_id_6919c37d ON public.email_mailaccount USING btree (inbox_id);
CREATE INDEX email_outboundmail_alert_id_dadf1291 ON public.email_outboundmail USING btree (alert_id);
CREATE INDEX email_outboundmail_conversation_id_3a59c39d ON public.email_outboundmail USING btree (conversation_id);
CREATE INDEX email_outboundmail_message_id_3382d314 ON public.email_outboundmail USING btree (message_id);
CREATE INDEX email_rawmail_inbox_id_e71dc072 ON public.email_rawmail USING btree (inbox_id);
CREATE INDEX email_rawmail_key_ceda4f29_like ON public.email_rawmail USING btree (key varchar_pattern_ops);
CREATE INDEX email_servercopy_account_id_ec6a4cb3 ON public.email_servercopy USING btree (account_id);
CREATE INDEX email_servercopy_raw_mail_id_afca917d ON public.email_servercopy USING btree (raw_mail_id);
CREATE INDEX event_by_name ON public.platform_event USING btree (name, at);
CREATE INDEX event_of_conversation ON public.platform_event USING btree (conversation_id, at);
CREATE INDEX feedback_fixed_conversation_id_3476e296 ON public.feedback_fixed USING btree (conversation_id);
CREATE INDEX feedback_fixed_invite_id_c23caa79 ON public.feedback_fixed USING btree (invite_id);
CREATE INDEX feedback_fixed_page_id_c6a91722 ON public.feedback_fixed USING btree (page_id);
CREATE INDEX feedback_observation_invite_id_dcd71e7c ON public.feedback_observation USING btree (invite_id);
CREATE INDEX feedback_quote_shown_by_id_f7f07b81 ON public.feedback_quote USING btree (shown_by_id);
CREATE INDEX feedback_rating_conversation_id_15e17765 ON public.feedback_rating USING btree (conversation_id);
CREATE INDEX feedback_ratinginvite_author_id_859979cb ON public.feedback_ratinginvite USING btree (author_id);
CREATE INDEX feedback_ratinginvite_conversation_id_a51a6c0e ON public.feedback_ratinginvite USING btree (conversation_id);
CREATE INDEX feedback_ratinginvite_message_id_4ef24d4f ON public.feedback_ratinginvite USING btree (message_id);
CREATE INDEX feedback_ratinginvite_seed_397af491_like ON public.feedback_ratinginvite USING btree (seed varchar_pattern_ops);
CREATE INDEX feedback_ratinginvite_token_digest_793c68fc_like ON public.feedback_ratinginvite USING btree (token_digest varchar_pattern_ops);
CREATE INDEX feedback_scale_inbox_id_426e0a58 ON public.feedback_scale USING btree (inbox_id);
CREATE INDEX feedback_scale_made_by_id_e5df3ca8 ON public.feedback_scale USING btree (made_by_id);
CREATE INDEX feedback_vote_invite_id_ca6c04e5 ON public.feedback_vote USING btree (invite_id);
CREATE INDEX feedback_vote_page_id_71360dff ON public.feedback_vote USING btree (page_id);
CREATE INDEX fixed_of_conversation ON public.feedback_fixed USING btree (conversation_id, at DESC);
CREATE INDEX goodwill_newest ON public.recovery_goodwill USING btree (given_at DESC, id DESC);
CREATE INDEX goodwill_to_decide ON public.recovery_goodwill USING btree (given_at) WHERE (is_allowed IS NULL);
CREATE INDEX identities_by_domain ON public.customers_identity USING btree (split_part((value)::text, '@'::text, 2)) WHERE ((kind)::text = 'email'::text);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX invites_newest ON public.feedback_ratinginvite USING btree (created_at DESC, id DESC);
CREATE INDEX knowledge_savedreply_changed_by_id_ecca00c9 ON public.knowledge_savedreply USING btree (changed_by_id);
CREATE INDEX knowledge_savedreply_inbox_id_d2f53c50 ON public.knowledge_savedreply USING btree (inbox_id);
CREATE INDEX knowledge_savedreply_owner_id_0b365615 ON public.knowledge_savedreply USING btree (owner_id);
CREATE INDEX knowledge_savedreply_team_id_bb66da24 ON public.knowledge_savedreply USING btree (team_id);
CREATE INDEX knowledge_savedreplyuse_saved_reply_id_520d591b ON public.knowledge_savedreplyuse USING btree (saved_reply_id);
CREATE INDEX labels_conversationtype_key_5b9f5f1f_like ON public.labels_conversationtype USING btree (key varchar_pattern_ops);
CREATE INDEX labels_customstatus_key_36f27d9b_like ON public.labels_customstatus USING btree (key varchar_pattern_ops);
CREATE INDEX labels_field_key_1ec248cc_like ON public.labels_field USING btree (key varchar_pattern_ops);
CREATE INDEX learning_copy_digest_id_516d6928 ON public.learning_copy USING btree (digest_id);
CREATE INDEX learning_copy_user_id_d0d79377 ON public.learning_copy USING btree (user_id);
CREATE INDEX learning_given_by_id_f54624e6 ON public.learning_given USING btree (by_id);
CREATE INDEX learning_given_rating_id_9d9a2bfc ON public.learning_given USING btree (rating_id);
CREATE INDEX learning_given_reason_id_f590f989 ON public.learning_given USING btree (reason_id);
CREATE INDEX learning_heard_by_id_628e96c6 ON public.learning_heard USING btree (by_id);
CREATE INDEX learning_heard_outreach_id_b9d1d8a2 ON public.learning_heard USING btree (outreach_id);
CREATE INDEX learning_heard_reason_id_504dd652 ON public.learning_heard USING btree (reason_id);
CREATE INDEX learning_item_decided_by_id_ff36da6c ON public.learning_item USING btree (decided_by_id);
CREATE INDEX learning_item_prevention_id_0d2765f5 ON public.learning_item USING btree (prevention_id);
CREATE INDEX learning_item_read_by_id_599e1dbb ON public.learning_item USING btree (read_by_id);
CREATE INDEX learning_item_shared_by_id_557becfb ON public.learning_item USING btree (shared_by_id);
CREATE INDEX learning_reason_name_f01948db_like ON public.learning_reason USING btree (name varchar_pattern_ops);
CREATE INDEX losses_newest ON public.relationships_loss USING btree (lost_on DESC, id DESC) WHERE (NOT (("end")::text = 'mistake'::text));
CREATE INDEX message_by_id ON public.conversations_message USING btree (message_id) WHERE (NOT ((message_id)::text = ''::text));
CREATE UNIQUE INDEX message_composed_once ON public.conversations_message USING btree (conversation_id, compose_key) WHERE (compose_key IS NOT NULL);
CREATE INDEX messages_forwarding ON public.conversations_message USING btree (forwards_id) WHERE (forwards_id IS NOT NULL);
CREATE INDEX messages_held ON public.conversations_message USING btree (id) WHERE held;
CREATE INDEX messages_in_order ON public.conversations_message USING btree (conversation_id, at, id);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX observations_of_invite ON public.feedback_observation USING btree (invite_id, at);
CREATE UNIQUE INDEX one_open_invitation_an_address ON public.team_invitation USING btree (email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));
CREATE UNIQUE INDEX one_open_recovery ON public.recovery_recovery USING btree (conversation_id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX one_scale_at_a_time ON public.feedback_scale USING btree (inbox_id, language) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_snippet_at_a_time ON public.snippets_snippet USING btree (user_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX opted_out_once ON public.surveys_optout USING btree (customer_id) WHERE (ended_at IS NULL);
CREATE INDEX outbound_by_header_id ON public.email_outboundmail USING btree (header_id);
CREATE INDEX outbound_failed ON public.email_outboundmail USING btree (due_at) WHERE ((state)::text = 'failed'::text);
CREATE INDEX outbound_in_trouble ON public.email_outboundmail USING btree (conversation_id) WHERE ((settled_at IS NULL) AND ((state)::text = ANY (ARRAY[('failed'::character varying)::text, ('unknown'::character varying)::text])));
CREATE INDEX outbound_sent ON public.email_outboundmail USING btree (sent_at) WHERE (sent_at IS NOT NULL);
CREATE INDEX outbox_due ON public.email_outboundmail USING btree (due_at, id) WHERE ((state)::text = ANY (ARRAY[('queued'::character varying)::text, ('leased'::character varying)::text, ('sending'::character varying)::text, ('deferred'::character varying)::text, ('unknown'::character varying)::text]));
CREATE INDEX outreach_decided ON public.campaigns_outreach USING btree (campaign_id, decided_at DESC, id DESC);
CREATE INDEX outreach_waiting ON public.campaigns_outreach USING btree (campaign_id, id) WHERE (((arm)::text = 'ask'::text) AND ((state)::text = 'drawn'::text));
CREATE INDEX outside_newest ON public.snippets_outside USING btree (changed_at DESC, id DESC);
CREATE INDEX outside_of_user ON public.snippets_outside USING btree (user_id, changed_at DESC, id DESC);
CREATE INDEX outside_to_settle ON public.snippets_outside USING btree (settle_at) WHERE (settle_at IS NOT NULL);
CREATE INDEX people_by_name ON public.search_person USING gin (names public.gin_trgm_ops);
CREATE INDEX platform_attempt_key_541ab0f7_like ON public.platform_attempt USING btree (key varchar_pattern_ops);
CREATE INDEX platform_fact_key_b42a9cd0_like ON public.platform_fact USING btree (key varchar_pattern_ops);
CREATE INDEX post_due ON public.alerts_post USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX post_lately ON public.alerts_post USING btree (route_id, created_at DESC);
CREATE INDEX post_of_conversation ON public.alerts_post USING btree (conversation_id);
CREATE INDEX post_old ON public.alerts_post USING btree (created_at);
CREATE INDEX praise_newest ON public.learning_item USING btree (put_at DESC, id DESC) WHERE (((kind)::text = 'praise'::text) AND (withdrawn_at IS NULL));
CREATE INDEX praise_shared ON public.learning_item USING btree (shared_at DESC) WHERE (((kind)::text = 'praise'::text) AND (shared_at IS NOT NULL));
CREATE INDEX preventions_done ON public.recovery_prevention USING btree (done_at DESC, id DESC) WHERE (done_at IS NOT NULL);
CREATE INDEX preventions_open ON public.recovery_prevention USING btree (due_on, id) WHERE (done_at IS NULL);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX promises_due ON public.promises_promise USING btree (due_at) WHERE ((broken_at IS NULL) AND (kept_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX promises_of_conversation ON public.promises_promise USING btree (conversation_id);
CREATE INDEX promises_open ON public.promises_promise USING btree (due_at) WHERE ((kept_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX promises_promise_conversation_id_ac864b49 ON public.promises_promise USING btree (conversation_id);
CREATE INDEX promises_promise_kept_by_id_ca101d73 ON public.promises_promise USING btree (kept_by_id);
CREATE INDEX promises_promise_owner_id_9fd04f51 ON public.promises_promise USING btree (owner_id);
CREATE INDEX push_due ON public.alerts_push USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX push_old ON public.alerts_push USING btree (created_at);
CREATE INDEX questions_newest ON public.coaching_question USING btree (last_at DESC, id DESC);
CREATE INDEX quotes_newest ON public.feedback_quote USING btree (allowed_at DESC, id DESC);
CREATE INDEX quotes_shown ON public.feedback_quote USING btree (shown_at DESC, id DESC) WHERE (shown_at IS NOT NULL);
CREATE INDEX ratings_newest ON public.feedback_rating USING btree (changed_at DESC, id DESC);
CREATE INDEX ratings_of_conversation ON public.feedback_rating USING btree (conversation_id, changed_at DESC);
CREATE INDEX ratings_to_settle ON public.feedback_rating USING btree (settle_at) WHERE (settle_at IS NOT NULL);
CREATE INDEX raw_mail_by_body ON public.email_rawmail USING btree (body_digest);
CREATE INDEX raw_mail_to_read ON public.email_rawmail USING btree (try_at, id) WHERE ((state)::text = 'new'::text);
CREATE INDEX reasons_counted ON public.learning_given USING btree (day, reason_id) INCLUDE (inbox_id, source, is_main) WHERE counts;
CREATE INDEX recoveries_closed ON public.recovery_recovery USING btree (closed_at DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX recoveries_newest ON public.recovery_recovery USING btree (opened_at DESC);
CREATE INDEX recoveries_open ON public.recovery_recovery USING btree (due_at) WHERE (closed_at IS NULL);
CREATE INDEX recoveries_shared ON public.recovery_recovery USING btree (shared_at DESC, id DESC) WHERE (shared_at IS NOT NULL);
CREATE INDEX recoveries_won ON public.recovery_recovery USING btree (closed_at DESC, id DESC) WHERE ((outcome)::text = 'recovered'::text);
CREATE INDEX recovery_cause_name_5c9ccff4_like ON public.recovery_cause USING btree (name varchar_pattern_ops);
CREATE INDEX recovery_complaint_about_id_cea9831a ON public.recovery_complaint USING btree (about_id);
CREATE INDEX recovery_complaint_prevention_id_53a4be54 ON public.recovery_complaint USING btree (prevention_id);
CREATE INDEX recovery_concern_prevention_id_1e75e067 ON public.recovery_concern USING btree (prevention_id);
CREATE INDEX recovery_concern_recovery_id_cb39e101 ON public.recovery_concern USING btree (recovery_id);
CREATE INDEX recovery_goodwill_decided_by_id_9e003830 ON public.recovery_goodwill USING btree (decided_by_id);
CREATE INDEX recovery_goodwill_given_by_id_b58bd8c6 ON public.recovery_goodwill USING btree (given_by_id);
CREATE INDEX recovery_goodwill_recovery_id_a08fca73 ON public.recovery_goodwill USING btree (recovery_id);
CREATE INDEX recovery_prevention_cause_id_4fb6b40e ON public.recovery_prevention USING btree (cause_id);
CREATE INDEX recovery_prevention_done_by_id_d834f8dc ON public.recovery_prevention USING btree (done_by_id);
CREATE INDEX recovery_prevention_made_by_id_af90829e ON public.recovery_prevention USING btree (made_by_id);
CREATE INDEX recovery_prevention_owner_id_ad4a9d77 ON public.recovery_prevention USING btree (owner_id);
CREATE INDEX recovery_reask_recovery_id_85db57ee ON public.recovery_reask USING btree (recovery_id);
CREATE INDEX recovery_recovery_cause_id_bfd592ba ON public.recovery_recovery USING btree (cause_id);
CREATE INDEX recovery_recovery_conversation_id_1159a315 ON public.recovery_recovery USING btree (conversation_id);
CREATE INDEX recovery_recovery_owner_id_6ce58968 ON public.recovery_recovery USING btree (owner_id);
CREATE INDEX recovery_recovery_previous_id_5a3df03b ON public.recovery_recovery USING btree (previous_id);
CREATE INDEX recovery_step_done_by_id_2f763faf ON public.recovery_step USING btree (done_by_id);
CREATE INDEX recovery_step_message_id_1314c081 ON public.recovery_step USING btree (message_id);
CREATE INDEX recovery_step_promise_id_af25b8a2 ON public.recovery_step USING btree (promise_id);
CREATE INDEX recovery_step_recovery_id_48ac9a63 ON public.recovery_step USING btree (recovery_id);
CREATE INDEX recovery_trigger_recovery_id_7c6a21e7 ON public.recovery_trigger USING btree (recovery_id);
CREATE INDEX relationships_badpatch_conversation_id_9c4d3ffc ON public.relationships_badpatch USING btree (conversation_id);
CREATE INDEX relationships_loss_asked_by_id_8b174a9e ON public.relationships_loss USING btree (asked_by_id);
CREATE INDEX relationships_loss_asked_in_id_e3bbe14b ON public.relationships_loss USING btree (asked_in_id);
CREATE INDEX relationships_loss_conversation_id_0bc04291 ON public.relationships_loss USING btree (conversation_id);
CREATE INDEX relationships_loss_customer_id_3659ffd8 ON public.relationships_loss USING btree (customer_id);
CREATE INDEX relationships_loss_ended_by_id_d034d1f3 ON public.relationships_loss USING btree (ended_by_id);
CREATE INDEX relationships_loss_learned_by_id_ec482472 ON public.relationships_loss USING btree (learned_by_id);
CREATE INDEX relationships_loss_noted_by_id_b9311689 ON public.relationships_loss USING btree (noted_by_id);
CREATE INDEX relationships_unhappy_contacted_by_id_cb6dceb4 ON public.relationships_unhappy USING btree (contacted_by_id);
CREATE INDEX relationships_unhappy_conversation_id_330b52cd ON public.relationships_unhappy USING btree (conversation_id);
CREATE INDEX relationships_unhappy_owner_id_e4508d15 ON public.relationships_unhappy USING btree (owner_id);
CREATE INDEX reports_drawn_invite_id_29a353ce ON public.reports_drawn USING btree (invite_id);
CREATE INDEX reports_drawn_noted_by_id_8916e527 ON public.reports_drawn USING btree (noted_by_id);
CREATE INDEX reports_drawn_sample_id_87859e47 ON public.reports_drawn USING btree (sample_id);
CREATE INDEX reports_sample_drawn_by_id_66a322e8 ON public.reports_sample USING btree (drawn_by_id);
CREATE INDEX reports_sample_inbox_id_670c3be9 ON public.reports_sample USING btree (inbox_id);
CREATE INDEX retention_keep_kept_by_id_c1abf17d ON public.retention_keep USING btree (kept_by_id);
CREATE INDEX retention_rule_set_by_id_46834d43 ON public.retention_rule USING btree (set_by_id);
CREATE INDEX rung_due ON public.alerts_rung USING btree (due_at, id) WHERE (ended_at IS NULL);
CREATE INDEX rung_of_conversation ON public.alerts_rung USING btree (conversation_id);
CREATE INDEX runs_of_rule ON public.automation_rulerun USING btree (rule_id, at DESC, id DESC);
CREATE INDEX saved_replies_of_answer ON public.knowledge_savedreply USING btree (answer_id) WHERE (answer_id IS NOT NULL);
CREATE INDEX search_view_owner_id_bbbde421 ON public.search_view USING btree (owner_id);
CREATE INDEX search_view_team_id_fa5cd239 ON public.search_view USING btree (team_id);
CREATE INDEX search_viewcount_inbox_id_87034f5e ON public.search_viewcount USING btree (inbox_id);
CREATE INDEX search_viewcount_user_id_ec075b5c ON public.search_viewcount USING btree (user_id);
CREATE INDEX search_viewcount_view_id_5d2e9d76 ON public.search_viewcount USING btree (view_id);
CREATE UNIQUE INDEX signature_once ON public.writing_signature USING btree (COALESCE(inbox_id, (0)::bigint), COALESCE(user_id, (0)::bigint), language);
CREATE INDEX snippet_seen ON public.snippets_seen USING btree (snippet_id, visitor, at);
CREATE INDEX snippet_seen_at ON public.snippets_seen USING btree (at);
CREATE INDEX snippets_click_page_id_3e3b565b ON public.snippets_click USING btree (page_id);
CREATE INDEX snippets_click_rating_id_28c058f8 ON public.snippets_click USING btree (rating_id);
CREATE INDEX snippets_outside_customer_id_a022c08d ON public.snippets_outside USING btree (customer_id);
CREATE INDEX snippets_outside_snippet_id_9658f6f3 ON public.snippets_outside USING btree (snippet_id);
CREATE INDEX snippets_outside_user_id_beb4fd95 ON public.snippets_outside USING btree (user_id);
CREATE INDEX snippets_seen_snippet_id_b91e9588 ON public.snippets_seen USING btree (snippet_id);
CREATE INDEX snippets_snippet_seed_83b8b45a_like ON public.snippets_snippet USING btree (seed varchar_pattern_ops);
CREATE INDEX snippets_snippet_token_digest_355988d9_like ON public.snippets_snippet USING btree (token_digest varchar_pattern_ops);
CREATE INDEX snippets_snippet_user_id_2bcbb2b0 ON public.snippets_snippet USING btree (user_id);
CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);
CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);
CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);
CREATE UNIQUE INDEX survey_day_once ON public.surveys_surveyday USING btree (survey_id, day, inbox_id, part, what) INCLUDE (n);
CREATE INDEX surveys_asking_conversation_id_f7e8f4c1 ON public.surveys_asking USING btree (conversation_id);
CREATE INDEX surveys_asking_occasion_bd544dd8_like ON public.surveys_asking USING btree (occasion varchar_pattern_ops);
CREATE INDEX surveys_asking_token_digest_da341926_like ON public.surveys_asking USING btree (token_digest varchar_pattern_ops);
CREATE INDEX surveys_opened_asking_id_742610dc ON public.surveys_opened USING btree (asking_id);
CREATE INDEX surveys_optout_customer_id_a0fbb3f8 ON public.surveys_optout USING btree (customer_id);
CREATE INDEX surveys_said_asking_id_68cb39a0 ON public.surveys_said USING btree (asking_id);
CREATE INDEX surveys_said_page_id_8a53468d ON public.surveys_said USING btree (page_id);
CREATE INDEX surveys_survey_created_by_id_46a3da67 ON public.surveys_survey USING btree (created_by_id);
CREATE INDEX surveys_survey_inbox_id_eb3fc042 ON public.surveys_survey USING btree (inbox_id);
CREATE UNIQUE INDEX tag_name_once ON public.labels_tag USING btree (lower((name)::text));
CREATE INDEX team_apitoken_token_digest_032909f8_like ON public.team_apitoken USING btree (token_digest varchar_pattern_ops);
CREATE INDEX team_apitoken_user_id_20c6e977 ON public.team_apitoken USING btree (user_id);
CREATE INDEX team_businesshours_name_022a35e5_like ON public.team_businesshours USING btree (name varchar_pattern_ops);
CREATE INDEX team_invitation_invited_by_id_12c26854 ON public.team_invitation USING btree (invited_by_id);
CREATE INDEX team_invitation_teams_invitation_id_df7bc681 ON public.team_invitation_teams USING btree (invitation_id);
CREATE INDEX team_invitation_teams_team_id_592e09c5 ON public.team_invitation_teams USING btree (team_id);
CREATE INDEX team_invitation_token_digest_ea11f17d_like ON public.team_invitation USING btree (token_digest varchar_pattern_ops);
CREATE INDEX team_invitation_user_id_95710b5b ON public.team_invitation USING btree (user_id);
CREATE INDEX team_loginlink_token_digest_16904bcd_like ON public.team_loginlink USING btree (token_digest varchar_pattern_ops);
CREATE INDEX team_loginlink_user_id_36c4afb0 ON public.team_loginlink USING btree (user_id);
CREATE INDEX team_signedin_session_key_96daa4a5_like ON public.team_signedin USING btree (session_key varchar_pattern_ops);
CREATE INDEX team_signedin_user_id_b8394644 ON public.team_signedin USING btree (user_id);
CREATE INDEX team_team_name_b365d91c_like ON public.team_team USING btree (name varchar_pattern_ops);
CREATE INDEX team_user_email_d621058a_like ON public.team_user USING btree (email varchar_pattern_ops);
CREATE INDEX team_user_teams_team_id_3bb60de5 ON public.team_user_teams USING btree (team_id);
CREATE INDEX team_user_teams_user_id_46d3441f ON public.team_user_teams USING btree (user_id);
CREATE INDEX the_pile ON public.triage_placement USING btree (rank_key, conversation_id) WHERE waiting;
CREATE INDEX the_pile_of_agent ON public.triage_placement USING btree (assignee_id, rank_key, conversation_id) WHERE waiting;
CREATE INDEX triage_placement_assignee_id_22b9f349 ON public.triage_placement USING btree (assignee_id);
CREATE INDEX triage_placement_inbox_id_0165328d ON public.triage_placement USING btree (inbox_id);
CREATE INDEX unhappy_contacted ON public.relationships_unhappy USING btree (since, customer_id) WHERE (contacted_at IS NOT NULL);
CREATE INDEX unhappy_to_contact ON public.relationships_unhappy USING btree (since, customer_id) WHERE (contacted_at IS NULL);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY (ARRAY[('totp'::character varying)::text, ('recovery_codes'::character varying)::text]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX voices_newest ON public.relationships_voice USING btree (at DESC, conversation_id DESC);
CREATE INDEX votes_of_invite ON public.feedback_vote USING btree (invite_id, at);
CREATE INDEX webhook_due ON public.webhooks_delivery USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX webhook_log ON public.webhooks_delivery USING btree (endpoint_id, id DESC);
CREATE INDEX webhook_old ON public.webhooks_delivery USING btree (created_at);
CREATE INDEX webhooks_delivery_endpoint_id_6cbee67d ON public.webhooks_delivery USING btree (endpoint_id);
CREATE INDEX webhooks_endpoint_owner_id_8529ff96 ON public.webhooks_endpoint USING btree (owner_id);
CREATE INDEX work_by_kind ON public.reports_work USING btree (kind, at DESC, id DESC);
CREATE INDEX work_of_conversation ON public.reports_work USING btree (conversation_id);
CREATE UNIQUE INDEX work_spread_once ON public.reports_workspread USING btree (by, name, span, day, inbox_id, measure, is_office, step) INCLUDE (number);
CREATE INDEX work_waits ON public.reports_work USING btree (measure, at DESC, id DESC) WHERE (measure IS NOT NULL);
CREATE INDEX writing_draft_author_id_af0394e8 ON public.writing_draft USING btree (author_id);
CREATE INDEX writing_draft_conversation_id_a5d5f29f ON public.writing_draft USING btree (conversation_id);
CREATE INDEX writing_draft_forwards_id_68493852 ON public.writing_draft USING btree (forwards_id);
CREATE INDEX writing_draft_token_384276d8_like ON public.writing_draft USING btree (token varchar_pattern_ops);
CREATE INDEX writing_draftfile_draft_id_7fa1b2dd ON public.writing_draftfile USING btree (draft_id);
CREATE INDEX writing_presence_conversation_id_3cd0c6ee ON public.writing_presence USING btree (conversation_id);
CREATE INDEX writing_signature_inbox_id_5f0e2004 ON public.writing_signature USING btree (inbox_id);
CREATE INDEX writing_signature_user_id_3f75122b ON public.writing_signature USING btree (user_id);
CREATE TRIGGER item_follows AFTER UPDATE OF inbox_id ON public.conversations_conversation FOR EACH ROW WHEN ((old.inbox_id IS DISTINCT FROM new.inbox_id)) EXECUTE FUNCTION public.learning_follow_conversation();
CREATE TRIGGER item_follows_rating AFTER UPDATE OF conversation_id ON public.feedback_rating FOR EACH ROW WHEN ((old.conversation_id IS DISTINCT FROM new.conversation_id)) EXECUTE FUNCTION public.learning_follow_rating();
CREATE TRIGGER item_placed BEFORE INSERT OR UPDATE OF rating_id ON public.learning_item FOR EACH ROW EXECUTE FUNCTION public.learning_item_placed();
CREATE TRIGGER learning_given_anew AFTER INSERT OR DELETE ON public.learning_given FOR EACH ROW EXECUTE FUNCTION public.learning_given_anew();
CREATE TRIGGER learning_rated_anew AFTER UPDATE OF score, state ON public.feedback_rating FOR EACH ROW WHEN (((old.score IS DISTINCT FROM new.score) OR ((old.state)::text IS DISTINCT FROM (new.state)::text))) EXECUTE FUNCTION public.learning_rated_anew();
CREATE TRIGGER learning_ratings_stay BEFORE DELETE ON public.feedback_rating FOR EACH ROW EXECUTE FUNCTION public.learning_ratings_stay();
CREATE TRIGGER loss_placed BEFORE INSERT OR UPDATE OF customer_id ON public.relationships_loss FOR EACH ROW EXECUTE FUNCTION public.relationships_loss_placed();
CREATE TRIGGER placement_follows AFTER UPDATE OF inbox_id, assignee_id ON public.conversations_conversation FOR EACH ROW WHEN (((old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.assignee_id IS DISTINCT FROM new.assignee_id))) EXECUTE FUNCTION public.triage_follow_conversation();
CREATE TRIGGER platform_audit_stays BEFORE DELETE OR UPDATE ON public.platform_auditentry FOR EACH ROW EXECUTE FUNCTION public.platform_audit_stays();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
CREATE TRIGGER relationships_follow AFTER INSERT OR DELETE ON public.conversations_conversation FOR EACH ROW EXECUTE FUNCTION public.relationships_follow_conversation();
CREATE TRIGGER relationships_follow_moved AFTER UPDATE OF inbox_id, customer_id ON public.conversations_conversation FOR EACH ROW WHEN (((old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.customer_id IS DISTINCT FROM new.customer_id))) EXECUTE FUNCTION public.relationships_follow_conversation();
CREATE TRIGGER reports_asked AFTER INSERT OR DELETE ON public.feedback_ratinginvite FOR EACH ROW EXECUTE FUNCTION public.reports_invite_asked();
CREATE TRIGGER reports_conversation_gone AFTER DELETE ON public.conversations_conversation FOR EACH ROW EXECUTE FUNCTION public.reports_conversation_works();
CREATE TRIGGER reports_conversation_moved AFTER UPDATE OF inbox_id, type, tag_names, status, merged_into_id ON public.conversations_conversation FOR EACH ROW WHEN (((old.inbox_id IS DISTINCT FROM new.inbox_id) OR ((old.type)::text IS DISTINCT FROM (new.type)::text) OR (old.tag_names IS DISTINCT FROM new.tag_names) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.merged_into_id IS DISTINCT FROM new.merged_into_id))) EXECUTE FUNCTION public.reports_conversation_works();
CREATE TRIGGER reports_delivered AFTER UPDATE OF delivered_at ON public.feedback_ratinginvite FOR EACH ROW WHEN ((((old.delivered_at IS NULL) <> (new.delivered_at IS NULL)) AND (NOT ((old.created_at IS DISTINCT FROM new.created_at) OR (old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.author_id IS DISTINCT FROM new.author_id) OR ((old.language)::text IS DISTINCT FROM (new.language)::text) OR ((old.channel)::text IS DISTINCT FROM (new.channel)::text) OR ((old.about)::text IS DISTINCT FROM (new.about)::text) OR ((old.topic)::text IS DISTINCT FROM (new.topic)::text) OR (old.was_unhappy IS DISTINCT FROM new.was_unhappy) OR (old.of_staff IS DISTINCT FROM new.of_staff))))) EXECUTE FUNCTION public.reports_invite_asked();
CREATE TRIGGER reports_message_came AFTER INSERT ON public.conversations_message FOR EACH ROW WHEN (((new.kind)::text = ANY (ARRAY[('inbound'::character varying)::text, ('reply'::character varying)::text]))) EXECUTE FUNCTION public.reports_message_works();
CREATE TRIGGER reports_message_gone AFTER DELETE ON public.conversations_message FOR EACH ROW WHEN (((old.kind)::text = ANY (ARRAY[('inbound'::character varying)::text, ('reply'::character varying)::text]))) EXECUTE FUNCTION public.reports_message_works();
CREATE TRIGGER reports_message_moved AFTER UPDATE OF conversation_id, kind, held, at, origin, author_id ON public.conversations_message FOR EACH ROW WHEN (((old.conversation_id IS DISTINCT FROM new.conversation_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.held IS DISTINCT FROM new.held) OR (old.at IS DISTINCT FROM new.at) OR ((old.origin)::text IS DISTINCT FROM (new.origin)::text) OR (old.author_id IS DISTINCT FROM new.author_id))) EXECUTE FUNCTION public.reports_message_works();
CREATE TRIGGER reports_moved AFTER UPDATE ON public.feedback_ratinginvite FOR EACH ROW WHEN (((old.created_at IS DISTINCT FROM new.created_at) OR (old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.author_id IS DISTINCT FROM new.author_id) OR ((old.language)::text IS DISTINCT FROM (new.language)::text) OR ((old.channel)::text IS DISTINCT FROM (new.channel)::text) OR ((old.about)::text IS DISTINCT FROM (new.about)::text) OR ((old.topic)::text IS DISTINCT FROM (new.topic)::text) OR (old.was_unhappy IS DISTINCT FROM new.was_unhappy) OR (old.of_staff IS DISTINCT FROM new.of_staff))) EXECUTE FUNCTION public.reports_invite_moved();
CREATE TRIGGER reports_rated AFTER INSERT OR DELETE ON public.feedback_rating FOR EACH ROW EXECUTE FUNCTION public.reports_rating();
CREATE TRIGGER reports_rated_anew AFTER UPDATE OF invite_id, score, state, passed_on ON public.feedback_rating FOR EACH ROW WHEN (((old.invite_id IS DISTINCT FROM new.invite_id) OR (old.score IS DISTINCT FROM new.score) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.passed_on IS DISTINCT FROM new.passed_on))) EXECUTE FUNCTION public.reports_rating();
CREATE TRIGGER reports_staff_click_gone AFTER DELETE ON public.feedback_observation FOR EACH ROW WHEN (old.is_staff) EXECUTE FUNCTION public.reports_staff_click();
CREATE TRIGGER reports_staff_clicked AFTER INSERT ON public.feedback_observation FOR EACH ROW WHEN (new.is_staff) EXECUTE FUNCTION public.reports_staff_click();
CREATE TRIGGER snippets_ratings_stay BEFORE DELETE ON public.snippets_outside FOR EACH ROW EXECUTE FUNCTION public.snippets_ratings_stay();
CREATE TRIGGER surveys_answered AFTER INSERT OR DELETE ON public.surveys_answer FOR EACH ROW EXECUTE FUNCTION public.surveys_answer_anew();
CREATE TRIGGER surveys_answered_anew AFTER UPDATE ON public.surveys_answer FOR EACH ROW WHEN (((old.asking_id IS DISTINCT FROM new.asking_id) OR (old.number IS DISTINCT FROM new.number) OR ((old.state)::text IS DISTINCT FROM (new.state)::text))) EXECUTE FUNCTION public.surveys_answer_anew();
CREATE TRIGGER surveys_answers_stay BEFORE DELETE ON public.surveys_answer FOR EACH ROW EXECUTE FUNCTION public.surveys_answers_stay();
CREATE TRIGGER surveys_decided AFTER INSERT OR DELETE ON public.surveys_asking FOR EACH ROW EXECUTE FUNCTION public.surveys_asking_anew();
CREATE TRIGGER surveys_decided_anew AFTER UPDATE ON public.surveys_asking FOR EACH ROW WHEN (((old.survey_id IS DISTINCT FROM new.survey_id) OR (old.inbox_id IS DISTINCT FROM new.inbox_id) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.decided_at IS DISTINCT FROM new.decided_at) OR ((old.skipped_because)::text IS DISTINCT FROM (new.skipped_because)::text) OR ((old.way)::text IS DISTINCT FROM (new.way)::text) OR ((old.delivered_at IS NULL) IS DISTINCT FROM (new.delivered_at IS NULL)))) EXECUTE FUNCTION public.surveys_asking_anew();
CREATE TRIGGER tally_pile AFTER INSERT OR DELETE ON public.triage_placement FOR EACH ROW EXECUTE FUNCTION public.triage_tally_pile();
CREATE TRIGGER tally_pile_moved AFTER UPDATE OF waiting, inbox_id, assignee_id ON public.triage_placement FOR EACH ROW WHEN (((old.waiting IS DISTINCT FROM new.waiting) OR (old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.assignee_id IS DISTINCT FROM new.assignee_id))) EXECUTE FUNCTION public.triage_tally_pile();
CREATE TRIGGER tally_status AFTER INSERT OR DELETE ON public.conversations_conversation FOR EACH ROW EXECUTE FUNCTION public.conversations_tally_status();
CREATE TRIGGER tally_status_moved AFTER UPDATE OF status, inbox_id, assignee_id ON public.conversations_conversation FOR EACH ROW WHEN ((((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.inbox_id IS DISTINCT FROM new.inbox_id) OR (old.assignee_id IS DISTINCT FROM new.assignee_id))) EXECUTE FUNCTION public.conversations_tally_status();
CREATE TRIGGER tally_unread AFTER INSERT OR DELETE ON public.learning_item FOR EACH ROW EXECUTE FUNCTION public.learning_tally_unread();
CREATE TRIGGER tally_unread_moved AFTER UPDATE ON public.learning_item FOR EACH ROW WHEN (((old.inbox_id IS DISTINCT FROM new.inbox_id) OR ((((old.kind)::text = 'poor'::text) AND (old.withdrawn_at IS NULL) AND (old.read_at IS NULL)) IS DISTINCT FROM (((new.kind)::text = 'poor'::text) AND (new.withdrawn_at IS NULL) AND (new.read_at IS NULL))))) EXECUTE FUNCTION public.learning_tally_unread();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_alert
    ADD CONSTRAINT alerts_alert_user_id_f5648313_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_device
    ADD CONSTRAINT alerts_device_user_id_31f20658_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_post
    ADD CONSTRAINT alerts_post_into_id_17b62ced_fk_alerts_post_id FOREIGN KEY (into_id) REFERENCES public.alerts_post(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_post
    ADD CONSTRAINT alerts_post_route_id_33bcf467_fk_alerts_route_id FOREIGN KEY (route_id) REFERENCES public.alerts_route(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_preference
    ADD CONSTRAINT alerts_preference_user_id_658b9117_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_push
    ADD CONSTRAINT alerts_push_alert_id_5db5c331_fk_alerts_alert_id FOREIGN KEY (alert_id) REFERENCES public.alerts_alert(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_push
    ADD CONSTRAINT alerts_push_device_id_820138f7_fk_alerts_device_id FOREIGN KEY (device_id) REFERENCES public.alerts_device(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_route
    ADD CONSTRAINT alerts_route_made_by_id_15e40caf_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.alerts_touch
    ADD CONSTRAINT alerts_touch_alert_id_534b4b5e_fk_alerts_alert_id FOREIGN KEY (alert_id) REFERENCES public.alerts_alert(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automation_rule
    ADD CONSTRAINT automation_rule_last_given_to_id_e29782e9_fk_team_user_id FOREIGN KEY (last_given_to_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automation_rule
    ADD CONSTRAINT automation_rule_made_by_id_1a263a29_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automation_rulerun
    ADD CONSTRAINT automation_rulerun_conversation_id_82facdaa_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automation_rulerun
    ADD CONSTRAINT automation_rulerun_rule_id_822a3472_fk_automation_rule_id FOREIGN KEY (rule_id) REFERENCES public.automation_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_created_by_id_11fada74_fk_team_user_id FOREIGN KEY (created_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_inbox_id_cb622eda_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_sender_id_452f6d89_fk_team_user_id FOREIGN KEY (sender_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_asking_id_6f6b1609_fk_surveys_asking_id FOREIGN KEY (asking_id) REFERENCES public.surveys_asking(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_campaign_id_935243eb_fk_campaigns FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_conversation_id_3bf095d6_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.campaigns_outreach
    ADD CONSTRAINT campaigns_outreach_customer_id_17adf9df_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.changes_change
    ADD CONSTRAINT changes_change_actor_id_fe62e4aa_fk_team_user_id FOREIGN KEY (actor_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.changes_change
    ADD CONSTRAINT changes_change_undone_by_id_3a5b73c5_fk_team_user_id FOREIGN KEY (undone_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.changes_step
    ADD CONSTRAINT changes_step_change_id_000913c4_fk_changes_change_id FOREIGN KEY (change_id) REFERENCES public.changes_change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.changes_step
    ADD CONSTRAINT changes_step_conversation_id_7ded09b5_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_answer
    ADD CONSTRAINT coaching_answer_by_id_054be024_fk_team_user_id FOREIGN KEY (by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_answer
    ADD CONSTRAINT coaching_answer_question_id_3c3ad757_fk_coaching_question_id FOREIGN KEY (question_id) REFERENCES public.coaching_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_case
    ADD CONSTRAINT coaching_case_made_by_id_2bf18568_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_case
    ADD CONSTRAINT coaching_case_rating_id_737cf542_fk_feedback_rating_id FOREIGN KEY (rating_id) REFERENCES public.feedback_rating(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_case
    ADD CONSTRAINT coaching_case_shared_by_id_cb15acf9_fk_team_user_id FOREIGN KEY (shared_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_question
    ADD CONSTRAINT coaching_question_accepted_id_0bad92d5_fk_coaching_answer_id FOREIGN KEY (accepted_id) REFERENCES public.coaching_answer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_question
    ADD CONSTRAINT coaching_question_asked_by_id_6079a279_fk_team_user_id FOREIGN KEY (asked_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_thanks
    ADD CONSTRAINT coaching_thanks_answer_id_3620556b_fk_coaching_answer_id FOREIGN KEY (answer_id) REFERENCES public.coaching_answer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_thanks
    ADD CONSTRAINT coaching_thanks_user_id_77cfb28e_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.coaching_tonephrase
    ADD CONSTRAINT coaching_tonephrase_added_by_id_c8ad9a1f_fk_team_user_id FOREIGN KEY (added_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_ask
    ADD CONSTRAINT conversations_ask_asked_by_id_d021e708_fk_team_user_id FOREIGN KEY (asked_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_ask
    ADD CONSTRAINT conversations_ask_conversation_id_fe6b79da_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_ask
    ADD CONSTRAINT conversations_ask_user_id_0384fe03_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_attachment
    ADD CONSTRAINT conversations_attach_message_id_9179b1e8_fk_conversat FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conver_customer_id_afb78c4a_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conver_identity_id_b4b18dc8_fk_customers FOREIGN KEY (identity_id) REFERENCES public.customers_identity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conver_inbox_id_c97f6da0_fk_conversat FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conver_merged_into_id_18d56788_fk_conversat FOREIGN KEY (merged_into_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conver_snoozed_by_id_2405bc45_fk_team_user FOREIGN KEY (snoozed_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conversation_assignee_id_e845f644_fk_team_user_id FOREIGN KEY (assignee_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_conversation
    ADD CONSTRAINT conversations_conversation_team_id_c9f144f2_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_follower
    ADD CONSTRAINT conversations_follow_conversation_id_8e4ada09_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_follower
    ADD CONSTRAINT conversations_follower_user_id_b6f7e33a_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_inbox_teams
    ADD CONSTRAINT conversations_inbox__inbox_id_da70c229_fk_conversat FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_inbox
    ADD CONSTRAINT conversations_inbox_hours_id_88ff5a93_fk_team_businesshours_id FOREIGN KEY (hours_id) REFERENCES public.team_businesshours(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_inbox_teams
    ADD CONSTRAINT conversations_inbox_teams_team_id_bdefd1a7_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_link
    ADD CONSTRAINT conversations_link_first_id_9fcd66d3_fk_conversat FOREIGN KEY (first_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_link
    ADD CONSTRAINT conversations_link_made_by_id_c577bc29_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_link
    ADD CONSTRAINT conversations_link_second_id_f53af45b_fk_conversat FOREIGN KEY (second_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_messag_conversation_id_f1a2d5e9_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_messag_forwards_id_d22cd4c9_fk_conversat FOREIGN KEY (forwards_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_author_id_3d2a10d9_fk_team_user_id FOREIGN KEY (author_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_participant
    ADD CONSTRAINT conversations_partic_conversation_id_69e50799_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_participant
    ADD CONSTRAINT conversations_partic_identity_id_bc262a57_fk_customers FOREIGN KEY (identity_id) REFERENCES public.customers_identity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_participant
    ADD CONSTRAINT conversations_participant_added_by_id_a731dd05_fk_team_user_id FOREIGN KEY (added_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_turn
    ADD CONSTRAINT conversations_turn_inbox_id_3639d9a7_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_turn
    ADD CONSTRAINT conversations_turn_user_id_df2acde3_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_merged_into_id_2994ddb6_fk_customers FOREIGN KEY (merged_into_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_organization_id_dc486906_fk_customers FOREIGN KEY (organization_id) REFERENCES public.customers_organization(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_domain
    ADD CONSTRAINT customers_domain_organization_id_324bf150_fk_customers FOREIGN KEY (organization_id) REFERENCES public.customers_organization(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_identity
    ADD CONSTRAINT customers_identity_customer_id_b1e21f37_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_merge
    ADD CONSTRAINT customers_merge_gone_id_24c423c5_fk_customers_customer_id FOREIGN KEY (gone_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_merge
    ADD CONSTRAINT customers_merge_kept_id_079eb59f_fk_customers_customer_id FOREIGN KEY (kept_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_merge
    ADD CONSTRAINT customers_merge_merged_by_id_f8b83ac2_fk_team_user_id FOREIGN KEY (merged_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_merge
    ADD CONSTRAINT customers_merge_undone_by_id_6cedfb9e_fk_team_user_id FOREIGN KEY (undone_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_organizationmerge
    ADD CONSTRAINT customers_organizati_gone_id_140d18ca_fk_customers FOREIGN KEY (gone_id) REFERENCES public.customers_organization(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_organizationmerge
    ADD CONSTRAINT customers_organizati_kept_id_10dc8833_fk_customers FOREIGN KEY (kept_id) REFERENCES public.customers_organization(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_organizationmerge
    ADD CONSTRAINT customers_organizati_merged_by_id_9086d180_fk_team_user FOREIGN KEY (merged_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_organization
    ADD CONSTRAINT customers_organizati_merged_into_id_06820e4c_fk_customers FOREIGN KEY (merged_into_id) REFERENCES public.customers_organization(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_visit
    ADD CONSTRAINT customers_visit_identity_id_61ed616c_fk_customers_identity_id FOREIGN KEY (identity_id) REFERENCES public.customers_identity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_mailaccount
    ADD CONSTRAINT email_mailaccount_inbox_id_6919c37d_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_mailserver
    ADD CONSTRAINT email_mailserver_inbox_id_10e68b03_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_alert_id_dadf1291_fk_alerts_alert_id FOREIGN KEY (alert_id) REFERENCES public.alerts_alert(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_conversation_id_3a59c39d_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_inbox_id_e2eb8c82_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outboundmail
    ADD CONSTRAINT email_outboundmail_message_id_3382d314_fk_conversat FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_inbox_id_e71dc072_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_message_id_024a901a_fk_conversations_message_id FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_servercopy
    ADD CONSTRAINT email_servercopy_account_id_ec6a4cb3_fk_email_mailaccount_id FOREIGN KEY (account_id) REFERENCES public.email_mailaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_servercopy
    ADD CONSTRAINT email_servercopy_raw_mail_id_afca917d_fk_email_rawmail_id FOREIGN KEY (raw_mail_id) REFERENCES public.email_rawmail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_fixed
    ADD CONSTRAINT feedback_fixed_conversation_id_3476e296_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_fixed
    ADD CONSTRAINT feedback_fixed_invite_id_c23caa79_fk_feedback_ratinginvite_id FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_fixed
    ADD CONSTRAINT feedback_fixed_page_id_c6a91722_fk_feedback_observation_id FOREIGN KEY (page_id) REFERENCES public.feedback_observation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_observation
    ADD CONSTRAINT feedback_observation_invite_id_dcd71e7c_fk_feedback_ FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_quote
    ADD CONSTRAINT feedback_quote_rating_id_02e67abe_fk_feedback_rating_id FOREIGN KEY (rating_id) REFERENCES public.feedback_rating(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_quote
    ADD CONSTRAINT feedback_quote_shown_by_id_f7f07b81_fk_team_user_id FOREIGN KEY (shown_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_rating
    ADD CONSTRAINT feedback_rating_conversation_id_15e17765_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_rating
    ADD CONSTRAINT feedback_rating_invite_id_bc8bc53d_fk_feedback_ratinginvite_id FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvit_conversation_id_a51a6c0e_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvit_inbox_id_7a835c09_fk_conversat FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvit_message_id_4ef24d4f_fk_conversat FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvite_author_id_859979cb_fk_team_user_id FOREIGN KEY (author_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_ratinginvite
    ADD CONSTRAINT feedback_ratinginvite_scale_id_0fdd12ba_fk_feedback_scale_id FOREIGN KEY (scale_id) REFERENCES public.feedback_scale(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_scale
    ADD CONSTRAINT feedback_scale_inbox_id_426e0a58_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_scale
    ADD CONSTRAINT feedback_scale_made_by_id_e5df3ca8_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_vote
    ADD CONSTRAINT feedback_vote_invite_id_ca6c04e5_fk_feedback_ratinginvite_id FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.feedback_vote
    ADD CONSTRAINT feedback_vote_page_id_71360dff_fk_feedback_observation_id FOREIGN KEY (page_id) REFERENCES public.feedback_observation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreply
    ADD CONSTRAINT knowledge_savedreply_changed_by_id_ecca00c9_fk_team_user_id FOREIGN KEY (changed_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreply
    ADD CONSTRAINT knowledge_savedreply_inbox_id_d2f53c50_fk_conversat FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreplyuse
    ADD CONSTRAINT knowledge_savedreply_message_id_7e05bc8c_fk_conversat FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreply
    ADD CONSTRAINT knowledge_savedreply_owner_id_0b365615_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreplyuse
    ADD CONSTRAINT knowledge_savedreply_saved_reply_id_520d591b_fk_knowledge FOREIGN KEY (saved_reply_id) REFERENCES public.knowledge_savedreply(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_savedreply
    ADD CONSTRAINT knowledge_savedreply_team_id_bb66da24_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_copy
    ADD CONSTRAINT learning_copy_digest_id_516d6928_fk_learning_digest_id FOREIGN KEY (digest_id) REFERENCES public.learning_digest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_copy
    ADD CONSTRAINT learning_copy_user_id_d0d79377_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT learning_given_by_id_f54624e6_fk_team_user_id FOREIGN KEY (by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT learning_given_inbox_id_c2066ab5_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT learning_given_rating_id_9d9a2bfc_fk_feedback_rating_id FOREIGN KEY (rating_id) REFERENCES public.feedback_rating(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_given
    ADD CONSTRAINT learning_given_reason_id_f590f989_fk_learning_reason_id FOREIGN KEY (reason_id) REFERENCES public.learning_reason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_heard
    ADD CONSTRAINT learning_heard_by_id_628e96c6_fk_team_user_id FOREIGN KEY (by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_heard
    ADD CONSTRAINT learning_heard_outreach_id_b9d1d8a2_fk_campaigns_outreach_id FOREIGN KEY (outreach_id) REFERENCES public.campaigns_outreach(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_heard
    ADD CONSTRAINT learning_heard_reason_id_504dd652_fk_learning_reason_id FOREIGN KEY (reason_id) REFERENCES public.learning_reason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_decided_by_id_ff36da6c_fk_team_user_id FOREIGN KEY (decided_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_inbox_id_8db754cf_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_prevention_id_0d2765f5_fk_recovery_prevention_id FOREIGN KEY (prevention_id) REFERENCES public.recovery_prevention(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_rating_id_bfaacec9_fk_feedback_rating_id FOREIGN KEY (rating_id) REFERENCES public.feedback_rating(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_read_by_id_599e1dbb_fk_team_user_id FOREIGN KEY (read_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_item
    ADD CONSTRAINT learning_item_shared_by_id_557becfb_fk_team_user_id FOREIGN KEY (shared_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_publicplace
    ADD CONSTRAINT learning_publicplace_inbox_id_8dbd8d2a_fk_conversat FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.learning_unwanted
    ADD CONSTRAINT learning_unwanted_user_id_1f10910b_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_conversation_id_ac864b49_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_kept_by_id_ca101d73_fk_conversat FOREIGN KEY (kept_by_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_owner_id_9fd04f51_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_about_id_cea9831a_fk_conversat FOREIGN KEY (about_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_closed_by_id_7bb84778_fk_team_user_id FOREIGN KEY (closed_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_conversation_id_7554cf4b_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_complaint
    ADD CONSTRAINT recovery_complaint_prevention_id_53a4be54_fk_recovery_ FOREIGN KEY (prevention_id) REFERENCES public.recovery_prevention(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_concern
    ADD CONSTRAINT recovery_concern_prevention_id_1e75e067_fk_recovery_ FOREIGN KEY (prevention_id) REFERENCES public.recovery_prevention(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_concern
    ADD CONSTRAINT recovery_concern_recovery_id_cb39e101_fk_recovery_recovery_id FOREIGN KEY (recovery_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_goodwill
    ADD CONSTRAINT recovery_goodwill_decided_by_id_9e003830_fk_team_user_id FOREIGN KEY (decided_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_goodwill
    ADD CONSTRAINT recovery_goodwill_given_by_id_b58bd8c6_fk_team_user_id FOREIGN KEY (given_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_goodwill
    ADD CONSTRAINT recovery_goodwill_recovery_id_a08fca73_fk_recovery_recovery_id FOREIGN KEY (recovery_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_prevention
    ADD CONSTRAINT recovery_prevention_cause_id_4fb6b40e_fk_recovery_cause_id FOREIGN KEY (cause_id) REFERENCES public.recovery_cause(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_prevention
    ADD CONSTRAINT recovery_prevention_done_by_id_d834f8dc_fk_team_user_id FOREIGN KEY (done_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_prevention
    ADD CONSTRAINT recovery_prevention_made_by_id_af90829e_fk_team_user_id FOREIGN KEY (made_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_prevention
    ADD CONSTRAINT recovery_prevention_owner_id_ad4a9d77_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_reask
    ADD CONSTRAINT recovery_reask_invite_id_54852bfc_fk_feedback_ratinginvite_id FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_reask
    ADD CONSTRAINT recovery_reask_recovery_id_85db57ee_fk_recovery_recovery_id FOREIGN KEY (recovery_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_cause_id_bfd592ba_fk_recovery_cause_id FOREIGN KEY (cause_id) REFERENCES public.recovery_cause(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_conversation_id_1159a315_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_owner_id_6ce58968_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_previous_id_5a3df03b_fk_recovery_recovery_id FOREIGN KEY (previous_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_recovery
    ADD CONSTRAINT recovery_recovery_shared_by_id_1e25d01e_fk_team_user_id FOREIGN KEY (shared_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_done_by_id_2f763faf_fk_team_user_id FOREIGN KEY (done_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_message_id_1314c081_fk_conversations_message_id FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_promise_id_af25b8a2_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES public.promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_step
    ADD CONSTRAINT recovery_step_recovery_id_48ac9a63_fk_recovery_recovery_id FOREIGN KEY (recovery_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_trigger
    ADD CONSTRAINT recovery_trigger_rating_id_3e0ee9ad_fk_feedback_rating_id FOREIGN KEY (rating_id) REFERENCES public.feedback_rating(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recovery_trigger
    ADD CONSTRAINT recovery_trigger_recovery_id_7c6a21e7_fk_recovery_recovery_id FOREIGN KEY (recovery_id) REFERENCES public.recovery_recovery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_badpatch
    ADD CONSTRAINT relationships_badpat_conversation_id_9c4d3ffc_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_badpatch
    ADD CONSTRAINT relationships_badpat_customer_id_edfdb0b6_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_asked_by_id_8b174a9e_fk_team_user_id FOREIGN KEY (asked_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_asked_in_id_e3bbe14b_fk_conversat FOREIGN KEY (asked_in_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_conversation_id_0bc04291_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_customer_id_3659ffd8_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_ended_by_id_d034d1f3_fk_team_user_id FOREIGN KEY (ended_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_learned_by_id_ec482472_fk_team_user_id FOREIGN KEY (learned_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_loss
    ADD CONSTRAINT relationships_loss_noted_by_id_b9311689_fk_team_user_id FOREIGN KEY (noted_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_unhappy
    ADD CONSTRAINT relationships_unhapp_conversation_id_330b52cd_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_unhappy
    ADD CONSTRAINT relationships_unhapp_customer_id_d7cba08a_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_unhappy
    ADD CONSTRAINT relationships_unhappy_contacted_by_id_cb6dceb4_fk_team_user_id FOREIGN KEY (contacted_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_unhappy
    ADD CONSTRAINT relationships_unhappy_owner_id_e4508d15_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_voice
    ADD CONSTRAINT relationships_voice_conversation_id_ab8aa987_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.relationships_voice
    ADD CONSTRAINT relationships_voice_inbox_id_e6e83cb7_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_drawn
    ADD CONSTRAINT reports_drawn_invite_id_29a353ce_fk_feedback_ratinginvite_id FOREIGN KEY (invite_id) REFERENCES public.feedback_ratinginvite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_drawn
    ADD CONSTRAINT reports_drawn_noted_by_id_8916e527_fk_team_user_id FOREIGN KEY (noted_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_drawn
    ADD CONSTRAINT reports_drawn_sample_id_87859e47_fk_reports_sample_id FOREIGN KEY (sample_id) REFERENCES public.reports_sample(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_sample
    ADD CONSTRAINT reports_sample_drawn_by_id_66a322e8_fk_team_user_id FOREIGN KEY (drawn_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_sample
    ADD CONSTRAINT reports_sample_inbox_id_670c3be9_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.retention_emptied
    ADD CONSTRAINT retention_emptied_conversation_id_47bfbcd9_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.retention_keep
    ADD CONSTRAINT retention_keep_conversation_id_10bf2443_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.retention_keep
    ADD CONSTRAINT retention_keep_kept_by_id_c1abf17d_fk_team_user_id FOREIGN KEY (kept_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_inbox_id_477fe8a5_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_set_by_id_46834d43_fk_team_user_id FOREIGN KEY (set_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT search_document_conversation_id_b3399d35_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_person
    ADD CONSTRAINT search_person_customer_id_51d99483_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_view
    ADD CONSTRAINT search_view_owner_id_bbbde421_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_view
    ADD CONSTRAINT search_view_team_id_fa5cd239_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_viewcount
    ADD CONSTRAINT search_viewcount_inbox_id_87034f5e_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_viewcount
    ADD CONSTRAINT search_viewcount_user_id_ec075b5c_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.search_viewcount
    ADD CONSTRAINT search_viewcount_view_id_5d2e9d76_fk_search_view_id FOREIGN KEY (view_id) REFERENCES public.search_view(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_click
    ADD CONSTRAINT snippets_click_page_id_3e3b565b_fk_snippets_seen_id FOREIGN KEY (page_id) REFERENCES public.snippets_seen(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_click
    ADD CONSTRAINT snippets_click_rating_id_28c058f8_fk_snippets_outside_id FOREIGN KEY (rating_id) REFERENCES public.snippets_outside(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_outside
    ADD CONSTRAINT snippets_outside_customer_id_a022c08d_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_outside
    ADD CONSTRAINT snippets_outside_snippet_id_9658f6f3_fk_snippets_snippet_id FOREIGN KEY (snippet_id) REFERENCES public.snippets_snippet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_outside
    ADD CONSTRAINT snippets_outside_user_id_beb4fd95_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_seen
    ADD CONSTRAINT snippets_seen_snippet_id_b91e9588_fk_snippets_snippet_id FOREIGN KEY (snippet_id) REFERENCES public.snippets_snippet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.snippets_snippet
    ADD CONSTRAINT snippets_snippet_user_id_2bcbb2b0_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_user_id_8146e70c_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_answer
    ADD CONSTRAINT surveys_answer_asking_id_e0f37b23_fk_surveys_asking_id FOREIGN KEY (asking_id) REFERENCES public.surveys_asking(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_called_by_id_648f6c90_fk_team_user_id FOREIGN KEY (called_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_conversation_id_f7e8f4c1_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_customer_id_21c97cdf_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_inbox_id_4d56488e_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_message_id_83bef9ed_fk_conversations_message_id FOREIGN KEY (message_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_asking
    ADD CONSTRAINT surveys_asking_survey_id_92c4244b_fk_surveys_survey_id FOREIGN KEY (survey_id) REFERENCES public.surveys_survey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_opened
    ADD CONSTRAINT surveys_opened_asking_id_742610dc_fk_surveys_asking_id FOREIGN KEY (asking_id) REFERENCES public.surveys_asking(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_optout
    ADD CONSTRAINT surveys_optout_customer_id_a0fbb3f8_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_optout
    ADD CONSTRAINT surveys_optout_ended_by_id_c7d4fcaf_fk_team_user_id FOREIGN KEY (ended_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_said
    ADD CONSTRAINT surveys_said_asking_id_68cb39a0_fk_surveys_asking_id FOREIGN KEY (asking_id) REFERENCES public.surveys_asking(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_said
    ADD CONSTRAINT surveys_said_page_id_8a53468d_fk_surveys_opened_id FOREIGN KEY (page_id) REFERENCES public.surveys_opened(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_survey
    ADD CONSTRAINT surveys_survey_created_by_id_46a3da67_fk_team_user_id FOREIGN KEY (created_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.surveys_survey
    ADD CONSTRAINT surveys_survey_inbox_id_eb3fc042_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_apitoken
    ADD CONSTRAINT team_apitoken_user_id_20c6e977_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT team_invitation_invited_by_id_12c26854_fk_team_user_id FOREIGN KEY (invited_by_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_invitation_teams
    ADD CONSTRAINT team_invitation_team_invitation_id_df7bc681_fk_team_invi FOREIGN KEY (invitation_id) REFERENCES public.team_invitation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_invitation_teams
    ADD CONSTRAINT team_invitation_teams_team_id_592e09c5_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT team_invitation_user_id_95710b5b_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_loginlink
    ADD CONSTRAINT team_loginlink_user_id_36c4afb0_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_signedin
    ADD CONSTRAINT team_signedin_user_id_b8394644_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_user_teams
    ADD CONSTRAINT team_user_teams_team_id_3bb60de5_fk_team_team_id FOREIGN KEY (team_id) REFERENCES public.team_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.team_user_teams
    ADD CONSTRAINT team_user_teams_user_id_46d3441f_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.triage_placement
    ADD CONSTRAINT triage_placement_assignee_id_22b9f349_fk_team_user_id FOREIGN KEY (assignee_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.triage_placement
    ADD CONSTRAINT triage_placement_conversation_id_58feddff_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.triage_placement
    ADD CONSTRAINT triage_placement_inbox_id_0165328d_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_endpoint_id_6cbee67d_fk_webhooks_endpoint_id FOREIGN KEY (endpoint_id) REFERENCES public.webhooks_endpoint(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.webhooks_endpoint
    ADD CONSTRAINT webhooks_endpoint_owner_id_8529ff96_fk_team_user_id FOREIGN KEY (owner_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_draft
    ADD CONSTRAINT writing_draft_author_id_af0394e8_fk_team_user_id FOREIGN KEY (author_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_draft
    ADD CONSTRAINT writing_draft_conversation_id_a5d5f29f_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_draft
    ADD CONSTRAINT writing_draft_forwards_id_68493852_fk_conversations_message_id FOREIGN KEY (forwards_id) REFERENCES public.conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_draftfile
    ADD CONSTRAINT writing_draftfile_draft_id_7fa1b2dd_fk_writing_draft_id FOREIGN KEY (draft_id) REFERENCES public.writing_draft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_presence
    ADD CONSTRAINT writing_presence_conversation_id_3cd0c6ee_fk_conversat FOREIGN KEY (conversation_id) REFERENCES public.conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_presence
    ADD CONSTRAINT writing_presence_user_id_91ba252b_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_signature
    ADD CONSTRAINT writing_signature_inbox_id_5f0e2004_fk_conversations_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.conversations_inbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.writing_signature
    ADD CONSTRAINT writing_signature_user_id_3f75122b_fk_team_user_id FOREIGN KEY (user_id) REFERENCES public.team_user(id) DEFERRABLE INITIALLY DEFERRED;
