"""`python -m rapport.worker`: reads mail, sends mail, keeps promises. SIGTERM finishes what is in hand."""

import os
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    from rapport.worker.running import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
