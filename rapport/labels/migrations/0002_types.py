from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TYPES = ("Question", "Problem", "Complaint", "Return", "Idea", "Praise")


def add_types(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What most companies tell apart; each can be renamed or archived."""
    model = apps.get_model("labels", "ConversationType")
    for position, name in enumerate(TYPES):
        model.objects.get_or_create(key=name.lower(), defaults={"name": name, "position": position})


class Migration(migrations.Migration):

    dependencies = [("labels", "0001_initial")]

    operations = [migrations.RunPython(add_types, migrations.RunPython.noop)]
