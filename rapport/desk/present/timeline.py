"""What happened in a conversation, in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.conversations.models import FIRST_NUMBER, Priority
from rapport.desk.present.rules import run_words
from rapport.feedback.models import Score
from rapport.learning.models import Source
from rapport.platform.models import Event
from rapport.recovery.models import Outcome, StepKind

WORDS: dict[str, tuple[Any, str, str]] = {
    "conversations.opened": (gettext_lazy("Conversation opened"), "inbox-arrow-down", "plain"),
    "conversations.message_received": (gettext_lazy("Mail arrived"), "envelope", "plain"),
    "conversations.replied": (gettext_lazy("Replied"), "arrow-uturn-left", "plain"),
    "conversations.noted": (gettext_lazy("Note written"), "pencil-square", "plain"),
    "conversations.asked": (gettext_lazy("Asked"), "at-symbol", "plain"),
    "conversations.assigned": (gettext_lazy("Assigned"), "user", "plain"),
    "conversations.reached_out": (gettext_lazy("Written to by a campaign"), "megaphone", "plain"),
    "campaigns.answered": (gettext_lazy("Answer to a campaign"), "megaphone", "good"),
    "conversations.closed": (gettext_lazy("Done"), "check-circle", "good"),
    "conversations.reopened": (gettext_lazy("Opened again"), "arrow-path", "plain"),
    "conversations.acknowledged": (gettext_lazy("Receipt sent"), "envelope", "plain"),
    "conversations.held_accepted": (gettext_lazy("Held message accepted"), "shield-check", "plain"),
    "customers.merged": (gettext_lazy("Customers merged"), "users", "plain"),
    "customers.unmerged": (gettext_lazy("Merge undone"), "arrow-uturn-left", "plain"),
    "conversations.participant_added": (gettext_lazy("Somebody else is part of it"), "user-plus", "plain"),
    "conversations.participant_removed": (gettext_lazy("Somebody was taken out"), "user-minus", "plain"),
    "conversations.customer_set": (gettext_lazy("Customer changed"), "identification", "plain"),
    "conversations.held_split": (gettext_lazy("Made a conversation of its own"), "scissors", "plain"),
    "conversations.automatic_paused": (gettext_lazy("Automatic mail paused"), "pause-circle", "bad"),
    "conversations.automatic_resumed": (gettext_lazy("Automatic mail resumed"), "play", "plain"),
    "conversations.set_waiting": (gettext_lazy("Waiting for the customer"), "clock", "plain"),
    "conversations.tagged": (gettext_lazy("Tags changed"), "tag", "plain"),
    "conversations.priority_set": (gettext_lazy("Priority changed"), "flag", "plain"),
    "conversations.type_set": (gettext_lazy("Type changed"), "squares-2x2", "plain"),
    "conversations.status_named": (gettext_lazy("No status of our own any more"), "arrow-path", "plain"),
    "conversations.fields_set": (gettext_lazy("Fields changed"), "adjustments-horizontal", "plain"),
    "conversations.snoozed": (gettext_lazy("Put off"), "bell-snooze", "plain"),
    "conversations.woke": (gettext_lazy("Woke: to be looked at again"), "bell-alert", "plain"),
    "conversations.snooze_forgotten": (gettext_lazy("Will not come back"), "bell-slash", "plain"),
    "conversations.moved": (gettext_lazy("Moved to another inbox"), "inbox", "plain"),
    "conversations.given_to_team": (gettext_lazy("Given to a team"), "user-group", "plain"),
    "conversations.merged": (gettext_lazy("Merged"), "arrows-pointing-in", "plain"),
    "conversations.unmerged": (gettext_lazy("Taken apart again"), "arrows-pointing-out", "plain"),
    "conversations.split": (gettext_lazy("Split"), "scissors", "plain"),
    "conversations.linked": (gettext_lazy("Linked"), "link", "plain"),
    "conversations.unlinked": (gettext_lazy("Link removed"), "link-slash", "plain"),
    "conversations.erased": (gettext_lazy("What was said was deleted"), "archive-box-x-mark", "plain"),
    "retention.kept": (gettext_lazy("Kept from deletion"), "lock-closed", "plain"),
    "retention.kept_no_more": (gettext_lazy("Kept from deletion no more"), "lock-open", "plain"),
    "changes.undone": (gettext_lazy("Undone"), "arrow-uturn-left", "plain"),
    "promises.made": (gettext_lazy("Promise made"), "clock", "plain"),
    "promises.kept": (gettext_lazy("Promise kept"), "check", "good"),
    "promises.broken": (gettext_lazy("Promise broken"), "exclamation-triangle", "bad"),
    "promises.withdrawn": (gettext_lazy("Promise withdrawn"), "x-mark", "plain"),
    "recovery.opened": (gettext_lazy("Recovery opened"), "lifebuoy", "bad"),
    "recovery.handed_over": (gettext_lazy("Recovery handed over"), "arrows-right-left", "plain"),
    "recovery.second_chance": (gettext_lazy("Asked for a second chance"), "arrow-path", "plain"),
    "alerts.climbed": (gettext_lazy("Nobody took it: more people were told"), "arrow-trending-up", "bad"),
    "surveys.asked": (gettext_lazy("Asked apart from a reply"), "chart-bar", "plain"),
    "surveys.called": (gettext_lazy("Called to ask"), "phone", "plain"),
    "learning.decided": (gettext_lazy("Decided in the review"), "check-circle", "plain"),
    "email.failed": (gettext_lazy("Mail not delivered"), "exclamation-triangle", "bad"),
    "email.bounced": (gettext_lazy("Mail came back"), "exclamation-triangle", "bad"),
    "email.sent_again": (gettext_lazy("Sent again"), "arrow-path", "plain"),
    "email.sent_elsewhere": (gettext_lazy("Sent to another address"), "at-symbol", "plain"),
    "email.settled": (gettext_lazy("Undelivered mail settled"), "check", "good"),
}
OTHERS = {
    "conversations.merged": ("into", "from"),
    "conversations.unmerged": ("into", "from"),
    "conversations.split": ("from", "to"),
    "conversations.linked": ("other",),
    "conversations.unlinked": ("other",),
}
BY_MAIL = {
    "take": gettext_lazy("Taken, from the mail about the alert"),
    "call": gettext_lazy("Will call, said from the mail about the alert"),
    "assign": gettext_lazy("Given on, from the mail about the alert"),
}
HANDED = {"conversations.assigned", "conversations.asked", "recovery.handed_over"}
FACES = {"feedback.rated", "feedback.changed", "feedback.confirmed"}


def shown_events(events: Sequence[Event], names: Mapping[int, str], seen: Collection[int] = ()) -> list[dict[str, Any]]:
    """What `web/_timeline.html` expects; events without words for people are left out. Of `others_in` the events, those
    that are not `seen` stay without their number."""
    return [row for event in events if (row := _row(event, names, seen)) is not None]


def others_in(events: Iterable[Event]) -> set[int]:
    """The other conversations that these events name."""
    return {_other(event) for event in events if event.name in OTHERS}


def _other(event: Event) -> int:
    return int(next(event.data[key] for key in OTHERS[event.name] if key in event.data))


def _row(event: Event, names: Mapping[int, str], seen: Collection[int]) -> dict[str, Any] | None:
    found = _words(event, names, seen)
    if found is None:
        return None
    words, icon, tone, face = found
    actor = names.get(event.actor_id or 0, "")
    return {
        "id": f"event-{event.pk}",
        "words": words,
        "icon": icon,
        "tone": tone,
        "face": face,
        "actor": actor,
        "at": event.at,
    }


def _words(event: Event, names: Mapping[int, str], seen: Collection[int]) -> tuple[str, str, str, int | None] | None:
    if event.name in FACES and isinstance(event.data.get("score"), int):
        score = Score(event.data["score"])
        return (
            _("Rated %(label)s") % {"label": _(score.label)},
            "face-smile",
            "bad" if score == Score.BAD else "plain",
            int(score),
        )
    if event.name == "surveys.answered":
        return _("Answered %(numbers)s") % {"numbers": event.data["number"]}, "chart-bar", "plain", None
    if event.name == "feedback.said_fixed":
        is_fixed = bool(event.data["fixed"])
        words = _("Settled, says the customer") if is_fixed else _("Not fixed, says the customer")
        return words, "check" if is_fixed else "exclamation-triangle", "good" if is_fixed else "bad", None
    if event.name == "learning.reason_given":
        return _reason(event.data), "chat-bubble-bottom-center-text", "plain", None
    if event.name == "automation.rule_ran":
        data = event.data
        return run_words(data.get("name", ""), data.get("done", []), data.get("refused", [])), "sparkles", "plain", None
    if event.name == "recovery.step_done":
        return _(StepKind(event.data["step"]).label), "check", "good", None
    if event.name == "recovery.closed":
        outcome = Outcome(event.data["outcome"])
        return _("Recovery closed: %(outcome)s") % {"outcome": _(outcome.label)}, "lifebuoy", "good", None
    if event.name == "conversations.message_received" and event.data.get("held"):
        return _("A message is held"), "shield-exclamation", "bad", None
    if event.name == "alerts.acted_by_mail":
        return str(BY_MAIL.get(event.data.get("deed", ""), BY_MAIL["take"])), "envelope", "plain", None
    if event.name == "conversations.tagged":
        return _tags(event), "tag", "plain", None
    if event.name == "conversations.priority_set":
        return _("Priority: %(name)s") % {"name": _(Priority(event.data["to"]).label)}, "flag", "plain", None
    if event.name == "conversations.status_named" and event.data["name"]:
        return _("Status: %(name)s") % {"name": event.data["name"]}, "arrow-path", "plain", None
    if event.name in OTHERS:
        other = _other(event)
        words, icon, tone = WORDS[event.name]
        return f"{words}: R-{FIRST_NUMBER + other}" if other in seen else str(words), icon, tone, None
    if event.name in HANDED and "to" in event.data:
        words, icon, tone = WORDS[event.name]
        return _handed(words, event, names), icon, tone, None
    if event.name in WORDS:
        return (*WORDS[event.name], None)
    return None


def _tags(event: Event) -> str:
    signs = [*(f"+{name}" for name in event.data["added"]), *(f"−{name}" for name in event.data["removed"])]
    return _("Tags: %(names)s") % {"names": ", ".join(signs)}


def _handed(words: str, event: Event, names: Mapping[int, str]) -> str:
    """Who got it; nothing is said of it being the one who acted."""
    to = event.data["to"]
    if "how" in event.data:
        return _given_out(event, names)
    if to is None:
        return _("Given to nobody")
    if to == event.actor_id:
        return _("Recovery taken") if event.name == "recovery.handed_over" else _("Taken")
    return _("%(words)s to %(name)s") % {"words": words, "name": names.get(to, "somebody who has left")}


def _given_out(event: Event, names: Mapping[int, str]) -> str:
    """Who got it by itself, and on which grounds."""
    if event.data["how"] == "off_duty":
        return _("Given back: its agent went off duty")
    who = {"name": names.get(event.data["to"], _("somebody who has left")), "count": event.data.get("waiting", 0)}
    if event.data.get("skills"):
        who["skills"] = ", ".join(event.data["skills"])
        if event.data["how"] == "load":
            return _("Given to %(name)s: knows %(skills)s, fewest waiting (%(count)s)") % who
        return _("Given to %(name)s: knows %(skills)s, whose turn it was") % who
    if event.data["how"] == "load":
        return _("Given to %(name)s: fewest waiting (%(count)s)") % who
    return _("Given to %(name)s: whose turn it was") % who


def _reason(data: Mapping[str, Any]) -> str:
    source = Source(data["source"]).label
    if not data["word"]:
        return _("Reason taken back (%(source)s)") % {"source": source}
    return _("Reason: %(reason)s (%(source)s)") % {"reason": _(data["word"]), "source": source}
