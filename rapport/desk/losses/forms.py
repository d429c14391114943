"""What is said about a customer who left."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.desk.present.losses import choices
from rapport.relationships.actions import WORDS, Told

TOO_LONG = _("Say it in fewer than 600 characters.")


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=WORDS,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        error_messages={"max_length": TOO_LONG},
    )


class LossForm(forms.Form):
    lost_on = forms.DateField(
        label=_("Left us on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=choices,
        error_messages={
            "required": _("Choose a reason from the list. If nobody knows it, say so."),
            "invalid_choice": _("Choose a reason from the list. If nobody knows it, say so."),
        },
    )
    words = _words(_("In their words, or yours"), _("What is known of it. Leave it empty if nothing is."))

    def told(self) -> Told:
        return Told(**self.cleaned_data)


class CorrectionForm(LossForm):
    lesson = _words(_("What we learned"), _("What they answered, and what we do differently since."))
