"""Django registration of the snippets room."""

from django.apps import AppConfig


class SnippetsConfig(AppConfig):
    name = "rapport.snippets"
    label = "snippets"
    default_auto_field = "django.db.models.BigAutoField"
