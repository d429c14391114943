"""What each step of a recovery asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.conversations.letters import Reply
from rapport.recovery.models import Outcome
from rapport.team.models import User


class StepForm(forms.Form):
    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class NoteForm(StepForm):
    note = forms.CharField(
        required=False,
        max_length=4000,
        strip=True,
        error_messages={"max_length": _("This note is too long. Shorten it to 4000 characters.")},
    )


class LetterForm(StepForm):
    """A written step. `token` names this letter, so that it is sent once."""

    text = forms.CharField(
        required=False, max_length=50_000, strip=True, error_messages={"max_length": _("This letter is too long.")}
    )
    token = forms.CharField(required=False, max_length=64)

    def reply(self) -> Reply:
        return Reply(text=self.cleaned_data["text"], compose_key=self.cleaned_data["token"])


class OwnerForm(forms.Form):
    """Nobody named means oneself."""

    owner = forms.ModelChoiceField(queryset=User.objects.filter(is_active=True), required=False)


class ClosureForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(one.value, one.label) for one in Outcome if one != Outcome.WITHDRAWN], required=False
    )
