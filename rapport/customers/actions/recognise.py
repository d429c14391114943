"""Who wrote: the customer behind an address, made when it is new."""

import uuid
from datetime import datetime
from typing import Any

from rapport.customers.models import Customer, Identity
from rapport.platform import sql

# The address is held until the mail is stored, or a merge could move it in between (`merge` locks it FOR UPDATE).
_FIND = """
SELECT i.id, i.customer_id, i.kind, i.value, i.created_at, c.name, c.first_address
FROM customers_identity i JOIN customers_customer c ON c.id = i.customer_id
WHERE i.kind = 'email' AND i.value = %s FOR KEY SHARE OF i
"""
# The identity comes first: when two mails from a new address come at once, only one of them makes a customer.
_WELCOME = """
WITH fresh AS (SELECT nextval(pg_get_serial_sequence('customers_customer', 'id')) AS id),
taken AS (
  INSERT INTO customers_identity (customer_id, kind, value, created_at) SELECT id, 'email', %s, %s FROM fresh
  ON CONFLICT (kind, value) DO NOTHING RETURNING id, customer_id)
INSERT INTO customers_customer (id, public_id, name, phone, created_at, first_address)
  SELECT customer_id, %s, %s, '', %s, %s FROM taken
RETURNING (SELECT id FROM taken), id, 'email', first_address, created_at, name, first_address
"""


def recognise(*, address: str, name: str, at: datetime) -> tuple[Identity, bool]:
    """The identity behind an e-mail address, and whether it was made just now, with its customer.

    A name is only filled in, never changed: a mail header is not proof of who somebody is. A mail that names no
    sender is from somebody new each time.
    """
    value = address.strip().lower()
    if not value:
        return _nobody(name, at), True
    found = _identity(_FIND, [value])
    if found is None and (made := _identity(_WELCOME, [value, at, uuid.uuid4(), name[:160], at, value])):
        return made, True
    if found is None:
        found = Identity.objects.select_related("customer").get(kind=Identity.Kind.EMAIL, value=value)
    if name and not found.customer.name:
        found.customer.name = name[:160]
        found.customer.save(update_fields=["name"])
    return found, False


def _nobody(name: str, at: datetime) -> Identity:
    customer = Customer.objects.create(name=name[:160], created_at=at)
    return Identity.objects.create(customer=customer, kind=Identity.Kind.UNKNOWN, value=uuid.uuid4().hex, created_at=at)


def _identity(statement: str, values: list[Any]) -> Identity | None:
    """The identity that the statement answers, with no more of its customer than how they are called."""
    row = sql.row(statement, values)
    if row is None:
        return None
    *own, name, first = row
    identity = Identity.from_db("default", ["id", "customer_id", "kind", "value", "created_at"], own)
    identity.customer = Customer.from_db(
        "default", ["id", "name", "first_address"], [identity.customer_id, name, first]
    )
    return identity
