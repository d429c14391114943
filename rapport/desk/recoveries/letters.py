"""Beginnings for the letters of a recovery: a frame to fill, never a finished apology."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from rapport.flows.sign import values_for
from rapport.language.placeholders import fill_text
from rapport.language.tone import language_of
from rapport.recovery.models import Recovery
from rapport.team.models import User

SECOND_CHANCE = gettext_noop(
    "Hello {{ customer.first_name }},\n\nyou expected something else from us, and I am sorry that it went like this. "
    "However it came about, I would like a second chance to do it well for you.\n\nThis is what I will do: "
    "{{ what you will do }}\n\nOn {{ day }} I will write to you again and ask how it went.\n\n{{ agent.first_name }}"
)


def _first_name(recovery: Recovery) -> str:
    """Empty for a customer whose mail named nobody, or nothing but blanks."""
    return next(iter(recovery.conversation.customer.name.split()), "")


def apology(recovery: Recovery, user: User) -> str:
    """Responsibility first, then repair, then regret: the order of what people need to hear."""
    name = _first_name(recovery)
    return f"Dear {name},\n\n\n\n{user.first_name}" if name else f"Hello,\n\n\n\n{user.first_name}"


def with_parts(text: str, parts: Iterable[str], user: User) -> str:
    """The letter with these parts, in the order given, above the name; what stands there is not said twice."""
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]
    name = paragraphs.pop() if paragraphs and paragraphs[-1].split()[:1] == [user.first_name] else user.first_name
    paragraphs += [part.strip() for part in parts if part.strip() not in text]
    return "\n\n".join([*paragraphs, name])


def second_chance(recovery: Recovery, user: User) -> str:
    """The saved letter of the cause, or ours, with what is known put in. What stays in braces is for its writer; the
    day is put in when it is sent."""
    saved = recovery.cause.second_chance if recovery.cause else ""
    return fill_text(saved or _(SECOND_CHANCE), values_for(recovery.conversation, user))


def with_day(text: str, recovery: Recovery, user: User, day: date) -> str:
    """What is sent. The day is written in the language of the letter."""
    with override(language_of(text)):
        written = date_format(day, "DATE_FORMAT")
    return fill_text(text, values_for(recovery.conversation, user) | {"day": written})


def question(recovery: Recovery, user: User) -> str:
    """Asks about the repair, once it is done."""
    name = _first_name(recovery)
    done = next((step.note for step in recovery.current_steps if step.kind == "fixed"), "")
    greeting = f"Dear {name}," if name else "Hello,"
    fixed = f"This is what we did: {done.rstrip('.')}." if done else ""
    return f"{greeting}\n\n{fixed}\n\nIs it right for you now? One click below tells me.\n\n{user.first_name}"
