"""What the page of a campaign's mail sends."""

from django import forms

from rapport.feedback.models import How
from rapport.surveys.actions import COMMENT_CHARS


class ChoiceForm(forms.Form):
    """`level` names a reason, so that the script of the other pages sends it."""

    level = forms.CharField(max_length=9)
    how = forms.ChoiceField(
        choices=[(how, how) for how in (How.BUTTON, How.INTERACTION, How.DWELL, How.PASSED_ON)], required=False
    )
    page = forms.CharField(required=False, max_length=80)
    comment = forms.CharField(required=False, max_length=COMMENT_CHARS)

    def clean_how(self) -> str:
        """A form sent without a script names no way: somebody pressed the button."""
        return self.cleaned_data["how"] or How.BUTTON
