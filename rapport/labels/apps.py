"""Django registration of the labels room."""

from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "rapport.labels"
    label = "labels"
    default_auto_field = "django.db.models.BigAutoField"
