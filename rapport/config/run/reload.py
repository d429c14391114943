"""Tells when the source code changed, for `bin/dev`."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


class Sources:
    def __init__(self, folder: Path = PACKAGE) -> None:
        self.folder = folder
        self.seen = self._look()

    def changed(self) -> bool:
        """True once per change."""
        found = self._look()
        before, self.seen = self.seen, found
        return found != before

    def _look(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.py") if path.exists()}
