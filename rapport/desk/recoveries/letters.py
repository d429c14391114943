"""Beginnings for the two letters of a recovery: a frame to fill, never a finished apology."""

from collections.abc import Iterable

from rapport.recovery.models import Recovery
from rapport.team.models import User


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


def question(recovery: Recovery, user: User) -> str:
    """Asks about the repair, once it is done."""
    name = _first_name(recovery)
    done = next((step.note for step in recovery.current_steps if step.kind == "fixed"), "")
    greeting = f"Dear {name}," if name else "Hello,"
    fixed = f"This is what we did: {done.rstrip('.')}." if done else ""
    return f"{greeting}\n\n{fixed}\n\nIs it right for you now? One click below tells me.\n\n{user.first_name}"
