"""Rules in words: when, if, then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.automation.rules import CUSTOM, Kind, Moment, kind_of
from rapport.conversations.models import Inbox, Priority, Status
from rapport.feedback.models import Score
from rapport.labels import queries as labels
from rapport.platform.said import said
from rapport.team import queries as team
from rapport.team.models import Team
from rapport.webhooks import queries as webhooks

MOMENTS = {
    Moment.ARRIVES: gettext_lazy("A conversation arrives"),
    Moment.WRITES: gettext_lazy("A customer writes"),
    Moment.REPLIED: gettext_lazy("We reply"),
    Moment.RATED: gettext_lazy("A rating arrives"),
    Moment.ASSIGNED: gettext_lazy("It is given to somebody"),
    Moment.STATUS: gettext_lazy("It is done or opened again, or gets a status of your own"),
    Moment.TAGGED: gettext_lazy("Its tags change"),
    Moment.WOKE: gettext_lazy("It is back from Later"),
    Moment.PROMISE: gettext_lazy("A promise is due within two hours"),
    Moment.WAITING: gettext_lazy("The customer has waited for …"),
    Moment.SILENT: gettext_lazy("The customer has not answered for …"),
}
FIELDS = {
    "inbox": gettext_lazy("Inbox"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("Text"),
    "sender": gettext_lazy("Sender’s address"),
    "domain": gettext_lazy("Sender’s domain"),
    "organization": gettext_lazy("Organization"),
    "tag": gettext_lazy("Tag"),
    "type": gettext_lazy("Type"),
    "priority": gettext_lazy("Priority"),
    "status": gettext_lazy("Status"),
    "assignee": gettext_lazy("Who has it"),
    "team": gettext_lazy("Team"),
    "complaint": gettext_lazy("Reads like a complaint"),
    "attachment": gettext_lazy("Has a file"),
    "rating": gettext_lazy("Rating"),
    "hours": gettext_lazy("Within opening hours"),
}
OPS = {
    "has": gettext_lazy("contains"),
    "lacks": gettext_lazy("does not contain"),
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "at_most": gettext_lazy("is at most"),
    "at_least": gettext_lazy("is at least"),
}
DEEDS = {
    "assign": gettext_lazy("Give it to"),
    "round_robin": gettext_lazy("Give it in turn to somebody of"),
    "team": gettext_lazy("Give it to the team"),
    "tag": gettext_lazy("Add the tag"),
    "untag": gettext_lazy("Remove the tag"),
    "priority": gettext_lazy("Set the priority to"),
    "type": gettext_lazy("Set the type to"),
    "field": gettext_lazy("Fill in a field"),
    "status": gettext_lazy("Set the status to"),
    "skill": gettext_lazy("Ask that whoever is given it knows"),
    "snooze": gettext_lazy("Put it off, in hours"),
    "note": gettext_lazy("Write a note"),
    "mail": gettext_lazy("Mail the customer automatically"),
    "notify": gettext_lazy("Tell"),
    "webhook": gettext_lazy("Call the webhook"),
}
DONE = {
    "assign": gettext_lazy("gave it to %s"),
    "round_robin": gettext_lazy("gave it to %s"),
    "team": gettext_lazy("gave it to the team %s"),
    "tag": gettext_lazy("added the tag %s"),
    "untag": gettext_lazy("removed the tag %s"),
    "priority": gettext_lazy("set the priority to %s"),
    "type": gettext_lazy("set the type to %s"),
    "field": gettext_lazy("filled in %s"),
    "status": gettext_lazy("set it to %s"),
    "skill": gettext_lazy("asked for somebody who knows %s"),
    "snooze": gettext_lazy("put it off for %s hours"),
    "note": gettext_lazy("wrote a note"),
    "mail": gettext_lazy("wrote to the customer"),
    "notify": gettext_lazy("told %s"),
    "webhook": gettext_lazy("called %s"),
}
PLACEHOLDERS_HELP = gettext_lazy(
    "You may write {{customer.name}}, {{customer.first_name}}, {{agent.name}}, {{conversation.number}} and "
    "{{inbox.name}} in it."
)


@dataclass(frozen=True)
class Choices:
    """What conditions and deeds choose from: (value, words), by field or kind."""

    of_field: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    of_deed: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)


def choices() -> Choices:
    """Everything there is to choose from, in six queries."""
    known = labels.labels()
    people = [(str(user.pk), user.name) for user in team.active_users()]
    teams = [(str(one.pk), one.name) for one in Team.objects.all()]
    priorities = [(str(one.value), str(one.label)) for one in Priority]
    types = [("", str(_("none"))), *known.types.items()]
    own = [(one.key, one.name) for one in known.statuses if one.is_used]
    nobody = ("", str(_("nobody")))
    yes_no = [("yes", str(_("yes"))), ("no", str(_("no")))]
    return Choices(
        of_field={
            "inbox": [(str(one.pk), one.name) for one in Inbox.objects.all()],
            "type": types,
            "priority": priorities,
            "status": [*((one.value, str(_(one.label))) for one in Status), *own],
            "assignee": [nobody, *people],
            "team": [("", str(_("none"))), *teams],
            "complaint": yes_no,
            "attachment": yes_no,
            "hours": yes_no,
            "rating": [(str(one.value), str(one.label)) for one in Score],
        },
        of_deed={
            "assign": [nobody, *people],
            "round_robin": teams,
            "team": [("", str(_("none"))), *teams],
            "priority": priorities,
            "type": types,
            "status": [("open", str(_("Open"))), ("waiting", str(_("Waiting"))), ("done", str(_("Done"))), *own],
            "notify": [("assignee", str(_("whoever has it"))), ("leads", str(_("the leads on duty"))), *people],
            "webhook": [(str(one.pk), one.name) for one in webhooks.every()],
        },
        custom={one.key: one.name for one in known.fields},
    )


def field_words(name: str, known: Choices) -> str:
    key = name.removeprefix(CUSTOM)
    return known.custom.get(key, key) if name.startswith(CUSTOM) else str(FIELDS.get(name, name))


def condition_words(one: Mapping[str, str], known: Choices) -> str:
    """“Subject contains “refund””."""
    name, value = one["field"], one["value"]
    if kind_of(name) == Kind.FLAG:
        no = _("not: %s") % field_words(name, known)
        return field_words(name, known) if value == "yes" else no
    shown = dict(known.of_field.get(name, [])).get(value, f"“{value}”")
    return f"{field_words(name, known)} {OPS[one['op']]} {shown}"


def deed_words(one: Mapping[str, str], known: Choices) -> str:
    kind, value = one["kind"], one["value"]
    if kind == "field":
        return f"{known.custom.get(one.get('key', ''), one.get('key', ''))}: {value}"
    shown = dict(known.of_deed.get(kind, [])).get(value, f"“{value[:60]}”")
    return f"{DEEDS[kind]} {shown}"


def span_words(minutes: int) -> str:
    if minutes and minutes % 1440 == 0:
        return ngettext("%d day", "%d days", minutes // 1440) % (minutes // 1440)
    if minutes and minutes % 60 == 0:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def moment_words(moment: str, minutes: int) -> str:
    words = str(MOMENTS[Moment(moment)])
    return words.replace("…", span_words(minutes))


def run_words(name: str, done: Iterable[Mapping[str, Any]], refused: Iterable[Mapping[str, Any]]) -> str:
    """“Rule “Refunds” added the tag refund”: what stands on the timeline."""
    parts = [_done(one) for one in done if one.get("kind") in DONE]
    if parts:
        return _("Rule “%(name)s” %(did)s") % {"name": name, "did": ", ".join(parts)}
    why = said(next((str(one.get("why", "")) for one in refused), ""))
    return _("Rule “%(name)s” did nothing: %(why)s") % {"name": name, "why": why}


def _done(one: Mapping[str, Any]) -> str:
    words = str(DONE[one["kind"]])
    label = str(one.get("label", "")) or _("nobody")
    label = said(label) if one["kind"] in {"status", "priority"} else label
    return words % label if "%s" in words else words
