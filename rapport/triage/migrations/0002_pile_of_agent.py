"""The pile of each agent, and how many wait: kept by the database with every change of a place or a conversation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TRIGGERS = """
UPDATE triage_placement p SET assignee_id = c.assignee_id, inbox_id = c.inbox_id
  FROM conversations_conversation c WHERE c.id = p.conversation_id
  AND (c.assignee_id IS NOT NULL OR c.inbox_id <> p.inbox_id);
SET CONSTRAINTS ALL IMMEDIATE;
CREATE FUNCTION triage_tally_pile() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER tally_pile_moved AFTER UPDATE OF waiting, inbox_id, assignee_id ON triage_placement
  FOR EACH ROW WHEN ((OLD.waiting, OLD.inbox_id, OLD.assignee_id) IS DISTINCT FROM (NEW.waiting, NEW.inbox_id, NEW.assignee_id))
  EXECUTE FUNCTION triage_tally_pile();
CREATE TRIGGER tally_pile AFTER INSERT OR DELETE ON triage_placement
  FOR EACH ROW EXECUTE FUNCTION triage_tally_pile();
CREATE FUNCTION triage_follow_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE triage_placement SET inbox_id = NEW.inbox_id, assignee_id = NEW.assignee_id WHERE conversation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER placement_follows AFTER UPDATE OF inbox_id, assignee_id ON conversations_conversation
  FOR EACH ROW WHEN ((OLD.inbox_id, OLD.assignee_id) IS DISTINCT FROM (NEW.inbox_id, NEW.assignee_id))
  EXECUTE FUNCTION triage_follow_conversation();
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
  SELECT 'pile', inbox_id, assignee_id, count(*) FROM triage_placement WHERE waiting GROUP BY 2, 3;
"""
BACK = """
DROP TRIGGER placement_follows ON conversations_conversation;
DROP TRIGGER tally_pile_moved ON triage_placement;
DROP TRIGGER tally_pile ON triage_placement;
DROP FUNCTION triage_follow_conversation();
DROP FUNCTION triage_tally_pile();
DELETE FROM conversations_tally WHERE part = 'pile';
"""


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('conversations', '0007_tally'),
        ('triage', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='placement',
            name='assignee',
            field=models.ForeignKey(help_text='Whose conversation it is; with the inbox, the database keeps it as the conversation has it', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(condition=models.Q(('waiting', True)), fields=['assignee', 'rank_key', 'conversation'], name='the_pile_of_agent'),
        ),
    ]
