"""Writes of the customers room, one file per trait."""

from rapport.customers.actions.erase import erase
from rapport.customers.actions.errors import CustomerError
from rapport.customers.actions.merge import lock_people, merge, unmerge
from rapport.customers.actions.organizations import (
    add_domain,
    change_organization,
    join_by_domain,
    merge_organizations,
    remove_domain,
    take_in,
    take_out,
    unmerge_organizations,
)
from rapport.customers.actions.recognise import recognise
from rapport.customers.actions.record import add_address, change, note_export, remove_address
from rapport.customers.actions.undeliverable import heard_from, mail_comes_back, mail_is_put_off
from rapport.customers.actions.visits import ask_for_visit, begin_visit, end_visit, forget_visits

__all__ = [
    "CustomerError",
    "add_address",
    "add_domain",
    "ask_for_visit",
    "begin_visit",
    "change",
    "change_organization",
    "end_visit",
    "erase",
    "forget_visits",
    "heard_from",
    "join_by_domain",
    "lock_people",
    "mail_comes_back",
    "mail_is_put_off",
    "merge",
    "merge_organizations",
    "note_export",
    "recognise",
    "remove_address",
    "remove_domain",
    "take_in",
    "take_out",
    "unmerge",
    "unmerge_organizations",
]
