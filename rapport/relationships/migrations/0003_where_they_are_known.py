"""In which inboxes somebody who left is known, and where a bad patch was: kept as the conversations have them."""

import django.contrib.postgres.fields
from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION relationships_inboxes_of(of_customer bigint) RETURNS bigint[] LANGUAGE sql AS $$
  SELECT coalesce(array_agg(DISTINCT inbox_id ORDER BY inbox_id), '{}') FROM conversations_conversation
    WHERE customer_id = of_customer;
$$;
CREATE FUNCTION relationships_loss_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.inboxes := relationships_inboxes_of(NEW.customer_id);
  RETURN NEW;
END $$;
CREATE TRIGGER loss_placed BEFORE INSERT OR UPDATE OF customer_id ON relationships_loss
  FOR EACH ROW EXECUTE FUNCTION relationships_loss_placed();
CREATE FUNCTION relationships_place_losses(of_customer bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever waited here for another change reads in the next statement what that one wrote.
  PERFORM FROM relationships_loss WHERE customer_id = of_customer ORDER BY id FOR UPDATE;
  IF FOUND THEN
    UPDATE relationships_loss SET inboxes = relationships_inboxes_of(of_customer)
      WHERE customer_id = of_customer AND inboxes IS DISTINCT FROM relationships_inboxes_of(of_customer);
  END IF;
END $$;
CREATE FUNCTION relationships_follow_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER relationships_follow AFTER INSERT OR DELETE ON conversations_conversation
  FOR EACH ROW EXECUTE FUNCTION relationships_follow_conversation();
CREATE TRIGGER relationships_follow_moved AFTER UPDATE OF inbox_id, customer_id ON conversations_conversation
  FOR EACH ROW WHEN ((OLD.inbox_id, OLD.customer_id) IS DISTINCT FROM (NEW.inbox_id, NEW.customer_id))
  EXECUTE FUNCTION relationships_follow_conversation();
UPDATE relationships_loss SET inboxes = relationships_inboxes_of(customer_id);
UPDATE relationships_badpatch b SET inbox_id = c.inbox_id
  FROM conversations_conversation c WHERE c.id = b.conversation_id;
"""
BACK = """
DROP TRIGGER relationships_follow_moved ON conversations_conversation;
DROP TRIGGER relationships_follow ON conversations_conversation;
DROP TRIGGER loss_placed ON relationships_loss;
DROP FUNCTION relationships_follow_conversation();
DROP FUNCTION relationships_place_losses(bigint);
DROP FUNCTION relationships_loss_placed();
DROP FUNCTION relationships_inboxes_of(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0009_follow_hours_scopes'),
        ('relationships', '0002_losses_and_voices'),
    ]

    operations = [
        migrations.AddField(
            model_name='badpatch',
            name='inbox_id',
            field=models.BigIntegerField(default=0, db_default=0, help_text='Where that was; the database keeps it as the conversation has it'),
        ),
        migrations.AddField(
            model_name='loss',
            name='inboxes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, db_default=[], editable=False, help_text='Where this customer is known; the database keeps it as the conversations have it', size=None),
        ),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
