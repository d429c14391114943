"""Counts beside folders: every change of status, inbox or assignee appends what it changes."""

from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION conversations_tally_status() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER tally_status_moved AFTER UPDATE OF status, inbox_id, assignee_id ON conversations_conversation
  FOR EACH ROW WHEN ((OLD.status, OLD.inbox_id, OLD.assignee_id) IS DISTINCT FROM (NEW.status, NEW.inbox_id, NEW.assignee_id))
  EXECUTE FUNCTION conversations_tally_status();
CREATE TRIGGER tally_status AFTER INSERT OR DELETE ON conversations_conversation
  FOR EACH ROW EXECUTE FUNCTION conversations_tally_status();
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
  SELECT status, inbox_id, assignee_id, count(*) FROM conversations_conversation GROUP BY 1, 2, 3;
"""
BACK = """
DROP TRIGGER tally_status_moved ON conversations_conversation;
DROP TRIGGER tally_status ON conversations_conversation;
DROP FUNCTION conversations_tally_status();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0006_writing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=8)),
                ('inbox_id', models.BigIntegerField()),
                ('assignee_id', models.BigIntegerField(null=True)),
                ('delta', models.IntegerField()),
            ],
            options={'verbose_name_plural': 'tallies'},
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
