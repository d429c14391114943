from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CAUSES = (
    ("We were too slow", True),
    ("The answer was wrong or did not help", True),
    ("We did not keep our word", True),
    ("How we spoke to the customer", True),
    ("Something was broken", True),
    ("Late or lost on the way", True),
    ("Price or bill", True),
    ("A misunderstanding", False),
)


def add_causes(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What goes wrong at most desks; each can be renamed or archived."""
    model = apps.get_model("recovery", "Cause")
    for position, (name, is_ours) in enumerate(CAUSES):
        model.objects.get_or_create(name=name, defaults={"is_ours": is_ours, "position": position})


class Migration(migrations.Migration):

    dependencies = [("recovery", "0002_states_goodwill_prevention")]

    operations = [migrations.RunPython(add_causes, migrations.RunPython.noop)]
