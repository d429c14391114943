"""Numbers that should not travel by mail: cards and bank accounts, told from others by their check digits."""

from __future__ import annotations

import re

CANDIDATE = re.compile(r"\b(?:\d[ -]?){12,18}\d\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")


# Visa, Mastercard, American Express, Diners, Discover, Maestro.
_ISSUERS = re.compile(r"4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[0678]|34|37|6")


def is_card(text: str) -> bool:
    """A number of 13 to 19 digits that passes Luhn's check (ISO/IEC 7812) and begins as cards do."""
    digits = [int(one) for one in text if one.isdigit()]
    if not 13 <= len(digits) <= 19 or not _ISSUERS.match("".join(map(str, digits))) or len(set(digits)) < 2:
        return False
    doubled = [sum(divmod(2 * one, 10)) for one in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_iban(text: str) -> bool:
    """ISO 13616: the letters as numbers, modulo 97, leave 1."""
    packed = re.sub(r"\s", "", text)
    if not 15 <= len(packed) <= 34 or not packed[:2].isalpha():
        return False
    turned = packed[4:] + packed[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1
