"""Rows are written by models, actions and nobody else; what a write sets off is called, never signalled."""

import ast
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, calls, place, room_of, sources, tree_of

WRITES = {
    "create",
    "acreate",
    "bulk_create",
    "abulk_create",
    "bulk_update",
    "abulk_update",
    "get_or_create",
    "aget_or_create",
    "update_or_create",
    "aupdate_or_create",
}
ON_ROWS = {"save", "asave", "delete", "adelete", "update", "aupdate"}
QUERY_WORDS = {"objects", "filter", "exclude", "all", "select_for_update", "get", "select_related", "order_by", "_due"}
SIGNALS = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "post_migrate", "receiver", "signals"}
SIGNAL_MODULES = {"django.db.models.signals", "django.db.models", "django.dispatch", "django.core.signals"}
MAY_WRITE_ROOMS = {"sample", "config"}


def is_writing_place(path: Path) -> bool:
    inside = path.relative_to(PACKAGE).with_suffix("").parts
    return room_of(path) in MAY_WRITE_ROOMS or "models" in inside or "actions" in inside or path.name == "events.py"


def names_in(node: ast.AST) -> set[str]:
    """Every name on the way to a call: {'Rating', 'objects', 'filter'} for Rating.objects.filter(…)."""
    found: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return found | ({node.id} if isinstance(node, ast.Name) else set())


def is_write(call: ast.AST) -> bool:
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    word, way = call.func.attr, names_in(call.func.value)
    if word in WRITES:
        return "objects" in way or bool(way & QUERY_WORDS)
    if word in ("save", "asave"):
        return not isinstance(call.func.value, ast.Attribute)
    return word in ON_ROWS and bool(way & QUERY_WORDS)


def test_rows_are_written_in_models_and_actions_only() -> None:
    others = [path for path in sources() if not is_writing_place(path)]
    assert len(others) > 500
    found = [place(path, call) for path in others for call in calls(path) if is_write(call)]
    assert found == [], "move the write into actions.py"


def test_the_search_sees_writes() -> None:
    text = "Rating.objects.create(x=1)\nq.filter(a=1).update(b=2)\nrow.save()\nUser.objects.filter().delete()"
    innocent = "facts.update(x=1)\nstorage.create(1)\nzone.delete(2)"
    assert [is_write(node.value) for node in ast.parse(text).body if isinstance(node, ast.Expr)] == [True] * 4
    assert not any(is_write(node) for node in ast.walk(ast.parse(innocent)) if isinstance(node, ast.Call))


def test_no_signals() -> None:
    imported = {
        (str(path.relative_to(ROOT)), alias.name)
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module in SIGNAL_MODULES
        for alias in node.names
    }
    assert {found for found in imported if found[1] in SIGNALS} == set(), (
        "a reader must see what a save sets off: call it"
    )
