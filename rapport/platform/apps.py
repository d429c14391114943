"""Django registration of the platform."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "rapport.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
