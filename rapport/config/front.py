"""What the pages take from npm: a few files by name, from the folder that front/package-lock.json fills."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

MODULES = Path(__file__).resolve().parents[2] / "front" / "node_modules"
# The address below /static/, and the file of the package.
FILES = {
    "front/squire.mjs": "squire-rte/dist/squire.mjs",
    "front/purify.js": "dompurify/dist/purify.min.js",
}


class _Renamed(FileSystemStorage):
    def path(self, name: str) -> str:
        return str(MODULES / FILES[name])


class FrontFinder(BaseFinder):
    """Serves `FILES` only. What is not installed is not found, and pages do without: they work as plain forms."""

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:  # noqa: ARG002  # Django names them
        found = [str(MODULES / FILES[path])] if path in FILES and (MODULES / FILES[path]).is_file() else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002
        storage = _Renamed()
        return ((name, storage) for name, file in FILES.items() if (MODULES / file).is_file())
