"""What somebody says of a view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.desk.pile.found import today
from rapport.desk.present.columns import choices
from rapport.search.actions import ViewForm as Said
from rapport.search.models import View
from rapport.search.rules import NotUnderstood, read
from rapport.team.models import Team, User

ICONS = (
    ("bookmark", _("Bookmark")),
    ("star", _("Star")),
    ("fire", _("Fire")),
    ("bolt", _("Bolt")),
    ("flag", _("Flag")),
    ("heart", _("Heart")),
    ("tag", _("Tag")),
    ("user-group", _("Group")),
    ("banknotes", _("Money")),
    ("truck", _("Truck")),
    ("wrench", _("Wrench")),
    ("eye", _("Eye")),
)


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    query = forms.CharField(
        label=_("Search"), max_length=400, help_text=_("As in the search field, such as tag:refund is:unassigned.")
    )
    order = forms.ChoiceField(label=_("Shows"), choices=View.Order.choices)
    columns = forms.MultipleChoiceField(
        label=_("What a row shows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides name and subject. Nothing chosen: what every list shows."),
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)
    audience = forms.ChoiceField(label=_("Who has it"), choices=View.Audience.choices)
    team = forms.ModelChoiceField(label=_("Which team"), queryset=Team.objects.none(), required=False)

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        columns: Any = self.fields["columns"]
        columns.choices = choices()
        team: Any = self.fields["team"]
        team.queryset = Team.objects.all() if user.is_lead else user.teams.all()
        if not team.queryset.exists():
            del self.fields["team"]
            audience: Any = self.fields["audience"]
            audience.choices = [one for one in View.Audience.choices if one[0] != View.Audience.TEAM]

    def clean_query(self) -> str:
        text = str(self.cleaned_data["query"])
        try:
            query = read(text, today=today())
        except NotUnderstood as problem:
            raise forms.ValidationError(str(_(problem.words)) % problem.values) from problem
        if query.is_empty:
            raise forms.ValidationError(_("Write what this view looks for."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == View.Audience.TEAM and not data.get("team"):
            self.add_error("team", _("Choose the team that has this view."))
        return data

    @property
    def said(self) -> Said:
        return Said(**{"team": None, **self.cleaned_data})


def initial_of(view: View) -> dict[str, Any]:
    names = ("name", "query", "order", "columns", "icon", "audience", "team")
    return {name: getattr(view, name) for name in names}
