"""Every decision of a survey and every answer to it appends what it changes of the counts; what there is is counted."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION surveys_tell(asking surveys_asking, part text, what text, delta integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF asking.survey_id IS NOT NULL THEN
    INSERT INTO surveys_surveychange (survey_id, inbox_id, day, part, what, n)
      VALUES (asking.survey_id, coalesce(asking.inbox_id, 0),
        CASE part WHEN 'planned' THEN DATE '1970-01-01' ELSE (asking.decided_at AT TIME ZONE 'UTC')::date END,
        part, what, delta);
  END IF;
END $$;

CREATE FUNCTION surveys_tell_decision(asking surveys_asking, delta integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF asking.state = 'planned' THEN
    PERFORM surveys_tell(asking, 'planned', '', delta);
  ELSIF asking.state = 'skipped' THEN
    PERFORM surveys_tell(asking, 'skipped', asking.skipped_because, delta);
  ELSIF asking.delivered_at IS NOT NULL OR asking.way = 'phone' THEN
    PERFORM surveys_tell(asking, 'asked', '', delta);
  END IF;
END $$;

CREATE FUNCTION surveys_tell_answer(asking surveys_asking, number integer, state text, delta integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF asking.state = 'asked' THEN
    IF state = 'suspect' THEN
      PERFORM surveys_tell(asking, 'suspect', '', delta);
    ELSIF state IN ('confirmed', 'probable') THEN
      PERFORM surveys_tell(asking, 'counted', number::text, delta);
    END IF;
  END IF;
END $$;

CREATE FUNCTION surveys_asking_anew() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER surveys_decided AFTER INSERT OR DELETE ON surveys_asking
  FOR EACH ROW EXECUTE FUNCTION surveys_asking_anew();
CREATE TRIGGER surveys_decided_anew AFTER UPDATE ON surveys_asking FOR EACH ROW
  WHEN ((OLD.survey_id, OLD.inbox_id, OLD.state, OLD.decided_at, OLD.skipped_because, OLD.way,
      OLD.delivered_at IS NULL) IS DISTINCT FROM (NEW.survey_id, NEW.inbox_id, NEW.state, NEW.decided_at,
      NEW.skipped_because, NEW.way, NEW.delivered_at IS NULL))
  EXECUTE FUNCTION surveys_asking_anew();

-- The lock holds whoever decides anew meanwhile, so that an answer is counted where its question is.
CREATE FUNCTION surveys_answer_anew() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER surveys_answered AFTER INSERT OR DELETE ON surveys_answer
  FOR EACH ROW EXECUTE FUNCTION surveys_answer_anew();
CREATE TRIGGER surveys_answered_anew AFTER UPDATE ON surveys_answer FOR EACH ROW
  WHEN ((OLD.asking_id, OLD.number, OLD.state) IS DISTINCT FROM (NEW.asking_id, NEW.number, NEW.state))
  EXECUTE FUNCTION surveys_answer_anew();
"""
COUNTED = """
INSERT INTO surveys_surveyday (survey_id, inbox_id, day, part, what, n)
  SELECT survey_id, coalesce(inbox_id, 0),
    CASE part WHEN 'planned' THEN DATE '1970-01-01' ELSE (decided_at AT TIME ZONE 'UTC')::date END, part, what, count(*)
  FROM (
    SELECT survey_id, inbox_id, decided_at, CASE WHEN state IN ('planned', 'skipped') THEN state
        WHEN delivered_at IS NOT NULL OR way = 'phone' THEN 'asked' END AS part, skipped_because AS what
      FROM surveys_asking
    UNION ALL
    SELECT s.survey_id, s.inbox_id, s.decided_at, CASE a.state WHEN 'suspect' THEN 'suspect' ELSE 'counted' END,
        CASE a.state WHEN 'suspect' THEN '' ELSE a.number::text END
      FROM surveys_answer a JOIN surveys_asking s ON s.id = a.asking_id WHERE s.state = 'asked'
  ) found WHERE survey_id IS NOT NULL AND part IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
"""
BACK = """
DROP TRIGGER surveys_answered_anew ON surveys_answer;
DROP TRIGGER surveys_answered ON surveys_answer;
DROP TRIGGER surveys_decided_anew ON surveys_asking;
DROP TRIGGER surveys_decided ON surveys_asking;
DROP FUNCTION surveys_answer_anew();
DROP FUNCTION surveys_asking_anew();
DROP FUNCTION surveys_tell_answer(surveys_asking, integer, text, integer);
DROP FUNCTION surveys_tell_decision(surveys_asking, integer);
DROP FUNCTION surveys_tell(surveys_asking, text, text, integer);
DELETE FROM surveys_surveychange;
DELETE FROM surveys_surveyday;
"""


class Migration(migrations.Migration):

    dependencies = [("surveys", "0003_counts")]

    operations = [migrations.RunSQL(TRIGGERS + COUNTED, BACK)]
