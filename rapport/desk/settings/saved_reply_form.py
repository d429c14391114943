"""The form of a saved reply."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.conversations.models import Inbox, Priority
from rapport.desk.settings.writing import LANGUAGES
from rapport.knowledge.actions import Saying
from rapport.knowledge.models import SavedReply
from rapport.knowledge.rules import DONE, LONGEST_TAG, ME, MOST_TAGS, OPEN
from rapport.language.html_text import html_to_text
from rapport.team import queries as team
from rapport.team.models import Team, User
from rapport.team.rules import May
from rapport.web.typed import as_html, as_typed

MINE, EVERYBODY = "mine", "everybody"


class SavedReplyForm(forms.Form):
    """For people who do not lead it has no field `scope`: what they write is their own."""

    name = forms.CharField(max_length=120, label=_("Name"))
    scope = forms.ChoiceField(label=_("Who has it"))
    language = forms.ChoiceField(choices=LANGUAGES, required=False, label=_("When the customer writes"))
    words = forms.CharField(max_length=50_000, label=_("What it says"), widget=forms.Textarea(attrs={"rows": 10}))
    status = forms.ChoiceField(
        required=False,
        label=_("Status"),
        choices=[("", _("As after every reply")), (DONE, _("Mark it done")), (OPEN, _("Keep it open"))],
    )
    assign = forms.ChoiceField(required=False, label=_("Who has it then"))
    priority = forms.TypedChoiceField(
        required=False,
        label=_("Priority"),
        coerce=int,
        empty_value=None,
        choices=[("", _("As it is")), *((one.value, _(one.label)) for one in Priority)],
    )
    tags = forms.CharField(required=False, max_length=500, label=_("Tags"), help_text=_("With commas between."))

    def __init__(self, user: User, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.user = user
        people = [(str(one.pk), one.name) for one in team.active_users() if one.may(May.WRITE)]
        self._choices("assign", [("", _("As it is")), (ME, _("Whoever sends it")), *people])
        if user.is_lead:
            self._choices("scope", _scopes())
        else:
            del self.fields["scope"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_words(self) -> str:
        html = as_html(str(self.cleaned_data["words"]))
        if not html_to_text(html).strip():
            raise forms.ValidationError(_("Write what the reply begins with."))
        return html

    def clean_tags(self) -> list[str]:
        names = [" ".join(one.split()) for one in self.cleaned_data["tags"].split(",")]
        found = [one for one in names if one]
        if len(found) > MOST_TAGS or any(len(one) > LONGEST_TAG for one in found):
            raise forms.ValidationError(
                _("At most %(most)d tags, each of %(longest)d characters.")
                % {"most": MOST_TAGS, "longest": LONGEST_TAG}
            )
        return found

    def said(self) -> Saying:
        data = self.cleaned_data
        kind, _sep, key = data.get("scope", MINE).partition(":")
        assign = data["assign"]
        values = {
            "status": data["status"] or None,
            "tags": data["tags"] or None,
            "assign": int(assign) if assign.isdigit() else assign or None,
            "priority": data["priority"],
        }
        return Saying(
            name=data["name"],
            html=data["words"],
            text=html_to_text(data["words"]),
            language=data["language"],
            owner=self.user if kind == MINE else None,
            team=Team.objects.get(pk=int(key)) if kind == "team" else None,
            inbox=Inbox.objects.get(pk=int(key)) if kind == "inbox" else None,
            actions=[{"do": name, "value": value} for name, value in values.items() if value is not None],
        )


def _scopes() -> list[Any]:
    teams = [(f"team:{one.pk}", one.name) for one in Team.objects.all()]
    inboxes = [(f"inbox:{one.pk}", one.name) for one in Inbox.objects.order_by("name")]
    groups = [(_("A team"), teams), (_("An inbox"), inboxes)]
    return [(EVERYBODY, _("Everybody")), (MINE, _("Only you")), *((title, found) for title, found in groups if found)]


def initial_of(found: SavedReply) -> dict[str, Any]:
    actions = {one["do"]: one["value"] for one in found.actions}
    scope = f"team:{found.team_id}" if found.team_id else f"inbox:{found.inbox_id}" if found.inbox_id else EVERYBODY
    return actions | {
        "name": found.name,
        "scope": MINE if found.owner_id else scope,
        "language": found.language,
        "words": as_typed(found.html),
        "tags": ", ".join(actions.get("tags", [])),
    }
