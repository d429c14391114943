"""What a customer of the local postbox answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.channels.email.practice import MOST_CHARS


class AnswerForm(forms.Form):
    text = forms.CharField(
        max_length=MOST_CHARS,
        widget=forms.Textarea,
        error_messages={
            "required": _("Write a few words first."),
            "max_length": f"That is too long to try out ({MOST_CHARS} characters at most).",
        },
    )
