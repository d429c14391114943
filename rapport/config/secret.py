"""The key that signs cookies, links and addresses, made once for each data folder."""

import os
import secrets
from pathlib import Path

from rapport.config.env import BadSetting

LEAST = 20


def secret_key(configured: str, data: Path) -> str:
    if configured and len(configured) < LEAST:
        raise BadSetting(
            f"RAPPORT_SECRET_KEY is too short: whoever guesses it signs in as anybody. Take at least {LEAST} characters"
            " that nobody knows, or leave it out: one is made and kept in the data folder."
        )
    if configured:
        return configured
    path = data / "secret.key"
    try:
        if not path.exists():
            _create(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise BadSetting(
            f"The data folder {data} cannot be used: {problem.strerror}. Choose another: --data DIR or RAPPORT_DATA"
        ) from problem


def _create(path: Path) -> None:
    """Two processes may start at once: the link either wins whole or loses, so nobody reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".secret.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
