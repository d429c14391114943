"""Django registration of the retention room."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "rapport.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"
