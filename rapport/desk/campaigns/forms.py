"""The plan of a campaign: whom, how many, and what is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.campaigns import rules
from rapport.campaigns.actions import WORDS_CHARS, Plan
from rapport.campaigns.models import Campaign
from rapport.campaigns.rules import Segment, Who
from rapport.conversations import queries as conversations
from rapport.conversations.models import Inbox
from rapport.desk.present.choices import offer
from rapport.desk.reports.forms import TONGUES
from rapport.feedback.models import Channel
from rapport.labels import queries as labels
from rapport.labels.models import Tag
from rapport.platform.gathered import gather
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import RIGHTS, May, rights_of

WHO = [
    (Who.SCORES, _("Chose 4, 5 or 6 of 10 when asked whether they recommend us")),
    (Who.FACES, _("Rated our last reply “Not quite” or “Good”")),
    (Who.SILENT, _("Wrote to us, and never said how it was")),
    (Who.UNHEARD, _("Known to us, and not heard of at all")),
]
WRITERS = [role for role in RIGHTS if May.WRITE in rights_of(role)]
USUAL_WORDS = _(
    "Hello {{customer.first_name}},\n\nyou have been with us for a while, and I would like to do better by you. What "
    "is the one thing we should change?\n\nJust reply to this mail: I read every answer myself and write back within "
    "two working days."
)


def _days(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=rules.MOST_DAYS, label=label, **more)


class SegmentForm(forms.Form):
    """Whom, and how many of them: what the count on the page depends on."""

    who = forms.ChoiceField(choices=WHO, label=_("People who"))
    days = _days(_("Within so many days"), help_text=_("Answers and mails before that are not looked at."))
    of_inbox = forms.ModelChoiceField(
        queryset=Inbox.objects.order_by("name"), required=False, empty_label=_("All"), label=_("Wrote to the inbox")
    )
    language = forms.ChoiceField(
        choices=[("", _("All")), *TONGUES.items()], required=False, label=_("We answered them in")
    )
    channel = forms.ChoiceField(choices=[("", _("All")), *Channel.choices], required=False, label=_("Came to us by"))
    tag = forms.ModelChoiceField(
        queryset=Tag.objects.filter(archived_at=None).order_by("name"),
        to_field_name="name",
        required=False,
        empty_label=_("All"),
        label=_("With the tag"),
    )
    wrote_within = _days(_("Wrote in the last … days"), required=False)
    not_within = _days(_("Did not write in the last … days"), required=False)
    size = forms.IntegerField(
        min_value=1,
        max_value=rules.MOST_SIZE,
        label=_("So many are asked"),
        help_text=_("Drawn at random. About 200 are enough to hear nearly everything there is to hear."),
    )
    control_percent = forms.IntegerField(
        min_value=0,
        max_value=rules.MOST_CONTROL,
        label=_("Percent left alone, to compare with"),
        help_text=_("Drawn in the same way, and not written to for 90 days. 0: nothing can be compared."),
    )
    equally = forms.BooleanField(required=False, label=_("As many from each part, whatever its size"))

    def segment(self) -> Segment:
        said = self.cleaned_data
        return Segment(
            who=said["who"],
            days=said["days"],
            inbox=said["of_inbox"].pk if said["of_inbox"] else None,
            language=said["language"],
            channel=said["channel"],
            tag=said["tag"].name if said["tag"] else "",
            wrote_within=said["wrote_within"],
            not_within=said["not_within"],
        )


class PlanForm(SegmentForm):
    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("Only you see it."))
    sender = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True, role__in=WRITERS), empty_label=None, label=_("Who writes")
    )
    inbox = forms.ModelChoiceField(
        queryset=Inbox.objects.filter(is_active=True), empty_label=None, label=_("From the address of")
    )
    subject = forms.CharField(max_length=200, label=_("Subject"))
    words = forms.CharField(
        max_length=WORDS_CHARS,
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 12, "class": "letter"}),
        help_text=_("One question, so that everybody answers the same one. Your signature stands below."),
    )
    offers_reasons = forms.BooleanField(
        required=False,
        label=_("Offer our reasons to choose from"),
        help_text=_("Below your words, one click each. Leave it out where you do not ask what went wrong."),
    )
    per_hour = forms.IntegerField(
        min_value=1,
        max_value=rules.MOST_AN_HOUR,
        label=_("So many mails an hour"),
        help_text=_("Not more than you can answer within two working days."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        known = gather({"inboxes": conversations.INBOXES, "people": team.NAMES, "tags": labels.TAGS}, {})
        offer(self, "of_inbox", known["inboxes"])
        offer(self, "inbox", [one for one in known["inboxes"] if one.is_active])
        offer(self, "sender", [one for one in known["people"] if one.may(May.WRITE)])
        offer(self, "tag", known["tags"])

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            name=said["name"],
            inbox=said["inbox"],
            sender=said["sender"],
            segment=self.segment(),
            subject=said["subject"],
            words=said["words"],
            size=said["size"],
            control_percent=said["control_percent"],
            equally=said["equally"],
            per_hour=said["per_hour"],
            offers_reasons=said["offers_reasons"],
        )


OF_SEGMENT = tuple(SegmentForm.base_fields)
NARROWING = ("of_inbox", "language", "channel", "tag", "wrote_within", "not_within")


def usual(sender: User) -> dict[str, Any]:
    return {
        "who": Who.FACES,
        "days": 365,
        "size": 200,
        "control_percent": 10,
        "per_hour": 30,
        "offers_reasons": True,
        "sender": sender.pk,
        "subject": _("One question, {{customer.first_name}}"),
        "words": USUAL_WORDS,
    }


def initial_of(one: Campaign) -> dict[str, Any]:
    own = (
        "name",
        "sender",
        "inbox",
        "subject",
        "words",
        "offers_reasons",
        "size",
        "control_percent",
        "equally",
        "per_hour",
    )
    segment = one.of_whom.as_row
    return {name: getattr(one, name) for name in own} | segment | {"of_inbox": segment["inbox"], "inbox": one.inbox_id}
