"""Django registration of the promises room."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "rapport.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
