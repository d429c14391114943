"""What stands for the name of people who wrote without one."""

from django.db import migrations, models

FILL = """
UPDATE customers_customer c SET first_address = i.value
FROM (SELECT DISTINCT ON (customer_id) customer_id, value FROM customers_identity
  WHERE kind = 'email' ORDER BY customer_id, id) i
WHERE i.customer_id = c.id AND c.name = ''
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_visits")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="first_address",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Stands for the name until one is known",
                max_length=320,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
