"""`rapport backup`, `rapport restore`, `rapport outbox`."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from rapport.config import folder
from rapport.config.cli.house import DataOption, Problem, opened, use_data
from rapport.config.env import env_str

if TYPE_CHECKING:
    from rapport.platform.backup.restoring import Source

PANEL = "Upkeep"
HARMLESS = {"lost+found"}


def add_to(app: typer.Typer) -> None:
    app.command("backup", rich_help_panel=PANEL)(backup)
    app.command("restore", rich_help_panel=PANEL)(restore)
    outbox = typer.Typer(help="Look at outgoing mail after a restore.", no_args_is_help=True, rich_markup_mode="rich")
    outbox.command("status")(outbox_status)
    outbox.command("release")(outbox_release)
    app.add_typer(outbox, name="outbox", rich_help_panel=PANEL)


def backup(
    target: Annotated[
        Path | None, typer.Argument(metavar="FOLDER|FILE.tar", help="[dim]Default: RAPPORT_BACKUP_DIR[/]")
    ] = None,
    prove: Annotated[bool, typer.Option("--prove", help="Restore it into a scratch database and count.")] = False,
    data: DataOption = None,
) -> None:
    """Copy everything, while Rapport runs: database, attachments, key. It holds all mail: keep it as safe as that."""
    place = target or (Path(env_str("RAPPORT_BACKUP_DIR")) if env_str("RAPPORT_BACKUP_DIR") else None)
    if place is None:
        raise Problem("Say where: rapport backup /mnt/backups, or set RAPPORT_BACKUP_DIR.")
    with opened(data), one_line():
        from rapport.flows.back_up import note_proven
        from rapport.platform import clock
        from rapport.platform.backup import making, restoring
        from rapport.platform.health import size

        with Console(stderr=True).status("Copying …"):
            made = making.make(place.expanduser().absolute(), at=clock.now())
        whole = made.manifest
        print(f"{made.path}: {whole.row_count:,} rows, {whole.blobs:,} attachments, {size(made.size)}.")
        if "secret.key" not in whole.files:
            print("RAPPORT_SECRET_KEY is not in it: keep that apart, it is needed to restore.")
        if prove:
            restoring.prove(made.path)
            note_proven(made, at=made.manifest.made_at)
            print("Proven: it was restored into a scratch database, and every row came back.")
        if whole.damaged:
            raise Problem(f"{len(whole.damaged)} attachments are damaged on the disk, the first is {whole.damaged[0]}.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="A backup folder, a .tar, or a folder of backups.")],
    data: DataOption = None,
) -> None:
    """Bring a backup back into an empty data folder. Nothing is sent until `rapport outbox release`."""
    use_data(data)
    place = folder.data_folder()
    _must_be_empty(place)
    with one_line():
        from rapport.platform.backup import restoring

        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _emptied_on_failure(place), restoring.opened(source.expanduser().absolute(), place) as found:
            _bring_back(found, place)


def _bring_back(found: "Source", place: Path) -> None:
    _put_key(found, place)
    with opened(None, may_create=True, empty=True):
        from rapport.config import migrating
        from rapport.flows.bring_back import bring_back, fetch_again
        from rapport.platform import clock
        from rapport.platform.backup import making, restoring

        if found.manifest.key != making.key_fingerprint():
            raise Problem("The backup belongs to another RAPPORT_SECRET_KEY. Set the one from when it was made.")
        made_at = found.manifest.made_at
        restoring.database(found)
        damaged = restoring.blobs(found, place)
        migrating.migrate()
        restoring.step_over_numbers()
        undecided = bring_back(made_at=made_at, at=clock.now())
        print(f"The backup of {made_at:%d %B %Y, %H:%M} UTC is back: {found.manifest.row_count:,} rows.")
        if damaged:
            print(f"{damaged} attachments were damaged already when it was made.")
        for mailbox in fetch_again(made_at=made_at, clock=clock.now):
            print(f"{mailbox.name}: {mailbox.problem or 'looked through for mail since then.'}")
        print(f"Nothing is sent yet, and {undecided} mails from before wait for a decision.")
        print("Start with `rapport run`, look around, then: rapport outbox release")


def _put_key(found: "Source", place: Path) -> None:
    """Before the settings are read, which would make a new one."""
    kept = found.folder / "secret.key"
    if env_str("RAPPORT_SECRET_KEY"):
        return
    if not kept.exists():
        raise Problem("This backup holds no key. Set RAPPORT_SECRET_KEY to the one from when it was made.")
    shutil.copyfile(kept, place / "secret.key")
    (place / "secret.key").chmod(0o600)


def _must_be_empty(place: Path) -> None:
    if place.exists() and {path.name for path in place.iterdir()} - HARMLESS:
        raise Problem(f"{place} is not empty. Restore into a new folder: --data DIR")


@contextlib.contextmanager
def _emptied_on_failure(place: Path) -> Iterator[None]:
    """Half a restore must not look like an installation. The folder was empty before."""
    try:
        yield
    except BaseException:
        for path in place.iterdir():
            if path.name in HARMLESS:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108
        raise


def outbox_status(data: DataOption = None) -> None:
    """Whether mail is held after a restore, and what would leave."""
    with opened(data):
        _print_status()


def outbox_release(data: DataOption = None) -> None:
    """Let mail leave again. What waited when the backup was made stays until somebody decides at its conversation."""
    with opened(data):
        from rapport.channels.email.actions.holding import release_outbox
        from rapport.platform import clock

        _print_status()
        print("Mail leaves again." if release_outbox(at=clock.now()) else "It was not held.")


def _print_status() -> None:
    from rapport.channels.email import gauges
    from rapport.channels.email.health import mails
    from rapport.channels.email.holding import HELD
    from rapport.platform import clock, queries

    held = queries.facts([HELD]).get(HELD)
    found = gauges.read(clock.now())
    print(f"Held since {held.at:%d %B %Y, %H:%M} UTC." if held else "Outgoing mail is not held.")
    parts = [f"{number} {kind}" for kind, number in found.waiting.items() if number]
    print(f"{mails(found.depth)} would leave" + (f": {', '.join(parts)}." if parts else "."))
    if found.perhaps:
        print(f"{mails(found.perhaps)} may have been sent before: each is marked in its conversation.")


@contextlib.contextmanager
def one_line() -> Iterator[None]:
    from rapport.platform.backup.programs import BackupProblem

    try:
        yield
    except BackupProblem as problem:
        raise Problem(str(problem)) from problem
