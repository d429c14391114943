"""Django registration of the triage room."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "rapport.triage"
    label = "triage"
    default_auto_field = "django.db.models.BigAutoField"
