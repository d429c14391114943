"""What closes a complaint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.desk.recoveries.forms import CommitmentForm, StepForm
from rapport.recovery import complaints

LESSON_ERRORS = {
    "required": _("Say in a few words what was learned."),
    "max_length": _("Say it in fewer than %(limit_value)s characters."),
}


def _lesson() -> forms.CharField:
    return forms.CharField(
        max_length=600,
        label=_("What we learned of it"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
        error_messages=LESSON_ERRORS,
    )


class ClosingForm(CommitmentForm):
    """A lesson, and what will be different, with a name and a day."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["lesson"] = _lesson()
        self.order_fields(["lesson", "text", "owner", "due_on"])


class JoiningForm(StepForm):
    lesson = _lesson()
    prevention = forms.ModelChoiceField(
        queryset=complaints.preventions(),
        label=_("What is promised already"),
        empty_label="—",
        error_messages={
            "required": _("Choose what covers it."),
            "invalid_choice": _("This is done or gone meanwhile. Choose another one."),
        },
    )


class NoneForm(StepForm):
    why = forms.CharField(
        max_length=300,
        label=_("Why it is no complaint"),
        error_messages={"required": _("Say in a few words why this is no complaint.")},
    )
