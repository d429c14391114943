"""What a customer sends from their own page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write the address that you write to us from."),
            "invalid": _("This is no e-mail address. Write it like name@example.com."),
        },
    )


class AnswerForm(forms.Form):
    """`page` makes it count once."""

    message = forms.CharField(
        label=_("Your answer"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your message."), "max_length": _("That is too long.")},
    )
    page = forms.RegexField(r"^[\w-]{22}\Z", max_length=22)
