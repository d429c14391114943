"""A real Dovecot and a real Postfix from Debian's packages, on loopback, with all they keep in a folder of their own.

Postfix takes every mail that is handed in. What is for desk.example, reply.desk.example and customer.example it puts
into the Maildir of its recipient, which Dovecot shows by IMAP; what is for lmtp.example it hands to a desk by LMTP;
what is for far.example it brings to a mail server elsewhere. Packages: dovecot-imapd, postfix. Postfix needs root.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.channels.email.ports import free_port
from tests.patience import PATIENCE

DOVECOT, POSTFIX = "/usr/sbin/dovecot", "/usr/sbin/postfix"
OWNER = "mail"
PASSWORD = "only-for-this-lab"

DOVECOT_CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={folder}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""

# A recipient whom nobody knows is taken all the same, so that Postfix itself has to report it.
MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.desk.example
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = desk.example, reply.desk.example, customer.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/postfix/people
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_reject_unlisted_recipient = no
relay_domains = lmtp.example, far.example
transport_maps = texthash:{folder}/postfix/ways
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
notify_classes =
in_flow_delay = 0
"""

# All of reply.desk.example is one mailbox, as it would be with a catch-all at a provider.
PEOPLE = """
help@desk.example help/
mo@desk.example mo/
ada@desk.example ada/
uma@customer.example uma/
@reply.desk.example help/
"""

WAYS = """
lmtp.example lmtp:inet:127.0.0.1:{lmtp}
far.example smtp:[127.0.0.1]:{far}
"""

MASTER_CF = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class PostOffice:
    """`lmtp` and `far` are the ports at which Postfix looks for the desk and for the server elsewhere."""

    imap: int
    smtp: int
    lmtp: int
    far: int
    folder: Path

    def log(self) -> str:
        """What both said, for a test that failed."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*log")))


def missing() -> str:
    """Why it cannot run here, in words that say what to do; or nothing."""
    wanted = {DOVECOT: "dovecot-imapd", POSTFIX: "postfix"}
    packages = [package for program, package in wanted.items() if not Path(program).exists()]
    if packages:
        return f"needs Debian's mail servers: apt-get install {' '.join(packages)}"
    return "" if os.getuid() == 0 else "Postfix can only be started by root"


@contextmanager
def post_office(*, lmtp: int = 0, far: int = 0) -> Iterator[PostOffice]:
    """Both servers, running; ended and removed afterwards. Without a port nobody listens there."""
    # Unix sockets have short paths, so not below pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="rapport-lab-", dir="/tmp"))
    office = PostOffice(free_port(), free_port(), lmtp or free_port(), far or free_port(), folder)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        _write(office)
        processes.append(subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")]))
        with (folder / "postfix-start.log").open("wb") as log:
            command = [POSTFIX, "-c", str(folder / "postfix"), "start-fg"]
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        for port in (office.imap, office.smtp):
            _wait_for(port, office, processes)
        yield office
    finally:
        _end(folder, processes)
        shutil.rmtree(folder, ignore_errors=True)


def _end(folder: Path, processes: "list[subprocess.Popen[bytes]]") -> None:
    # The program that was started only waits for Postfix's master, and would leave it behind.
    master = folder / "queue" / "pid" / "master.pid"
    if len(processes) > 1 and master.exists():
        os.kill(int(master.read_text()), signal.SIGTERM)
        processes.pop().wait(PATIENCE)
    for process in processes:
        process.terminate()
        process.wait(PATIENCE)


def _write(office: PostOffice) -> None:
    folder, mail, postfix = office.folder, pwd.getpwnam(OWNER), pwd.getpwnam("postfix")
    names = {
        "folder": folder,
        "owner": OWNER,
        "uid": mail.pw_uid,
        "gid": mail.pw_gid,
        "password": PASSWORD,
        "imap": office.imap,
        "smtp": office.smtp,
        "lmtp": office.lmtp,
        "far": office.far,
    }
    folder.chmod(0o755)
    for name in ("mail", "run", "state", "postfix", "queue", "data"):
        (folder / name).mkdir(mode=0o755)
    files = {
        "dovecot.conf": DOVECOT_CONF,
        "postfix/main.cf": MAIN_CF,
        "postfix/master.cf": MASTER_CF,
        "postfix/people": PEOPLE,
        "postfix/ways": WAYS,
    }
    for name, text in files.items():
        (folder / name).write_text(text.format(**names))
    os.chown(folder / "mail", mail.pw_uid, mail.pw_gid)
    os.chown(folder / "data", postfix.pw_uid, postfix.pw_gid)


def _wait_for(port: int, office: PostOffice, processes: "list[subprocess.Popen[bytes]]") -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            fallen = [process.args for process in processes if process.poll() is not None]
            if fallen or time.monotonic() > end:
                raise RuntimeError(f"port {port} does not answer; {fallen} ended. {office.log()}") from None
            time.sleep(0.05)
        else:
            return
