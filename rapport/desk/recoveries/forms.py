"""What each step of a recovery asks for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.conversations.letters import Reply
from rapport.language.placeholders import PLACEHOLDERS, braces
from rapport.language.tone.apology import Part
from rapport.platform.clock import now
from rapport.recovery import queries
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Goodwill, Outcome, Recovery
from rapport.recovery.rules import DIGITS, MoneyProblem, money_words, read_money
from rapport.team.models import User

FURTHEST = timedelta(days=3660)
LONGEST_CHANCE = timedelta(days=90)


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


class SecondChanceForm(LetterForm):
    """The letter that asks for a second chance, and the day on which we write again."""

    follow_up = forms.DateField(
        label=_("When you write again"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day on which you write again."), "invalid": _("Write a day.")},
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        names = [written for name, written in braces(text) if name not in {*PLACEHOLDERS, "day"}]
        if names:
            raise forms.ValidationError(gettext("Still to be filled in: %(names)s") % {"names": ", ".join(names)})
        return text

    def clean_follow_up(self) -> date:
        day: date = self.cleaned_data["follow_up"]
        today = timezone.localdate(now())
        if not today < day <= today + LONGEST_CHANCE:
            raise forms.ValidationError(gettext("Choose a day after today, within 90 days."))
        return day

    @property
    def due_at(self) -> datetime:
        """In the evening of that day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["follow_up"], time(18)))


class PartsForm(LetterForm):
    """The letter so far, and what belongs into it, part by part."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for part in Part:
            self.fields[part.value] = forms.CharField(required=False, max_length=4000, strip=True)

    def parts(self) -> list[str]:
        return [words for part in Part if (words := self.cleaned_data[part.value])]


class SentForm(StepForm):
    message = forms.UUIDField(error_messages={"required": _("Choose a reply."), "invalid": _("Choose a reply.")})


class MoneyField(forms.CharField):
    """An amount in the desk's currency, as whole minor units; None when nothing was written."""

    def __init__(self, *, currency: str, **named: Any) -> None:
        self.currency = currency
        super().__init__(max_length=20, **named)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_money(text, self.currency)
        except MoneyProblem:
            example = "20" if DIGITS.get(self.currency, 2) == 0 else "19.90"
            words = gettext("Write the amount as a number, like %(example)s.") % {"example": example}
            raise forms.ValidationError(words) from None


def amount_of(amount: int | None, currency: str) -> str:
    """As it is typed."""
    return "" if amount is None else money_words(amount, currency).rsplit(" ", 1)[0]


def _moment(**named: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    invalid = {"invalid": _("Write the date and the time.")}
    return forms.DateTimeField(required=False, widget=widget, error_messages=invalid, **named)


class CauseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AgreementForm(StepForm):
    """Why it happened, what we owe and by when, and how grave it was."""

    cause = CauseChoice(
        queryset=Cause.objects.all(),
        label=_("Why it happened"),
        empty_label="—",
        error_messages={"required": _("Choose why it happened."), "invalid_choice": _("Choose why it happened.")},
    )
    offered = forms.CharField(
        max_length=4000,
        label=_("What we owe and offer"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        error_messages={"required": _("Say what we owe this customer and what we offer.")},
    )
    promised_at = _moment(label=_("Put right by"), help_text=_("A date is a promise: Rapport reminds you of it."))
    procedure = forms.CharField(
        max_length=4000,
        required=False,
        label=_("How it went for them"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
        help_text=_("How long, how often they had to ask, who sent them where."),
    )
    treatment = forms.CharField(
        max_length=4000,
        required=False,
        label=_("How they were treated"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
    )
    harm = forms.CharField(
        max_length=4000,
        required=False,
        label=_("What it did to them, in their words"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
    )
    is_unsafe = forms.BooleanField(required=False, label=_("Somebody was hurt, or could have been"))
    is_public = forms.BooleanField(required=False, label=_("It has to be said in public, too"))

    def __init__(self, recovery: Recovery, currency: str, given: Any = None) -> None:
        super().__init__(given, initial=_known(recovery, currency))
        self.fields["cause"].queryset = queries.causes(also=recovery.cause_id)  # type: ignore[attr-defined]
        label = gettext("What it cost them, in %(currency)s") % {"currency": currency}
        self.fields["money"] = MoneyField(currency=currency, required=False, label=label)
        self.order_fields(["cause", "offered", "promised_at", "procedure", "treatment", "harm", "money"])

    def clean_promised_at(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["promised_at"]
        if found is not None and found > now() + FURTHEST:
            raise forms.ValidationError(gettext("That is too far away to be promised."))
        return found

    def agreement(self) -> Agreement:
        names = ("offered", "procedure", "treatment", "harm", "money", "is_unsafe", "is_public")
        return Agreement(**{name: self.cleaned_data[name] for name in names})


def _known(recovery: Recovery, currency: str) -> dict[str, Any]:
    agreed = next((step for step in recovery.current_steps if step.kind == "agreed"), None)
    return {
        "cause": recovery.cause_id,
        "offered": recovery.offered,
        "procedure": recovery.procedure,
        "treatment": recovery.treatment,
        "harm": recovery.harm,
        "money": amount_of(recovery.money, currency),
        "is_unsafe": recovery.is_unsafe,
        "is_public": recovery.is_public,
        "promised_at": agreed.promise.due_at if agreed and agreed.promise else None,
    }


class PublicForm(StepForm):
    url = forms.CharField(max_length=500, error_messages={"required": _("Give the address where it was said.")})

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        check = URLValidator(schemes=["http", "https"], message=gettext("Write the whole address, with https://."))
        check(url)
        return url


class LessonForm(StepForm):
    lesson = forms.CharField(
        max_length=4000,
        error_messages={
            "required": _("Say in a few words what was learned."),
            "max_length": _("This note is too long. Shorten it to 4000 characters."),
        },
    )


class GoodwillForm(StepForm):
    kind = forms.ChoiceField(choices=Goodwill.Kind.choices, label=_("What"))
    reason = forms.CharField(
        max_length=300,
        label=_("What for"),
        error_messages={"required": _("Say in a few words what it is for.")},
    )

    def __init__(self, currency: str, given: Any = None) -> None:
        super().__init__(given)
        choices = [(one.value, _(one.label)) for one in Goodwill.Kind]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        label = gettext("Worth, in %(currency)s") % {"currency": currency}
        self.fields["amount"] = MoneyField(currency=currency, required=False, label=label)
        self.order_fields(["kind", "amount", "reason"])


class CommitmentForm(StepForm):
    """What will be different, with a name and a day."""

    text = forms.CharField(
        max_length=300,
        label=_("What we will do"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
        error_messages={"required": _("Say what you will do so that it does not happen again.")},
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True).exclude(role="partner"),
        label=_("Who sees to it"),
        error_messages={"required": _("Choose who sees to it."), "invalid_choice": _("Choose who sees to it.")},
    )
    due_on = forms.DateField(
        label=_("By"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )


class PreventionForm(CommitmentForm):
    cause = CauseChoice(
        queryset=Cause.objects.filter(archived_at=None), required=False, label=_("Against which cause"), empty_label="—"
    )


class OwnerForm(forms.Form):
    """Nobody named means oneself."""

    owner = forms.ModelChoiceField(queryset=User.objects.filter(is_active=True), required=False)


class ClosureForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(one.value, one.label) for one in Outcome if one != Outcome.WITHDRAWN], required=False
    )
