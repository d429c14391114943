"""One of us writes down whether a customer wants to be asked apart from replies, as the customer told them."""

from datetime import datetime

from django.db import transaction

from rapport.customers import actions as customers
from rapport.customers import queries as people
from rapport.customers.models import Customer
from rapport.surveys import actions as surveys
from rapport.team.models import User


@transaction.atomic
def let_in(customer: Customer, why: str, *, actor: User, at: datetime) -> list[int]:
    """They want to be asked again, by all of their records; answers what ended. Raises SurveyError without a reason."""
    records = people.with_merged(customer)
    customers.lock_people(records)
    return surveys.let_in(records, why=why, actor=actor, at=at)


@transaction.atomic
def leave_out(customer: Customer, *, actor: User, at: datetime) -> bool:
    """They do not want to be asked any more; False when that was so already."""
    customers.lock_people([customer.pk])
    return surveys.opt_out(customer, how="desk", at=at, actor=actor)
