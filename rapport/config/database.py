"""Turns a postgresql:// URL into Django's DATABASES entry."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from rapport.config.env import BadSetting
from rapport.platform import db

EXAMPLE = "postgresql://user:password@host:5432/rapport"


def database_from_url(url: str, pool_size: int) -> dict[str, Any]:
    """`pool_size` is connections a process may hold; 0 opens one per thread and no pool.

    A socket folder is given as ?host=/folder; every other query part is handed to libpq as it is.
    """
    parts = _parts(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadSetting(f"RAPPORT_DATABASE_URL is not understood. Write it like {EXAMPLE}.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if pool_size:
        # An idle pool gives back one connection every `max_idle` seconds, and each holds some 20 MB of PostgreSQL's.
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10, "max_idle": 2}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "rapport",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": _port(parts),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def database_url(configured: str, data: Path) -> str:
    return configured or db.url(data)


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise BadSetting(f"RAPPORT_DATABASE_URL is not understood. Write it like {EXAMPLE}.") from None


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError:
        raise BadSetting(f"RAPPORT_DATABASE_URL has a port that is no number. Write it like {EXAMPLE}.") from None
