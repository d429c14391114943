"""Addresses within Rapport, looked up once: a page has a hundred, and to find one in all routes takes 40 calls."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.urls import reverse as look_up

KEPT = 2048


def reverse(view: str, args: Iterable[Any] = ()) -> str:
    return _address(view, *args)


@lru_cache(maxsize=KEPT)
def _address(view: str, *args: Any) -> str:
    return look_up(view, args=args)
