"""Django registration of the team room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "rapport.team"
    label = "team"
    default_auto_field = "django.db.models.BigAutoField"
