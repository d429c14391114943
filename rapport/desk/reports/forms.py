"""What a report is asked for, and what is noted of a sample."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Channel
from rapport.reports.rules import sampling

UNKNOWN = "unknown"
LONGEST = timedelta(days=5 * 366)
TONGUES = {
    "en": _("English"),
    "de": _("German"),
    "fr": _("French"),
    "es": _("Spanish"),
    "it": _("Italian"),
    "nl": _("Dutch"),
    "pt": _("Portuguese"),
    "pl": _("Polish"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ScopeForm(forms.Form):
    since = forms.DateField(required=False, label=_("First day"), widget=_day())
    until = forms.DateField(required=False, label=_("Last day"), widget=_day())
    inbox = forms.ChoiceField(required=False, label=_("Inbox"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    channel = forms.ChoiceField(required=False, label=_("Channel"))

    def __init__(
        self,
        data: Any,
        *,
        inboxes: Sequence[tuple[int, str]],
        languages: Sequence[str],
        channels: Sequence[str],
        today: date,
    ) -> None:
        super().__init__(data)
        self.today = today
        named_channels = dict(Channel.choices)
        self._offer("inbox", [(str(pk), name) for pk, name in inboxes])
        self._offer("language", [(code or UNKNOWN, TONGUES.get(code, code) or _("Not known")) for code in languages])
        self._offer("channel", [(one, named_channels.get(one, one)) for one in channels])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("The end is before the beginning. Choose a later day."))
        if since and (until or self.today) - since > LONGEST:
            self.add_error("since", gettext("That is more than five years. Choose a later day."))
        return found


class DrawForm(forms.Form):
    size = forms.TypedChoiceField(coerce=int, choices=[(size, str(size)) for size in sampling.SIZES])


class ToldForm(forms.Form):
    told = forms.ChoiceField(
        choices=[(str(face), str(face)) for face in (4, 3, 2, 1)] + [("unreached", "unreached")],
        error_messages={"required": _("Choose the face they told you, or that you could not reach them.")},
    )
    note = forms.CharField(required=False, max_length=500)
