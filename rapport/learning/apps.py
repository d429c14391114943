"""Django registration of the learning room."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "rapport.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"
