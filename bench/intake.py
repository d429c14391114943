"""Mails a second through the SMTP listener into ranked conversations: `python -m bench.intake [--mails 500]`.

Starts a PostgreSQL of its own with durable commits, the real listener and one real worker, fills the database with
conversations, then sends rounds of mails by SMTP: half of them replies to conversations, one in ten with a file of
50 KiB. A round is over when the last mail is a message in a conversation that has its place on the pile.
"""

import argparse
import base64
import os
import random
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from rapport.platform import db

WORDS = (
    "the bicycle you repaired last week makes a noise when i brake and the chain slips on the third gear please tell me "
    "when i can bring it back or whether somebody can fetch it my order number is on the invoice thank you for looking "
    "into it i would like to have it back before the weekend because we want to ride along the river with the children"
).split()
FILL = """
INSERT INTO customers_customer (id, public_id, name, phone, created_at)
  SELECT n, gen_random_uuid(), 'Customer ' || n, '', now() - interval '60 days' FROM generate_series(1, {n}) n;
INSERT INTO customers_identity (id, customer_id, kind, value, created_at)
  SELECT n, n, 'email', 'customer' || n || '@example.org', now() - interval '60 days' FROM generate_series(1, {n}) n;
INSERT INTO conversations_conversation (id, inbox_id, customer_id, identity_id, subject, snippet, status, is_complaint,
    complaint_words, created_at, last_message_at, waiting_since, nth_contact)
  SELECT n, {inbox}, n, n, 'Noise when braking ' || n, 'It makes a noise', CASE WHEN n % 3 = 0 THEN 'open' ELSE 'waiting' END,
    false, '', now() - n * interval '1 minute', now() - n * interval '1 minute',
    CASE WHEN n % 3 = 0 THEN now() - n * interval '1 minute' END, 1 FROM generate_series(1, {n}) n;
INSERT INTO conversations_message (conversation_id, public_id, kind, origin, trust, held, from_name, from_address, "to",
    cc, subject, text, reply_text, html, message_id, in_reply_to, at, unreadable, hint)
  SELECT n, gen_random_uuid(), 'inbound', 'human', 'unchecked', false, 'Customer ' || n, 'customer' || n || '@example.org',
    '[]', '[]', 'Noise when braking', repeat('It makes a noise when I brake. ', 20), 'It makes a noise', '',
    '<old-' || n || '@example.org>', '', now() - n * interval '1 minute', '', '' FROM generate_series(1, {n}) n;
INSERT INTO triage_placement (conversation_id, inbox_id, waiting, rank_key, why, placed_at)
  SELECT n, {inbox}, n % 3 = 0, now() - n * interval '1 minute', '[]', now() FROM generate_series(1, {n}) n;
SELECT setval(pg_get_serial_sequence('customers_customer', 'id'), {n} + 1),
       setval(pg_get_serial_sequence('customers_identity', 'id'), {n} + 1),
       setval(pg_get_serial_sequence('conversations_conversation', 'id'), {n} + 1);
"""


@dataclass
class Bench:
    """What one measurement needs, and the processes it started."""

    folder: Path
    conversations: int
    smtp_port: int = 0
    server: db.Server | None = None
    inbox_id: int = 0
    processes: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    def start(self) -> None:
        self.server = db.ensure_running(self.folder)
        self.smtp_port = free_port()
        os.environ.update(
            RAPPORT_DATA=str(self.folder),
            RAPPORT_DATABASE_URL=db.url(self.folder),
            RAPPORT_SMTP_PORT=str(self.smtp_port),
            RAPPORT_DNS="0",
            RAPPORT_LOG_LEVEL="WARNING",
            DJANGO_SETTINGS_MODULE="rapport.config.settings",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        self._fill()
        for name, module in (("listener", "rapport.channels.email.listener"), ("worker", "rapport.worker")):
            self.processes[name] = subprocess.Popen([sys.executable, "-m", module])
        wait_for(lambda: answers(self.smtp_port), 30)
        time.sleep(2)

    def _fill(self) -> None:
        from django.db import connection

        from rapport.conversations.actions import add_inbox
        from rapport.platform import clock
        from rapport.search import actions as search

        inbox = add_inbox(name="Help", address="help@desk.example", reply_domain="reply.desk.example", at=clock.now())
        self.inbox_id = inbox.pk
        with connection.cursor() as cursor:
            cursor.execute(FILL.format(n=self.conversations, inbox=inbox.pk))
        connection.commit() if not connection.get_autocommit() else None
        search.fill(at=clock.now())  # as on every desk that has run for a while; the worker would do it meanwhile
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(20)
        from django.db import connections

        connections.close_all()
        if self.server:
            self.server.stop()

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU so far: this process, listener, worker, its parsers, and all of PostgreSQL."""
        found = {"sender": sum(psutil.Process().cpu_times()[:2])}
        for name, process in self.processes.items():
            itself = psutil.Process(process.pid)
            found[name] = sum(itself.cpu_times()[:2])
            if name == "worker":
                found["parser"] = sum(sum(child.cpu_times()[:2]) for child in itself.children(recursive=True))
        found["postgres"] = postgres_cpu(self.folder)
        return found


def postgres_cpu(folder: Path) -> float:
    """The postmaster counts those of its children that have ended; the living count for themselves."""
    pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(pid)
    total = sum(postmaster.cpu_times()[:4])
    for child in postmaster.children(recursive=True):
        try:
            total += sum(child.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return float(total)


def make_mails(count: int, conversations: int, seed: int) -> list[tuple[str, str, bytes]]:
    """(sender, recipient, mail): half replies, one in ten with a file, none like another."""
    from rapport.channels.email.addresses import reply_address

    chance = random.Random(seed)
    mails = []
    for number in range(count):
        is_reply = number % 2 == 1 and conversations
        customer = chance.randint(1, conversations) if is_reply else 0
        sender = f"customer{customer}@example.org" if is_reply else f"new{seed}x{number}@example.org"
        recipient = "help@desk.example"
        if is_reply:
            recipient = reply_address(customer, inbox_address=recipient, reply_domain="reply.desk.example")
        mails.append(
            (sender, recipient, mail(chance, sender, recipient, is_reply=bool(is_reply), has_file=number % 10 == 0))
        )
    return mails


def mail(chance: random.Random, sender: str, recipient: str, *, is_reply: bool, has_file: bool) -> bytes:
    text = "Hello,\r\n\r\n" + paragraph(chance) + "\r\n\r\n" + paragraph(chance) + "\r\n\r\nBest regards\r\nKim\r\n"
    if is_reply:
        text += "\r\nOn Tue, 3 Mar 2026 at 10:12, Help <help@desk.example> wrote:\r\n"
        text += "".join(f"> {paragraph(chance)}\r\n" for _ in range(4))
    html = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\r\n") if line) + "</body></html>"
    body = part("text/plain", text) + part("text/html", html) + "--alt--\r\n"
    content = f"Content-Type: multipart/alternative; boundary=alt\r\n\r\n{body}"
    if has_file:
        data = base64.encodebytes(chance.randbytes(50 * 1024)).decode().replace("\n", "\r\n")
        content = (
            f"Content-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\n{content}\r\n--mix\r\n"
            'Content-Type: image/jpeg; name="photo.jpg"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="photo.jpg"\r\n\r\n{data}\r\n--mix--\r\n'
        )
    head = (
        f"Received: from mx.example.org by mail.desk.example; Tue, 3 Mar 2026 10:15:00 +0000\r\n"
        f"From: Kim Customer <{sender}>\r\nTo: {recipient}\r\nDate: Tue, 3 Mar 2026 10:14:00 +0000\r\n"
        f"Subject: {'Re: ' if is_reply else ''}Noise when braking\r\nMessage-ID: <{uuid.uuid4()}@example.org>\r\n"
        f"MIME-Version: 1.0\r\nX-Mailer: Example Mail 1.0\r\n"
    )
    return (head + content).encode()


def part(content_type: str, text: str) -> str:
    return f"--alt\r\nContent-Type: {content_type}; charset=utf-8\r\n\r\n{text}\r\n"


def paragraph(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(35))


def send(mails: list[tuple[str, str, bytes]], port: int, connections: int) -> None:
    """All mails over several connections at once."""

    def one(mine: list[tuple[str, str, bytes]]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for sender, recipient, data in mine:
                smtp.sendmail(sender, [recipient], data)

    threads = [threading.Thread(target=one, args=(mails[start::connections],)) for start in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def left() -> int:
    from rapport.channels.email.models import RawMail

    return RawMail.objects.filter(state="new").count()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(is_so: "object", seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        if time.monotonic() > end:
            raise SystemExit("It did not get ready in time.")
        time.sleep(0.01)


def one_round(
    bench: Bench, mails: list[tuple[str, str, bytes]], connections: int
) -> tuple[float, float, dict[str, float]]:
    """Mails a second until all are ranked, seconds until all were accepted, CPU milliseconds a mail by process."""
    before = bench.cpu()
    start = time.perf_counter()
    send(mails, bench.smtp_port, connections)
    accepted = time.perf_counter() - start
    wait_for(lambda: left() == 0, 120)
    took = time.perf_counter() - start
    after = bench.cpu()
    return (
        len(mails) / took,
        accepted,
        {name: 1000 * (after[name] - before.get(name, 0)) / len(mails) for name in after},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        bench = Bench(Path(folder), options.conversations)
        try:
            bench.start()
            measure(bench, options)
        finally:
            bench.stop()


def measure(bench: Bench, options: argparse.Namespace) -> None:
    one_round(bench, make_mails(50, options.conversations, 0), options.connections)
    speeds = []
    for number in range(1, options.rounds + 1):
        mails = make_mails(options.mails, options.conversations, number)
        speed, accepted, cpu = one_round(bench, mails, options.connections)
        speeds.append(speed)
        shares = "  ".join(f"{name} {spent:.1f}" for name, spent in cpu.items())
        print(f"round {number}: {speed:6.1f} mails/s   all accepted after {accepted:.2f} s   CPU ms a mail: {shares}")
    check(options)
    print(
        f"median {statistics.median(speeds):.1f} mails/s ({options.mails} mails a round, {options.conversations:,} "
        f"conversations, {options.connections} connections, {os.cpu_count()} cores)"
    )


def check(options: argparse.Namespace) -> None:
    """Every mail became one message, and every conversation it went to is on the pile."""
    from rapport.channels.email.models import RawMail
    from rapport.triage.models import Placement

    states = dict.fromkeys(RawMail.objects.values_list("state", flat=True).distinct())
    unranked = RawMail.objects.exclude(
        message__conversation__in=Placement.objects.filter(waiting=True).values("conversation")
    ).count()
    print(f"states {list(states)}, not on the pile {unranked}, mails {RawMail.objects.count()}")


if __name__ == "__main__":
    main()
