from django.db import migrations

# What a device is pushed without a choice (rules.PUSHED, as it was then).
PUSHED = ("unhappy", "promise", "handover", "asked")


def as_without_a_choice(apps, schema_editor):
    """Who chose before there were pushes said nothing about them: once they switch a device on it is told the usual, of
    what they want to see in the app."""
    for row in apps.get_model("alerts", "Preference").objects.all():
        for kind in PUSHED:
            if "app" in row.channels.get(kind, []):
                row.channels[kind].append("push")
        row.save(update_fields=["channels"])


class Migration(migrations.Migration):
    dependencies = [("alerts", "0009_devices")]
    operations = [migrations.RunPython(as_without_a_choice, migrations.RunPython.noop)]
