"""What people are called."""

from django.utils.translation import gettext as _

from rapport.customers.models import Customer


def name_of(customer: Customer) -> str:
    return customer.name or customer.first_address or _("Unknown sender")
