"""What lists say of themselves."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Words:
    """What a list says of itself, also when it is empty."""

    title: Any
    empty_title: Any
    empty_text: Any
