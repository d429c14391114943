"""Somebody is asked to join by a mail with a link; where no mail leaves, whoever invites is told the link."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.channels.email import actions as email
from rapport.channels.email import servers
from rapport.channels.email.link_note import LinkNote
from rapport.channels.email.models import OutboundMail
from rapport.team import actions as team
from rapport.team.models import Invitation, User

PATH = "/invitation/{token}/"


@transaction.atomic
def invite(said: team.Invited, *, actor: User, at: datetime) -> tuple[Invitation, str]:
    """Answers the invitation, and its link where no mail brings it. Raises TeamError."""
    made, token = team.invite(said, actor=actor, at=at)
    return made, _bring(made, token, actor, at)


@transaction.atomic
def invite_again(invitation: Invitation, *, actor: User, at: datetime) -> str:
    """The same with a new link. Raises TeamError."""
    return _bring(invitation, team.invite_again(invitation, actor=actor, at=at), actor, at)


def _bring(invitation: Invitation, token: str, actor: User, at: datetime) -> str:
    """The address comes from the settings, whatever host the request named."""
    url = settings.RAPPORT_URL + PATH.format(token=token)
    if not servers.takes_mail_of_no_inbox():
        return url
    email.queue_link(
        OutboundMail.Kind.INVITATION, (invitation.email, invitation.name), _note(invitation, url, actor), at=at
    )
    return ""


def _note(invitation: Invitation, url: str, actor: User) -> LinkNote:
    """In the language of who invites."""
    who = {"name": actor.name, "email": actor.email, "place": urlsplit(settings.RAPPORT_URL).netloc}
    words = [
        _("Hello %(name)s,") % {"name": invitation.name},
        _("%(name)s (%(email)s) invites you to the help desk at %(place)s.") % who,
        _("The link works once, for seven days. You choose a password there, and you are in."),
        _("If you do not know what this is about, do nothing: without the link nobody gets in as you."),
    ]
    subject = _("%(name)s invites you to the help desk") % who
    return LinkNote(subject, "\n\n".join(words), _("Join"), url, get_language() or "en")
