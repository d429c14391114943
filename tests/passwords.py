"""Argon2 is slow on purpose: a quarter of a second on both cores for every sign-in with a password."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """The same, with the least work it takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
