"""Django registration of the e-mail channel."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "rapport.channels.email"
    label = "email"
    default_auto_field = "django.db.models.BigAutoField"
