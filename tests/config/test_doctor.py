"""What `rapport doctor` says, and with which exit code."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from rapport.channels.email.actions.holding import hold_outbox
from rapport.channels.email.doctor import logins
from rapport.channels.email.models import MailAccount, MailServer
from rapport.config.cli import backup, doctor
from rapport.flows import check_up
from rapport.platform import actions, health, queries, secrets
from rapport.platform.clock import now
from tests import cast
from tests.cast import NOON, later
from tests.channels.email import outgoing
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.mailroom import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.RAPPORT_DATA = tmp_path


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    @contextlib.contextmanager
    def opened(*_: object, **__: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(doctor, "opened", opened)
    monkeypatch.setattr(backup, "opened", opened)
    made = typer.Typer(pretty_exceptions_enable=False)
    doctor.add_to(made)
    backup.add_to(made)
    return made


def run(app: typer.Typer, *words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_when_all_is_well_it_says_so_and_ends_with_0(app: typer.Typer) -> None:
    actions.remember_fact(health.HEARTBEAT, {}, at=now())
    with_fsync_off_in_tests = [one for one in health.faults(check_up.quick(at=now())) if one.cause != "fsync-off"]
    assert with_fsync_off_in_tests == []
    out = io.StringIO()
    doctor.show(Console(file=out, width=200), [health.disk()])
    assert "✓" in out.getvalue()
    assert "Everything works." in out.getvalue()


def test_what_is_broken_is_named_with_its_mend_and_ends_with_1(app: typer.Typer) -> None:
    done = run(app, "doctor", "--offline")
    assert done.exit_code == 1
    assert "No worker has run yet" in done.output
    assert "→ Start it with “rapport run”" in done.output
    assert "Everything works" not in done.output


def test_as_json_it_is_one_object_for_machines(app: typer.Typer) -> None:
    done = run(app, "doctor", "--offline", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["healthy"]) == (1, False)
    causes = {found["cause"]: found["level"] for section in told["sections"] for found in section["findings"]}
    assert causes["database"] == "ok"
    assert causes["worker-never"] == "fault"
    assert health.as_rows(health.from_rows(told["sections"])) == told["sections"]


def test_offline_asks_nobody(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(**_: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(check_up, "thorough", asked)
    run(app, "doctor", "--offline")
    with pytest.raises(AssertionError):
        CliRunner().invoke(app, ["doctor"], catch_exceptions=False)


def test_a_record_with_brackets_is_shown_as_it_is() -> None:
    out = io.StringIO()
    odd = health.fault("x", "It says [bold]no[/].", "Do [this].", "a. TXT [x]")
    doctor.show(Console(file=out, width=200), [health.Section("S", (odd,))])
    assert "[bold]no[/]" in out.getvalue()
    assert "Do [this]." in out.getvalue()


def account(port: int, **more: Any) -> MailAccount:
    fields = {"inbox": cast.inbox(), "host": "127.0.0.1", "port": port, "security": "plain", "username": USER}
    return MailAccount.objects.create(**{**fields, "sealed_password": secrets.seal(PASSWORD), **more})


def test_each_mailbox_is_tried() -> None:
    with imap_server(Box()) as port:
        account(port)
        account(port, folder="Nowhere")
        account(port, username="nobody")
        account(free_port(), folder="X")
        account(port, sealed_password="broken", folder="Y")
        [section] = logins.mailboxes(at=NOON)
    causes = [found.cause for found in section.findings]
    assert causes == ["mailbox", "mailbox-closed", "mailbox-refused", "mailbox-closed", "mailbox-sealed"]
    assert "no such folder" in section.findings[1].mend
    assert "Nothing answers" in section.findings[3].mend


def test_each_server_is_tried_and_no_mail_is_sent(settings: Any) -> None:
    with (
        outgoing.server(extensions=["AUTH PLAIN"]) as good,
        outgoing.server({"AUTH": ["535 no"]}, ["AUTH PLAIN"]) as bad,
    ):
        settings.RAPPORT_SMTP_URL = f"smtp://127.0.0.1:{good.port}"
        sealed = secrets.seal("p")
        MailServer.objects.create(
            host="127.0.0.1", port=bad.port, username="u", sealed_password=sealed, security="plain"
        )
        section = logins.mail_servers()
    assert [found.cause for found in section.findings] == ["server-closed", "server"]
    assert "535 no" in section.findings[0].mend
    assert not any(line.startswith(("MAIL", "DATA")) for line in [*good.heard, *bad.heard])


def test_the_last_look_is_kept_for_the_health_page_and_taken_once_an_hour() -> None:
    assert check_up.check_up_when_due(clock=lambda: NOON)
    kept = queries.facts([check_up.LAST])[check_up.LAST]
    assert (kept.at, kept.value["faults"]) == (NOON, 0)
    assert not check_up.check_up_when_due(clock=lambda: later(minutes=59))
    assert check_up.check_up_when_due(clock=lambda: later(minutes=61))


def test_a_silent_worker_and_a_full_disk_are_faults() -> None:
    actions.remember_fact(health.HEARTBEAT, {}, at=NOON)
    assert health.worker(later(seconds=89)).level == health.Level.OK
    assert health.worker(later(seconds=91)).findings[0].cause == "worker-silent"
    assert [health._room(free, 100).cause for free in (50, 9, 4)] == ["disk", "disk-low", "disk-full"]


def test_a_restored_outbox_is_shown_and_released(app: typer.Typer) -> None:
    _, waiting = outgoing.reply_of()
    assert hold_outbox(made_at=NOON, at=now()) == 1
    waiting.refresh_from_db()
    assert waiting.state == "unknown"
    _, fresh = outgoing.reply_of(cast.conversation(cast.SOL))
    assert not outgoing.send(fresh, later(days=1)).handed
    status = run(app, "outbox", "status").output
    assert "Held since" in status
    assert "1 mail would leave: 1 reply." in status
    assert "1 mail may have been sent before" in status
    assert "Mail leaves again." in run(app, "outbox", "release").output
    assert "It was not held." in run(app, "outbox", "release").output
    assert outgoing.send(fresh, later(days=1)).handed
    assert not outgoing.send(waiting, later(days=1)).handed
