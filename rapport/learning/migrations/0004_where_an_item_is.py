"""How many poor answers are unread, and where: every change of an item appends what it changes to the tally."""

import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
UPDATE learning_item a SET inbox_id = c.inbox_id
  FROM feedback_rating r JOIN conversations_conversation c ON c.id = r.conversation_id WHERE r.id = a.rating_id;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE FUNCTION learning_item_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Who moves the conversation meanwhile is waited for, or waits.
  SELECT c.inbox_id INTO NEW.inbox_id FROM conversations_conversation c
    WHERE c.id = (SELECT conversation_id FROM feedback_rating WHERE id = NEW.rating_id) FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER item_placed BEFORE INSERT OR UPDATE OF rating_id ON learning_item
  FOR EACH ROW EXECUTE FUNCTION learning_item_placed();
CREATE FUNCTION learning_tally_unread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.kind = 'poor' AND OLD.withdrawn_at IS NULL AND OLD.read_at IS NULL THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta) VALUES ('unread', OLD.inbox_id, NULL, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.kind = 'poor' AND NEW.withdrawn_at IS NULL AND NEW.read_at IS NULL THEN
    INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta) VALUES ('unread', NEW.inbox_id, NULL, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_unread_moved AFTER UPDATE ON learning_item FOR EACH ROW WHEN (
    (OLD.inbox_id, OLD.kind = 'poor' AND OLD.withdrawn_at IS NULL AND OLD.read_at IS NULL)
    IS DISTINCT FROM (NEW.inbox_id, NEW.kind = 'poor' AND NEW.withdrawn_at IS NULL AND NEW.read_at IS NULL))
  EXECUTE FUNCTION learning_tally_unread();
CREATE TRIGGER tally_unread AFTER INSERT OR DELETE ON learning_item
  FOR EACH ROW EXECUTE FUNCTION learning_tally_unread();
CREATE FUNCTION learning_follow_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE learning_item SET inbox_id = NEW.inbox_id
    WHERE rating_id IN (SELECT id FROM feedback_rating WHERE conversation_id = NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER item_follows AFTER UPDATE OF inbox_id ON conversations_conversation
  FOR EACH ROW WHEN (OLD.inbox_id IS DISTINCT FROM NEW.inbox_id) EXECUTE FUNCTION learning_follow_conversation();
CREATE FUNCTION learning_follow_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE learning_item SET inbox_id = (SELECT inbox_id FROM conversations_conversation WHERE id = NEW.conversation_id)
    WHERE rating_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER item_follows_rating AFTER UPDATE OF conversation_id ON feedback_rating
  FOR EACH ROW WHEN (OLD.conversation_id IS DISTINCT FROM NEW.conversation_id)
  EXECUTE FUNCTION learning_follow_rating();
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
  SELECT 'unread', inbox_id, NULL, count(*) FROM learning_item
  WHERE kind = 'poor' AND withdrawn_at IS NULL AND read_at IS NULL GROUP BY 2;
"""
BACK = """
DROP TRIGGER item_follows_rating ON feedback_rating;
DROP TRIGGER item_follows ON conversations_conversation;
DROP TRIGGER tally_unread ON learning_item;
DROP TRIGGER tally_unread_moved ON learning_item;
DROP TRIGGER item_placed ON learning_item;
DROP FUNCTION learning_follow_rating();
DROP FUNCTION learning_follow_conversation();
DROP FUNCTION learning_tally_unread();
DROP FUNCTION learning_item_placed();
DELETE FROM conversations_tally WHERE part = 'unread';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0009_follow_hours_scopes'),
        ('feedback', '0005_scales_and_fixed'),
        ('learning', '0003_heard'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='inbox',
            field=models.ForeignKey(db_index=False, editable=False, help_text='Where the rating is; the database keeps it as the conversation has it', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.inbox'),
        ),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
