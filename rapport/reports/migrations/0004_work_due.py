"""Whatever changes the work on a conversation notes that it is to be counted anew; the worker does that.

Nothing is counted here: what was there before is counted by `reports.actions.fill_work`, batch by batch.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION reports_message_works() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO reports_workdue (conversation_id) VALUES (OLD.conversation_id);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.conversation_id <> OLD.conversation_id THEN
    INSERT INTO reports_workdue (conversation_id) VALUES (NEW.conversation_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reports_message_came AFTER INSERT ON conversations_message
  FOR EACH ROW WHEN (NEW.kind IN ('inbound', 'reply')) EXECUTE FUNCTION reports_message_works();
CREATE TRIGGER reports_message_gone AFTER DELETE ON conversations_message
  FOR EACH ROW WHEN (OLD.kind IN ('inbound', 'reply')) EXECUTE FUNCTION reports_message_works();
CREATE TRIGGER reports_message_moved AFTER UPDATE OF conversation_id, kind, held, at, origin, author_id
  ON conversations_message FOR EACH ROW
  WHEN ((OLD.conversation_id, OLD.kind, OLD.held, OLD.at, OLD.origin, OLD.author_id)
    IS DISTINCT FROM (NEW.conversation_id, NEW.kind, NEW.held, NEW.at, NEW.origin, NEW.author_id))
  EXECUTE FUNCTION reports_message_works();

CREATE FUNCTION reports_conversation_works() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reports_workdue (conversation_id) VALUES (OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER reports_conversation_gone AFTER DELETE ON conversations_conversation
  FOR EACH ROW EXECUTE FUNCTION reports_conversation_works();
CREATE TRIGGER reports_conversation_moved AFTER UPDATE OF inbox_id, type, tag_names, status, merged_into_id
  ON conversations_conversation FOR EACH ROW
  WHEN ((OLD.inbox_id, OLD.type, OLD.tag_names, OLD.status, OLD.merged_into_id)
    IS DISTINCT FROM (NEW.inbox_id, NEW.type, NEW.tag_names, NEW.status, NEW.merged_into_id))
  EXECUTE FUNCTION reports_conversation_works();
"""
BACK = """
DROP TRIGGER reports_conversation_moved ON conversations_conversation;
DROP TRIGGER reports_conversation_gone ON conversations_conversation;
DROP TRIGGER reports_message_moved ON conversations_message;
DROP TRIGGER reports_message_gone ON conversations_message;
DROP TRIGGER reports_message_came ON conversations_message;
DROP FUNCTION reports_conversation_works();
DROP FUNCTION reports_message_works();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_work'),
        ('conversations', '0009_follow_hours_scopes'),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
