"""Django registration of the surveys room."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "rapport.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
