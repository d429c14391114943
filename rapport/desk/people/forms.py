"""What people may change of themselves. Role and address are not among it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120, label=_("Your name"), help_text=_("Customers see it under your replies."))
    title = forms.CharField(max_length=120, required=False, label=_("What you do"))
    signature = forms.CharField(
        max_length=2000,
        required=False,
        label=_("Signature"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands below every reply you send."),
    )
