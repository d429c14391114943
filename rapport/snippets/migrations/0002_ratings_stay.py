from django.db import migrations

GUARD = """
CREATE FUNCTION snippets_ratings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'snippets.rating_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Rating % of another tool stays: no rating is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER snippets_ratings_stay BEFORE DELETE ON snippets_outside
  FOR EACH ROW EXECUTE FUNCTION snippets_ratings_stay();
"""
BACK = "DROP TRIGGER snippets_ratings_stay ON snippets_outside; DROP FUNCTION snippets_ratings_stay();"


class Migration(migrations.Migration):

    dependencies = [("snippets", "0001_faces_elsewhere"), ("platform", "0003_audit")]

    operations = [migrations.RunSQL(GUARD, BACK)]
