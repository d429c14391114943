"""What the pages of people and teams send. The fields are listed; a role is one that the sender may give."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Inbox
from rapport.team.models import Role, Team, User
from rapport.team.rules import roles_given_by


def roles_for(user: User) -> list[str]:
    """The roles that this user may give and change."""
    return roles_given_by(user.role)


class MemberForm(forms.Form):
    email = forms.EmailField(max_length=254, label=_("E-mail address"))
    name = forms.CharField(max_length=120, label=_("Name"), help_text=_("As customers read it."))
    role = forms.ChoiceField(label=_("Role"))
    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Teams")
    )
    capacity = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=500,
        label=_("Capacity"),
        help_text=_("How many waiting conversations are given at most; empty: no limit."),
    )

    def __init__(self, *args: Any, by: User, of: User | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        allowed = roles_for(by)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(value, label) for value, label in Role.choices if value in allowed]
        role.initial = role.initial or Role.AGENT
        if of is not None:
            del self.fields["email"], self.fields["name"]


class TeamForm(forms.Form):
    name = forms.CharField(max_length=80, label=_("Name"))
    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.filter(is_active=True).order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Members"),
    )
    inboxes = forms.ModelMultipleChoiceField(
        queryset=Inbox.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Inboxes"),
        help_text=_("An inbox that is given to a team is seen by its teams and by leads, and by nobody else."),
    )
