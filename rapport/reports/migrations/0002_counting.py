"""Every invite that goes out, every rating and every click of our own people appends what it changes of the counts.

What an earlier version asked has no inbox yet and is not counted; `feedback.actions.place_older` writes it there bit by
bit, and the same triggers count it.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION reports_tell(invite feedback_ratinginvite, face integer, part text, delta integer)
RETURNS void LANGUAGE plpgsql AS $$
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

CREATE FUNCTION reports_part(invite feedback_ratinginvite, state text, passed_on boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN invite.of_staff THEN 'staff' WHEN state = 'suspect' AND passed_on THEN 'forwarded' ELSE state END
$$;

-- What was asked by one invite, and with it what is known of its answers.
CREATE FUNCTION reports_tell_asked(invite feedback_ratinginvite, delta integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF invite.delivered_at IS NOT NULL AND NOT invite.of_staff THEN
    PERFORM reports_tell(invite, -1, 'asked', delta);
  END IF;
END $$;

CREATE FUNCTION reports_tell_answers(invite feedback_ratinginvite, delta integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM reports_tell(invite, r.score, reports_part(invite, r.state, r.passed_on), delta)
    FROM feedback_rating r WHERE r.invite_id = invite.id;
  PERFORM reports_tell(invite, -1, 'staff', delta)
    FROM feedback_observation o WHERE o.invite_id = invite.id AND o.is_staff;
END $$;

CREATE FUNCTION reports_invite_asked() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION reports_invite_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM reports_tell_asked(OLD, -1);
  PERFORM reports_tell_answers(OLD, -1);
  PERFORM reports_tell_asked(NEW, 1);
  PERFORM reports_tell_answers(NEW, 1);
  RETURN NULL;
END $$;

CREATE TRIGGER reports_asked AFTER INSERT OR DELETE ON feedback_ratinginvite
  FOR EACH ROW EXECUTE FUNCTION reports_invite_asked();
CREATE TRIGGER reports_delivered AFTER UPDATE OF delivered_at ON feedback_ratinginvite FOR EACH ROW
  WHEN ((OLD.delivered_at IS NULL) <> (NEW.delivered_at IS NULL)
    AND (OLD.created_at, OLD.inbox_id, OLD.author_id, OLD.language, OLD.channel, OLD.about, OLD.topic, OLD.was_unhappy,
      OLD.of_staff) IS NOT DISTINCT FROM (NEW.created_at, NEW.inbox_id, NEW.author_id, NEW.language, NEW.channel,
      NEW.about, NEW.topic, NEW.was_unhappy, NEW.of_staff))
  EXECUTE FUNCTION reports_invite_asked();
CREATE TRIGGER reports_moved AFTER UPDATE ON feedback_ratinginvite FOR EACH ROW
  WHEN ((OLD.created_at, OLD.inbox_id, OLD.author_id, OLD.language, OLD.channel, OLD.about, OLD.topic, OLD.was_unhappy,
      OLD.of_staff) IS DISTINCT FROM (NEW.created_at, NEW.inbox_id, NEW.author_id, NEW.language, NEW.channel,
      NEW.about, NEW.topic, NEW.was_unhappy, NEW.of_staff))
  EXECUTE FUNCTION reports_invite_moved();

-- The lock holds whoever moves the invite meanwhile, so that an answer is counted where its invite is.
CREATE FUNCTION reports_rating() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER reports_rated AFTER INSERT OR DELETE ON feedback_rating FOR EACH ROW EXECUTE FUNCTION reports_rating();
CREATE TRIGGER reports_rated_anew AFTER UPDATE OF invite_id, score, state, passed_on ON feedback_rating FOR EACH ROW
  WHEN ((OLD.invite_id, OLD.score, OLD.state, OLD.passed_on)
    IS DISTINCT FROM (NEW.invite_id, NEW.score, NEW.state, NEW.passed_on))
  EXECUTE FUNCTION reports_rating();

CREATE FUNCTION reports_staff_click() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER reports_staff_clicked AFTER INSERT ON feedback_observation FOR EACH ROW WHEN (NEW.is_staff)
  EXECUTE FUNCTION reports_staff_click();
CREATE TRIGGER reports_staff_click_gone AFTER DELETE ON feedback_observation FOR EACH ROW WHEN (OLD.is_staff)
  EXECUTE FUNCTION reports_staff_click();
"""
BACK = """
DROP TRIGGER reports_staff_click_gone ON feedback_observation;
DROP TRIGGER reports_staff_clicked ON feedback_observation;
DROP TRIGGER reports_rated_anew ON feedback_rating;
DROP TRIGGER reports_rated ON feedback_rating;
DROP TRIGGER reports_moved ON feedback_ratinginvite;
DROP TRIGGER reports_delivered ON feedback_ratinginvite;
DROP TRIGGER reports_asked ON feedback_ratinginvite;
DROP FUNCTION reports_staff_click();
DROP FUNCTION reports_rating();
DROP FUNCTION reports_invite_moved();
DROP FUNCTION reports_invite_asked();
DROP FUNCTION reports_tell_answers(feedback_ratinginvite, integer);
DROP FUNCTION reports_tell_asked(feedback_ratinginvite, integer);
DROP FUNCTION reports_part(feedback_ratinginvite, text, boolean);
DROP FUNCTION reports_tell(feedback_ratinginvite, integer, text, integer);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_rating_counts'),
        ('feedback', '0004_counted_under'),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
