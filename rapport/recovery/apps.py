"""Django registration of the recovery room."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "rapport.recovery"
    label = "recovery"
    default_auto_field = "django.db.models.BigAutoField"
