"""Why nobody was given a conversation by itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from rapport.conversations import queries
from rapport.conversations.models import Conversation, Inbox
from rapport.labels.queries import Labels
from rapport.team.models import User
from rapport.team.rules import May, knows


def not_given(conversation: Conversation, around: Iterable[User], known: Labels) -> str:
    """The reason in words, as it is now; '' where somebody has it, or nothing is given out. `around`: who sees its
    inbox. How many wait for whom is asked only where nothing else stands in the way."""
    is_due = conversation.waiting_since is not None and not conversation.is_later
    if conversation.assignee_id is not None or conversation.inbox.giving == Inbox.Giving.OFF or not is_due:
        return ""
    writing = [one for one in around if one.may(May.WRITE)]
    wanted = queries.skills_asked(conversation, known)
    if able := queries.able(writing, wanted):
        waiting = queries.load_of([one.pk for one in able])
        if any(one.capacity is None or waiting.get(one.pk, 0) < one.capacity for one in able):
            return ""  # given out within a minute
        return _("Not given to anybody: whoever could take it has as many as they are given at most.")
    if not wanted or not queries.able(writing, []):
        return _("Not given to anybody: nobody who sees this inbox is on duty.")
    skills = ", ".join(wanted)
    if off := [one.first_name for one in writing if knows(one.skills, wanted)]:
        return _("Not given to anybody: %(names)s knows %(skills)s, and is off duty.") % {
            "names": ", ".join(off[:3]), "skills": skills,
        }  # fmt: skip
    return _("Not given to anybody: nobody who sees this inbox knows %(skills)s.") % {"skills": skills}
