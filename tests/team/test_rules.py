"""The table of what each role may do."""

import pytest

from rapport.team.models import Role
from rapport.team.rules import RIGHTS, May, most_at_once, rights_of

RISKY = (May.WRITE, May.WORK, May.KNOW, May.CONTACT, May.EXPORT, May.LEAD, May.OWN)
ALLOWED = {
    "collaborator": {May.CONTACT},
    "partner": {May.WRITE, May.WORK},
    "agent": {May.WRITE, May.WORK, May.KNOW, May.CONTACT, May.EXPORT},
    "lead": {May.WRITE, May.WORK, May.KNOW, May.CONTACT, May.EXPORT, May.LEAD},
    "owner": set(RISKY),
}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_may_do_what_is_written_here_and_nothing_else(role: str) -> None:
    assert rights_of(role) & set(RISKY) == ALLOWED[role]


def test_every_role_has_a_line_and_may_change_what_is_its_own() -> None:
    assert set(RIGHTS) == set(Role.values)
    assert all({May.SELF, May.NOTE} <= rights for rights in RIGHTS.values())


def test_a_role_that_is_none_may_do_nothing() -> None:
    assert rights_of("admin") == frozenset()


def test_only_partners_are_held_to_a_number_at_once() -> None:
    assert {role: most_at_once(role) for role in Role.values if most_at_once(role)} == {"partner": 20}
