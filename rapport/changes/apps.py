"""Django registration of the changes room."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "rapport.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"
