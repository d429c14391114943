"""What a report is asked for, and what is noted of a sample."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Channel
from rapport.reports.rules import sampling

UNKNOWN = "unknown"
NO_TYPE = "-"  # no key of a type is this
LONGEST_COMBINED = timedelta(days=100)
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


class PeriodForm(forms.Form):
    """From when to when, and of which inbox."""

    since = forms.DateField(required=False, label=_("First day"), widget=_day())
    until = forms.DateField(required=False, label=_("Last day"), widget=_day())
    inbox = forms.ChoiceField(required=False, label=_("Inbox"))

    def __init__(self, data: Any, *, inboxes: Sequence[tuple[int, str]], today: date) -> None:
        super().__init__(data)
        self.today = today
        self._offer("inbox", [(str(pk), name) for pk, name in inboxes])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        offered = [("", _("All")), *choices]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered
        else:
            field.widget = forms.Select(choices=offered)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if until and until - self.today > LONGEST:
            self.add_error("until", gettext("That is more than five years ahead. Choose an earlier day."))
        if since and until and since > until:
            self.add_error("until", gettext("The end is before the beginning. Choose a later day."))
        if since and (until or self.today) - since > LONGEST:
            self.add_error("since", gettext("That is more than five years. Choose a later day."))
        return found


class ScopeForm(PeriodForm):
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
        super().__init__(data, inboxes=inboxes, today=today)
        named_channels = dict(Channel.choices)
        self._offer("language", [(code or UNKNOWN, TONGUES.get(code, code) or _("Not known")) for code in languages])
        self._offer("channel", [(one, named_channels.get(one, one)) for one in channels])


class WorkForm(PeriodForm):
    """Tags and types that are not used any more may be named, since work was counted under them. Only leads are
    offered people."""

    tag = forms.CharField(required=False, max_length=40, label=_("Tag"))
    type = forms.CharField(required=False, max_length=40, label=_("Type"))
    channel = forms.ChoiceField(required=False, label=_("Channel"))
    person = forms.ChoiceField(required=False, label=_("Person"))

    def __init__(
        self,
        data: Any,
        *,
        inboxes: Sequence[tuple[int, str]],
        tags: Sequence[str],
        types: Mapping[str, str],
        people: Sequence[tuple[int, str]] | None,
        is_own: bool,
        today: date,
    ) -> None:
        super().__init__(data, inboxes=inboxes, today=today)
        self.is_own = is_own
        self._offer("tag", [(name, name) for name in tags])
        self._offer("type", [*types.items(), (NO_TYPE, _("Without a type"))])
        self._offer("channel", Channel.choices)
        if people is None or is_own:
            del self.fields["person"]
        else:
            self._offer("person", [(str(pk), name) for pk, name in people])

    def clean(self) -> dict[str, Any]:
        """Sums are kept by one of these and the inbox; several are looked for in the rows, of which a year has many."""
        found = super().clean()
        last = found.get("until") or self.today
        is_long = last - (found.get("since") or last) >= LONGEST_COMBINED
        several = [name for name in ("tag", "type", "channel", "person") if found.get(name)][0 if self.is_own else 1 :]
        for name in several if is_long else ():
            self.add_error(name, gettext("Two of these go together for at most 100 days. Choose a shorter time."))
        return found


class DrawForm(forms.Form):
    size = forms.TypedChoiceField(coerce=int, choices=[(size, str(size)) for size in sampling.SIZES])


class ToldForm(forms.Form):
    told = forms.ChoiceField(
        choices=[(str(face), str(face)) for face in (4, 3, 2, 1)] + [("unreached", "unreached")],
        error_messages={"required": _("Choose the face they told you, or that you could not reach them.")},
    )
    note = forms.CharField(required=False, max_length=500)
