"""What the page behind a face in another tool's mail sends."""

from django import forms

from rapport.feedback.models import How
from rapport.snippets.actions import COMMENT_CHARS, SAYS_CHARS


class FaceForm(forms.Form):
    level = forms.IntegerField(min_value=1, max_value=4)
    how = forms.ChoiceField(
        choices=[(how, how) for how in (How.BUTTON, How.INTERACTION, How.DWELL, How.PASSED_ON)], required=False
    )
    page = forms.CharField(required=False, max_length=80)
    comment = forms.CharField(required=False, max_length=COMMENT_CHARS)
    says = forms.EmailField(required=False, max_length=SAYS_CHARS)

    def clean_how(self) -> str:
        """A form sent without a script names no way: somebody pressed the button."""
        return self.cleaned_data["how"] or How.BUTTON
