from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = (
    "Too slow",
    "Not solved",
    "Not understood",
    "Unfriendly",
    "A fault in the product",
    "The price or the bill",
    "A wrong answer",
    "Had to say it again",
    "Something else",
)
GUARD = """
CREATE FUNCTION learning_ratings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM platform_auditentry
      WHERE action = 'feedback.rating_deleted' AND about = OLD.id::text) THEN
    RAISE EXCEPTION 'Rating % stays: no rating is deleted before the audit log says who does it.', OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER learning_ratings_stay BEFORE DELETE ON feedback_rating
  FOR EACH ROW EXECUTE FUNCTION learning_ratings_stay();
"""
BACK = "DROP TRIGGER learning_ratings_stay ON feedback_rating; DROP FUNCTION learning_ratings_stay();"
COUNTED = """
CREATE FUNCTION learning_count_anew(of_rating bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE learning_given g SET counts = now.counts, is_main = now.is_main FROM (
    SELECT o.id, r.score <= 2 AND r.state IN ('confirmed', 'probable') AND NOT i.of_staff AND i.about = 'reply' AS counts,
      row_number() OVER (ORDER BY array_position(ARRAY['reviewer', 'customer', 'agent'], o.source::text)) = 1 AS is_main
    FROM learning_given o JOIN feedback_rating r ON r.id = o.rating_id
      JOIN feedback_ratinginvite i ON i.id = r.invite_id
    WHERE o.rating_id = of_rating
  ) now WHERE g.id = now.id AND (g.counts, g.is_main) IS DISTINCT FROM (now.counts, now.is_main);
$$;
CREATE FUNCTION learning_given_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM learning_count_anew(CASE WHEN TG_OP = 'DELETE' THEN OLD.rating_id ELSE NEW.rating_id END);
  RETURN NULL;
END $$;
CREATE FUNCTION learning_rated_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM learning_count_anew(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER learning_given_anew AFTER INSERT OR DELETE ON learning_given
  FOR EACH ROW EXECUTE FUNCTION learning_given_anew();
CREATE TRIGGER learning_rated_anew AFTER UPDATE OF score, state ON feedback_rating FOR EACH ROW
  WHEN ((OLD.score, OLD.state) IS DISTINCT FROM (NEW.score, NEW.state)) EXECUTE FUNCTION learning_rated_anew();
"""
UNCOUNTED = """
DROP TRIGGER learning_rated_anew ON feedback_rating;
DROP TRIGGER learning_given_anew ON learning_given;
DROP FUNCTION learning_rated_anew();
DROP FUNCTION learning_given_anew();
DROP FUNCTION learning_count_anew(bigint);
"""
# What came in the last two weeks is on the first agenda; the index of the newest ratings finds it.
LATEST = """
INSERT INTO learning_item (rating_id, kind, put_at, why_nothing)
SELECT r.id, 'poor', r.changed_at, '' FROM feedback_rating r
  JOIN feedback_ratinginvite i ON i.id = r.invite_id
  WHERE r.changed_at >= now() - interval '14 days' AND r.score <= 2 AND r.state IN ('confirmed', 'probable')
    AND NOT i.of_staff
"""


def add_reasons(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Why answers are poor at most desks; each can be renamed or archived."""
    model = apps.get_model("learning", "Reason")
    for position, name in enumerate(REASONS):
        model.objects.get_or_create(name=name, defaults={"position": position})


class Migration(migrations.Migration):

    dependencies = [("learning", "0001_reasons_agenda_digest"), ("platform", "0003_audit")]

    operations = [
        migrations.RunPython(add_reasons, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, BACK),
        migrations.RunSQL(COUNTED, UNCOUNTED),
        migrations.RunSQL(LATEST, migrations.RunSQL.noop),
    ]
