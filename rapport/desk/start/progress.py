"""How far the setting up has come, told by what is there: nobody ticks anything off."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.channels.email.models import MailAccount, MailServer
from rapport.conversations.models import Conversation, Inbox
from rapport.flows import try_inbox
from rapport.team.models import User


def shown() -> dict[str, Any]:
    """The steps; the first that is open is the next one."""
    inbox = Inbox.objects.filter(is_active=True).order_by("id").first()
    found = _steps(inbox)
    following = next((step for step in found if not step["done"]), None)
    if following is not None:
        following["is_next"] = True
    return {"steps": found, "next_step": following, "steps_done": sum(step["done"] for step in found)}


def _steps(inbox: Inbox | None) -> list[dict[str, Any]]:
    of_inbox = reverse("desk:inbox", args=[inbox.pk]) if inbox else ""
    fetched = MailAccount.objects.filter(is_active=True).exists()
    sends = bool(settings.RAPPORT_SMTP_URL) or MailServer.objects.exists()
    return [
        {
            "title": _("Add your inbox"),
            "text": _("The address customers write to, the name they read, and how soon you answer."),
            "done": inbox is not None,
            "url": of_inbox or reverse("desk:inbox-new"),
        },
        {
            "title": _("Let its mail in"),
            "text": _(
                "Sign in to its mailbox, and mail is fetched as it comes. Or have your mail server deliver here:"
            ),
            "place": _place(),
            "done": fetched or Conversation.objects.exists(),
            "url": of_inbox,
        },
        {
            "title": _("Let replies out"),
            "text": _("Name the server that sends your mail. Until then replies wait in a local postbox."),
            "done": sends,
            "url": of_inbox,
        },
        {
            "title": _("Try it out"),
            "text": _("Rapport mails the inbox and watches for the mail to come back."),
            "done": inbox is not None and try_inbox.has_worked(inbox),
            "url": reverse("desk:inbox-trial", args=[inbox.pk]) if inbox else "",
        },
        {
            "title": _("Bring your people in"),
            "text": _("Each gets a link that works once. Teams decide who sees which inbox."),
            "done": User.objects.filter(is_active=True).count() > 1,
            "url": reverse("desk:people"),
        },
    ]


def _place() -> str:
    port = settings.RAPPORT_SMTP_PORT or settings.RAPPORT_LMTP_PORT
    return f"{settings.RAPPORT_HOST}:{port}" if port else ""
