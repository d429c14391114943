"""What is due today is found among open promises alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('promises', '0002_nearing'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('kept_at', None), ('withdrawn_at', None)), fields=['due_at'], name='promises_open'),
        ),
    ]
