"""Styles and scripts straight from the packages: nothing to collect, nothing to configure.

Their address carries a version of the whole set, as a folder, so that files which import each other by relative names
stay in step and a browser may keep all of them for ever.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
PACKABLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


class VersionedFiles(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        return super().url(f"{version()}/{name}")


def version() -> str:
    return _digest() if settings.DEBUG else _digest_once()


@lru_cache(maxsize=1)
def _digest_once() -> str:
    return _digest()


def _digest() -> str:
    found = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            found.update(name.encode() + b"\0" + Path(storage.path(name)).read_bytes() + b"\0")
    return found.hexdigest()[:12]


def serve(request: HttpRequest, asked: str, name: str) -> HttpResponse:
    """An address of an older version still answers, with the newest file and no promise about its age."""
    path = finders.find(name)
    if not path or not Path(path).is_file():
        raise Http404(f"There is no file {name}.")
    plain, packed, kind = _read(path, Path(path).stat().st_mtime_ns)
    fits = packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if fits else plain, content_type=kind)
    if fits:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = FOR_EVER if asked == version() else ASK_EACH_TIME
    return response


@lru_cache(maxsize=500)
def _read(path: str, changed: int) -> tuple[bytes, bytes | None, str]:  # noqa: ARG001  # part of the key
    content = Path(path).read_bytes()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    packed = gzip.compress(content) if kind.startswith(PACKABLE) else None
    return content, packed, f"{kind}; charset=utf-8" if packed else kind
