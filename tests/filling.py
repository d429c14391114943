"""Many rows at once, by COPY: triggers and constraints see them as they see single ones. Django's own way takes several
times the processor time, most of it to write every value into the words of a statement and to read those again."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, Field, Model
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=Model)
# From here on, a plan that was made for an empty table can take minutes.
MANY = 100


def fill(rows: Iterable[M]) -> list[M]:
    """Keep these new rows of one model; each has its number afterwards. Nobody's `save` is asked."""
    made = list(rows)
    if not made:
        return made
    about = made[0]._meta
    key = about.pk
    with connection.cursor() as cursor:
        if isinstance(key, AutoField):
            numbers = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(numbers, [about.db_table, key.column, len(made)])
            for one, (number,) in zip(made, cursor.fetchall(), strict=True):
                one.pk = number
        kept = [field for field in about.concrete_fields if not field.generated]
        left = [field.attname for field in kept if _is_left(field, made[0])]
        fields = [field for field in kept if field.attname not in left]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        with cursor.copy(f'COPY "{about.db_table}" ({columns}) FROM STDIN') as copied:
            for one in made:
                copied.write_row(
                    [field.get_db_prep_save(field.pre_save(one, add=True), connection) for field in fields]
                )
        if len(made) >= MANY:
            cursor.execute(f'ANALYZE "{about.db_table}"')
    written: dict[Any, Sequence[Any]] = dict.fromkeys([one.pk for one in made], ())
    if left:
        found = type(made[0])._base_manager.filter(pk__range=(made[0].pk, made[-1].pk)).values_list("pk", *left)
        written |= {pk: values for pk, *values in found}
    for one in made:
        one._state.adding, one._state.db = False, "default"
        for name, value in zip(left, written[one.pk], strict=True):
            setattr(one, name, value)
    return made


def _is_left(field: "Field[object, object]", row: Model) -> bool:
    """To the database, which knows what to write when nothing is said."""
    return isinstance(getattr(row, field.attname), DatabaseDefault)
