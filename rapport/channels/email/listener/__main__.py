"""Starts the listener as a process of its own, with no more of Django than its database."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
django.setup()

from rapport.channels.email.listener.serve import main  # noqa: E402  # models exist only after setup

main()
