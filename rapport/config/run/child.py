"""Runs one part of Rapport and ends it when the supervisor is gone, however that went.

Standard input is a pipe whose other end only the supervisor holds: end of file means that it no longer lives.
"""

import os
import runpy
import signal
import sys
import threading

PARTS = {
    "web": "rapport.config.run.web",
    "worker": "rapport.worker",
    "listener": "rapport.channels.email.listener",
}
GRACE_SECONDS = 10.0


def follow_the_supervisor() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    part = sys.argv.pop(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor
    threading.Thread(target=follow_the_supervisor, name="lifeline", daemon=True).start()
    runpy.run_module(PARTS[part], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
