"""Django registration of the campaigns room."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "rapport.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
