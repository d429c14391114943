"""A row knows only rows of its own room and of floors below, so that a room can be read without those above it."""

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.house.tree import FLOORS, floor_of

OURS = {name for floor in FLOORS for name in floor}
RELATIONS = [
    (model, field)
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for field in (*model._meta.get_fields(), *model._meta.many_to_many)
    if isinstance(field, Field) and field.is_relation
]


def test_there_are_relations_to_look_at() -> None:
    assert len(RELATIONS) > 10


@pytest.mark.parametrize(
    ("model", "field"), RELATIONS, ids=[f"{model._meta.label}.{field.name}" for model, field in RELATIONS]
)
def test_a_relation_points_down(model: type[Model], field: "Field[object, object]") -> None:
    target = field.related_model
    assert isinstance(target, type), f"{model.__name__}.{field.name} has no target"
    there = target._meta.app_label
    if there not in OURS or there == model._meta.app_label:
        return
    here = model._meta.app_label
    assert floor_of(there) < floor_of(here), f"{here}.{model.__name__}.{field.name} points up or sideways to {there}"
