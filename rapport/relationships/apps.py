"""Django registration of the relationships room."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "rapport.relationships"
    label = "relationships"
    default_auto_field = "django.db.models.BigAutoField"
