"""The pages of the settings, in their order, and who may open each."""

from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rapport.desk.access import StaffRequest
from rapport.desk.frame import frame
from rapport.team.models import User
from rapport.team.rules import May


class Entry(NamedTuple):
    """`view` is the name of its page's address; entries without `for_leads` are everybody's own."""

    title: Any
    view: str
    icon: str
    text: Any
    for_leads: bool = True
    for_owners: bool = False
    needs: May = May.SELF

    def is_for(self, user: User) -> bool:
        if not user.may(self.needs):
            return False
        return user.may(May.OWN) if self.for_owners else user.is_lead or not self.for_leads


class Group(NamedTuple):
    title: Any
    entries: tuple[Entry, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        _("You"),
        (
            Entry(_("Your account"), "you", "user-circle", _("Name, signature, duty, password."), for_leads=False),
            Entry(_("Signing in"), "security", "shield-check", _("Password, passkeys, sessions."), for_leads=False),
            Entry(_("Language and look"), "display", "language", _("Language, time zone, colours."), for_leads=False),
            Entry(_("Keyboard"), "keyboard", "command-line", _("Your own keys, or none."), for_leads=False),
            Entry(
                _("Notifications"),
                "notifications",
                "bell",
                _("What you are told of, where, and when not."),
                for_leads=False,
            ),
        ),
    ),
    Group(
        _("Writing"),
        (
            Entry(
                _("Writing"), "writing", "pencil-square", _("Undo, after sending, your signatures."), for_leads=False
            ),
            Entry(
                _("Saved replies"),
                "saved-replies",
                "chat-bubble-left-right",
                _("What you answer again and again."),
                for_leads=False,
                needs=May.WRITE,
            ),
            Entry(
                _("Faces for other tools"),
                "snippet",
                "face-smile",
                _("For mails that you send from elsewhere."),
                for_leads=False,
                needs=May.WRITE,
            ),
            Entry(
                _("Signatures and quotes"),
                "signatures",
                "identification",
                _("What stands below everybody’s replies."),
            ),
            Entry(
                _("Tone of drafts"),
                "tone",
                "chat-bubble-bottom-center-text",
                _("What the advice beside a draft looks for."),
            ),
        ),
    ),
    Group(
        _("Conversations"),
        (
            Entry(_("Tags"), "tags", "tag", _("Names and colours; rename, merge, archive.")),
            Entry(_("Types"), "types", "squares-2x2", _("What kinds of matter you tell apart.")),
            Entry(_("Statuses"), "statuses", "arrow-path", _("Say more exactly where a conversation stands.")),
            Entry(_("Fields"), "fields", "adjustments-horizontal", _("What else you want to know, and when.")),
            Entry(_("Assignment"), "giving", "user-plus", _("Who is given conversations, and how many.")),
            Entry(_("Deleting by age"), "retention", "archive-box-x-mark", _("How long what was said is kept.")),
        ),
    ),
    Group(
        _("Asking customers"),
        (Entry(_("Surveys"), "survey-rules", "chart-bar", _("What is asked apart from a reply, when and of whom.")),),
    ),
    Group(
        _("Unhappy customers"),
        (
            Entry(
                _("Reasons"), "reasons", "chat-bubble-left-ellipsis", _("Why answers are poor, for customers and you.")
            ),
            Entry(_("Weekly digest"), "digest-time", "newspaper", _("When everybody is told how the week was.")),
            Entry(
                _("Reviews in public"),
                "public-places",
                "megaphone",
                _("Where everybody who answers may also review you."),
            ),
            Entry(_("Causes"), "causes", "lifebuoy", _("Why it goes wrong, in a few words to choose from.")),
            Entry(_("Goodwill"), "goodwill-limits", "gift", _("The currency, and who may give how much.")),
        ),
    ),
    Group(
        _("People"),
        (
            Entry(_("People"), "people", "users", _("Who may come in, and as what.")),
            Entry(_("Teams"), "teams", "user-group", _("Who shares inboxes.")),
            Entry(_("Sign-in"), "sign-in-policy", "key", _("Who needs a second factor."), for_owners=True),
            Entry(
                _("Single sign-on"),
                "single-sign-on",
                "arrow-right-end-on-rectangle",
                _("Sign in with your company’s own account."),
                for_owners=True,
            ),
            Entry(_("Audit log"), "audit", "finger-print", _("Who did what, and when."), for_owners=True),
        ),
    ),
    Group(
        _("Mail"),
        (
            Entry(_("Inboxes"), "inboxes", "inbox", _("Addresses, mailboxes and servers, with a live test.")),
            Entry(
                _("Customer portal"),
                "portal",
                "window",
                _("A page where customers see their conversations."),
                for_owners=True,
            ),
            Entry(_("Opening hours"), "hours", "clock", _("When people are there, and which days are closed.")),
        ),
    ),
    Group(
        _("By itself"),
        (Entry(_("Rules"), "rules", "sparkles", _("When this happens, do that. Tried out before it counts.")),),
    ),
    Group(
        _("Other systems"),
        (
            Entry(
                _("Webhooks"), "webhooks", "bolt", _("Other systems are told what happens here, at once and signed.")
            ),
            Entry(_("Alert routes"), "alert-routes", "megaphone", _("Slack, Teams, Discord; and when alerts climb.")),
            Entry(
                _("Orders"),
                "orders-source",
                "shopping-bag",
                _("What your shop knows of a customer, beside the conversation."),
            ),
            Entry(_("API tokens"), "tokens", "key", _("Let a program of yours read and write here."), for_leads=False),
        ),
    ),
    Group(
        _("Looking after it"),
        (
            Entry(_("Setting up"), "setting-up", "rocket-launch", _("What is left until customers are answered here.")),
            Entry(_("Health"), "health", "heart", _("What works, what does not, and how to mend it.")),
            Entry(_("Automatic mail"), "automatic", "arrow-path", _("Receipts and alerts by mail, on or off.")),
        ),
    ),
)


def settings_frame(request: StaffRequest, current: str) -> dict[str, Any]:
    """The context of a settings page; `current` is the name of its view."""
    return frame(request, folder="settings") | {"settings_groups": groups(request, current), "settings_view": current}


def groups(request: StaffRequest, current: str = "") -> list[dict[str, Any]]:
    """What this user may open, group by group."""
    return [
        {"title": group.title, "entries": shown}
        for group in GROUPS
        if (shown := [_shown(entry, current) for entry in group.entries if entry.is_for(request.user)])
    ]


def _shown(entry: Entry, current: str) -> dict[str, Any]:
    try:
        url = reverse(f"desk:{entry.view}")
    except NoReverseMatch:
        url = reverse(entry.view)  # a page of the sign-in library
    return {**entry._asdict(), "url": url, "current": entry.view == current}
