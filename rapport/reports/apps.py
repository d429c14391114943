"""Django registration of the reports room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "rapport.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
