"""Questions of several rooms asked in one round trip.

A page that shows one conversation asks two dozen small questions, each soon answered; to build them and to plan them
takes longer. `Asked` is a queryset that is built once, with stand-ins for its values; `gather` puts many of them into
one statement, which PostgreSQL plans once for each connection, and makes the same objects of the answer that the
queryset would have made.
"""

import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Generic, TypeVar, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.models import JSONField, Manager, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from psycopg.pq import Format
from psycopg.sql import Literal

from rapport.platform import sql

Row = TypeVar("Row", bound=Model)
_FIRST_STAND_IN = -(2**52)
PLAIN_ATTRIBUTES = (DeferredAttribute, ForeignKeyDeferredAttribute)
_decode = json.JSONDecoder().decode
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
        info, select, notes = compiler.klass_info, compiler.select, compiler.annotation_col_map or {}
        fields = info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        make = _maker(info["model"], [column[0].target.attname for column in select[start:end]])
        populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of the next Django
        related = [_related(populator) for populator in populators]
        converters = {
            place: ([_read_json] if _is_json(expression) else steps, expression)
            for place, (steps, expression) in compiler.get_converters([column[0] for column in select]).items()
        }

        def one(row: Any) -> Row:
            made = make(row[start:end])
            for populate in related:
                populate(row, made)
            for name, place in notes.items():
                setattr(made, name, row[place])
            return cast(Row, made)

        def many(rows: Iterable[Any]) -> list[Row]:
            converted = compiler.apply_converters(rows, converters) if converters else rows
            return [one(row) for row in converted]

        return many


def _maker(model: type[Model], names: list[str]) -> Callable[[Sequence[Any]], Model]:
    """Makes what `from_db` makes, but tells nobody of it where nobody listens."""
    plain = (
        model.__init__ is Model.__init__
        and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
        and not pre_init.has_listeners(model)
        and not post_init.has_listeners(model)
        and all(type(inspect.getattr_static(model, name)) in PLAIN_ATTRIBUTES for name in names)
    )
    if not plain:
        return partial(model.from_db, DEFAULT_DB_ALIAS, names)

    def make(values: Sequence[Any]) -> Model:
        made = model.__new__(model)
        made._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(names, values, strict=True))
        return made

    return make


def _related(populator: Any) -> Callable[[Any, Model], None]:
    """What a populator of Django does, with such a maker."""
    if populator.reorder_for_init:
        return populator.populate  # type: ignore[no-any-return]
    make = _maker(populator.model_cls, populator.init_list)
    start, end, key = populator.cols_start, populator.cols_end, populator.pk_idx
    below = [_related(one) for one in populator.related_populators]

    def populate(row: Any, owner: Model) -> None:
        found = None
        values = row[start:end]
        if values[key] is not None:
            found = make(values)
            for one in below:
                one(row, found)
        populator.local_setter(owner, found)
        if found is not None:
            populator.remote_setter(found, owner)

    return populate


def _is_json(expression: Any) -> bool:
    """A column of JSON as it is stored."""
    return (
        isinstance(expression, Col) and isinstance(expression.target, JSONField) and expression.target.decoder is None
    )


def _read_json(text: str | None, *_: Any) -> Any:
    """Most are empty."""
    if text is None:
        return None
    if text == "[]":
        return []
    return {} if text == "{}" else _decode(text)


def gather(
    questions: Mapping[str, Asked[Any]],
    values: Mapping[str, Any],
    single: Mapping[str, str] | None = None,
    *,
    plans: bytes | None = sql.EITHER,
) -> dict[str, Any]:
    """The rows of each question by its name, in one query. `single`: constant SELECTs of one value each, as for
    `sql.together`; they may take other values than whole numbers, and JSON comes as text. `plans` as in `sql`."""
    # The statements are the ORM's own, and hold no value from outside.
    columns = [f'ARRAY(SELECT r FROM ({asked.statement}) r) AS "{name}"' for name, asked in questions.items()]  # noqa: S608
    columns += [f'({statement}) AS "{name}"' for name, statement in (single or {}).items()]
    with sql.prepared(_Cursor, plans) as cursor:
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
        rows = _rows_of(parent, name)
        rows._result_cache, rows._prefetch_done = of_parent[parent.pk], True
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def _rows_of(parent: Model, name: str) -> Any:
    """What the related manager gives, not yet asked; looked up by the parent only if it ever is."""
    relation = getattr(type(parent), name).rel
    model, field = relation.related_model, relation.field
    if type(model._default_manager) is not Manager:
        return getattr(parent, name).all()
    rows: Any = QuerySet(model, hints={"instance": parent})
    rows._deferred_filter = (False, (), {field.name: parent})
    rows._known_related_objects = {field: {parent.pk: parent}}
    return rows


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
