"""What each role may do: the one table that every door asks. What somebody may see is `conversations.visible_to`."""

from collections.abc import Iterable
from enum import StrEnum


class May(StrEnum):
    """A right. Whatever is changed and is not one's own needs WORK unless its view asks for another."""

    SELF = "self"  # change what is one's own
    NOTE = "note"  # write notes, answer who asks
    WRITE = "write"  # write to customers
    WORK = "work"  # change states, owners and whatever else belongs to a conversation
    KNOW = "know"  # change what the company knows of customers, and who else is part of a conversation
    CONTACT = "contact"  # see addresses, numbers and raw mail as they are
    EXPORT = "export"  # take lists away as files
    LEAD = "lead"  # see every inbox, change the settings
    OWN = "own"  # roles of others, single sign-on, audit log, backups


_COLLABORATOR = frozenset({May.SELF, May.NOTE, May.CONTACT})
_PARTNER = frozenset({May.SELF, May.NOTE, May.WRITE, May.WORK})
_AGENT = _COLLABORATOR | _PARTNER | {May.KNOW, May.EXPORT}
_LEAD = _AGENT | {May.LEAD}
RIGHTS: dict[str, frozenset[May]] = {
    "collaborator": _COLLABORATOR,
    "partner": _PARTNER,
    "agent": _AGENT,
    "lead": _LEAD,
    "owner": _LEAD | {May.OWN},
}
MOST_AT_ONCE = {"partner": 20}
PARTNER_SESSION_HOURS = 12
PARTNER_VIEWS_AN_HOUR = 200
MOST_SKILLS, LONGEST_SKILL = 30, 40


def rights_of(role: str) -> frozenset[May]:
    """An unknown role may do nothing."""
    return RIGHTS.get(role, frozenset())


def roles_given_by(role: str) -> list[str]:
    """The roles that this one may give and change: owners every one, leads those below their own."""
    if May.OWN in rights_of(role):
        return ["owner", "lead", "agent", "collaborator", "partner"]
    return ["agent", "collaborator", "partner"] if May.LEAD in rights_of(role) else []


def most_at_once(role: str) -> int | None:
    """How many conversations one bulk action may change; None: any number."""
    return MOST_AT_ONCE.get(role)


def skills_in(text: str) -> list[str]:
    """What stands between commas: languages, products, whatever the desk tells people apart by. Each once, whatever
    its case. Raises ValueError."""
    found: dict[str, str] = {}
    for part in text.split(","):
        if name := " ".join(part.split()):
            if len(name) > LONGEST_SKILL or not name.isprintable():
                raise ValueError(name)
            found.setdefault(name.casefold(), name)
    if len(found) > MOST_SKILLS:
        raise ValueError(text)
    return list(found.values())


def knows(skills: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether somebody with these skills has every one that is asked for."""
    own = {one.casefold() for one in skills}
    return all(one.casefold() in own for one in wanted)
