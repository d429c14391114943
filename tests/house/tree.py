"""The source tree as the architecture tests see it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rapport"
DOORS = ("desk", "portal", "api", "worker", "sample")
NOT_ROOMS = ("config",)

# Lowest floor first, as in [tool.importlinter]; rooms on one floor do not know each other.
FLOORS = (
    ("platform",),
    ("web", "language"),
    ("team",),
    ("customers", "alerts", "labels", "webhooks", "orders"),
    ("conversations",),
    ("feedback", "promises", "writing", "email", "form", "changes", "knowledge", "automation"),
    ("surveys", "snippets"),
    ("recovery", "coaching", "campaigns"),
    ("learning",),
    ("triage", "search", "reports", "relationships"),
    ("flows",),
    DOORS,
)


def sources(folder: Path = PACKAGE) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def strings(path: Path) -> Iterator[ast.Constant]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def room_of(path: Path) -> str:
    """'desk' for rapport/desk/…, 'email' for rapport/channels/email/…."""
    parts = path.relative_to(PACKAGE).parts
    return parts[1] if parts[0] == "channels" and len(parts) > 2 else parts[0]


def rooms() -> list[Path]:
    """Every package that is a room or a door: those directly below rapport/, and each kind of channel."""
    found = [init.parent for init in sorted(PACKAGE.glob("*/__init__.py"))]
    found += [init.parent for init in sorted(PACKAGE.glob("channels/*/__init__.py"))]
    return [folder for folder in found if folder.name not in (*NOT_ROOMS, "channels")]


def floor_of(room: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if room in names)
