"""Django registration of the alerts room."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "rapport.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
