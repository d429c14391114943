"""Questions of several rooms asked in one round trip.

A page that shows one conversation asks two dozen small questions, each soon answered; to build them and to plan them
takes longer. `Asked` is a queryset that is built once, with stand-ins for its values; `gather` puts many of them into
one statement, which PostgreSQL plans once for each connection, and makes the same objects of the answer that the
queryset would have made.
"""

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg.pq import Format
from psycopg.sql import Literal

from rapport.platform import sql

Row = TypeVar("Row", bound=Model)
_FIRST_STAND_IN = -(2**52)
_PLACE = re.compile("%s|%%")


class Asked(Generic[Row]):
    """Rows of a model by a few values: `Asked(lambda owner: Promise.objects.filter(owner=owner))`.

    They are whole numbers, but for the `texts`. `make` is called once, so its queryset must not depend on anything but
    its arguments, which it must not look at. It may select related objects, annotate and lock, but not prefetch: see
    `attach`.
    """

    def __init__(self, make: Callable[..., QuerySet[Row]], *, texts: Collection[str] = ()) -> None:
        self._make = make
        self._texts = texts

    def rows(self, **values: int | str) -> list[Row]:
        """Asked alone."""
        found: list[Row] = gather({"rows": self}, values)["rows"]
        return found

    @cached_property
    def statement(self) -> str:
        """With its values by name, as psycopg writes them."""
        _, compiled, values = self._compiled
        left = iter(values)
        return _PLACE.sub(lambda place: "%%" if place[0] == "%%" else self._written(next(left)), compiled)

    def _written(self, value: Any) -> str:
        name = self._stand_ins.get(value) if isinstance(value, int | str) else None
        if name is None:
            return Literal(value).as_string(None).replace("%", "%%")
        return f"%({name})s::{'text' if name in self._texts else 'bigint'}"

    @cached_property
    def _stand_ins(self) -> dict[int | str, str]:
        names = enumerate(inspect.signature(self._make).parameters)
        return {f"value of {name}" if name in self._texts else _FIRST_STAND_IN - place: name for place, name in names}

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        queryset = self._make(*self._stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, values = compiler.as_sql()
        return compiler, statement, values

    @cached_property
    def made(self) -> Callable[[Iterable[Any]], list[Row]]:
        """Makes objects of rows as Django's `ModelIterable` does, with what that looks up each time."""
        compiler = self._compiled[0]
        info, select, notes = compiler.klass_info, compiler.select, compiler.annotation_col_map
        model, fields = info["model"], info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of the next Django
        converters = compiler.get_converters([column[0] for column in select])

        def one(row: Any) -> Row:
            made = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in related:
                populator.populate(row, made)
            for name, place in (notes or {}).items():
                setattr(made, name, row[place])
            return cast(Row, made)

        def many(rows: Iterable[Any]) -> list[Row]:
            converted = compiler.apply_converters(rows, converters) if converters else rows
            return [one(row) for row in converted]

        return many


def gather(
    questions: Mapping[str, Asked[Any]], values: Mapping[str, Any], single: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The rows of each question by its name, in one query. `single`: constant SELECTs of one value each, as for
    `sql.together`; they may take other values than whole numbers, and JSON comes as text."""
    # The statements are the ORM's own, and hold no value from outside.
    columns = [f'ARRAY(SELECT r FROM ({asked.statement}) r) AS "{name}"' for name, asked in questions.items()]  # noqa: S608
    columns += [f'({statement}) AS "{name}"' for name, statement in (single or {}).items()]
    with sql.prepared(_Cursor) as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        answers = cursor.fetchone()
    found = dict(zip([*questions, *(single or {})], answers, strict=True))
    return found | {name: asked.made(found[name]) for name, asked in questions.items()}


def attach(parents: Iterable[Model], name: str, children: Iterable[Model], *, by: str) -> None:
    """Give each parent its children as if they had been prefetched; `by` is the children's column, such as
    `recovery_id`."""
    of_parent: defaultdict[Any, list[Model]] = defaultdict(list)
    for child in children:
        of_parent[getattr(child, by)].append(child)
    for parent in parents:
        rows = getattr(parent, name).all()
        rows._result_cache, rows._prefetch_done = of_parent[parent.pk], True
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


class _JsonText(psycopg.adapt.Loader):
    """JSON as the ORM expects it: as text. In binary a byte that says which version stands before it."""

    format = Format.BINARY

    def load(self, data: psycopg.abc.Buffer) -> str:
        return bytes(data)[1:].decode()


class _Cursor(sql.PreparedCursor):
    """Rows within rows keep their types in binary."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.adapters.register_loader("jsonb", _JsonText)

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, binary=True)
