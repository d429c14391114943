"""What a form lets one choose from, where the page knows it already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model


def offer(form: forms.Form, name: str, rows: Iterable[Model]) -> None:
    """Show these instead of asking for them; what is sent is still looked up."""
    field: Any = form.fields[name]
    nothing = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = [*nothing, *((field.prepare_value(row), field.label_from_instance(row)) for row in rows)]
