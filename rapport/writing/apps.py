"""Django registration of the writing room."""

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "rapport.writing"
    label = "writing"
    default_auto_field = "django.db.models.BigAutoField"
