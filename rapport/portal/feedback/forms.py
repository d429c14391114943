"""What a rating page sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.feedback import rules
from rapport.feedback.actions import COMMENT_CHARS, PHONE_CHARS
from rapport.feedback.models import How

YES, NO = "yes", "no"
TOO_LONG = f"That is too long for this box ({COMMENT_CHARS} characters). Shorten it, or reply to the mail."
QUESTIONS = {
    "heard": _("Did you feel heard?"),
    "respected": _("Were you treated with respect?"),
    "quick": _("Was it quick enough?"),
}


class RateForm(forms.Form):
    level = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": _("Choose one of the faces, then press Send.")},
    )
    how = forms.ChoiceField(
        choices=[(how, how) for how in (How.BUTTON, How.INTERACTION, How.DWELL, How.PASSED_ON)], required=False
    )
    page = forms.CharField(required=False, max_length=80)
    heard = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, "No")], required=False)
    respected = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, "No")], required=False)
    solved = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, "No")], required=False)
    quick = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, "No")], required=False)
    reason = forms.CharField(required=False, max_length=20)
    comment = forms.CharField(
        required=False,
        max_length=COMMENT_CHARS,
        error_messages={"max_length": TOO_LONG},
    )
    call_me = forms.BooleanField(required=False)
    phone = forms.CharField(required=False, max_length=PHONE_CHARS)

    def __init__(self, data: Any, points: int) -> None:
        super().__init__(data)
        level: Any = self.fields["level"]
        level.choices = [(number, number) for number in range(1, points + 1)]

    def clean_how(self) -> str:
        """A form sent without a script names no way: somebody pressed the button."""
        return self.cleaned_data["how"] or How.BUTTON

    def clean_reason(self) -> int | None:
        """A reason that we never offered is none: it must not keep a vote from us."""
        sent = self.cleaned_data["reason"]
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None

    @property
    def chips(self) -> dict[str, bool]:
        """The questions that were answered."""
        answers: dict[str, Any] = {name: self.cleaned_data[name] for name in rules.CHIPS}
        return {name: answer == YES for name, answer in answers.items() if answer}
