"""Django registration of the coaching room."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "rapport.coaching"
    label = "coaching"
    default_auto_field = "django.db.models.BigAutoField"
