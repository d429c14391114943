from django.db import migrations

GUARD = """
CREATE FUNCTION surveys_answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'surveys.answer_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Answer % stays: no answer is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER surveys_answers_stay BEFORE DELETE ON surveys_answer
  FOR EACH ROW EXECUTE FUNCTION surveys_answers_stay();
"""
BACK = "DROP TRIGGER surveys_answers_stay ON surveys_answer; DROP FUNCTION surveys_answers_stay();"


class Migration(migrations.Migration):

    dependencies = [("surveys", "0004_counting"), ("platform", "0003_audit")]

    operations = [migrations.RunSQL(GUARD, BACK)]
