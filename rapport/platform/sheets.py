"""Cells of a spreadsheet: what people wrote must never run as a formula (S26)."""

import unicodedata

_STARTS = tuple("=+-@\t\r\n|%")


def cell(value: object) -> str:
    """The value as text; an apostrophe before whatever a spreadsheet might take for a formula."""
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    plain = unicodedata.normalize("NFKC", text)
    return f"'{text}" if plain.startswith(_STARTS) or plain.strip().startswith(_STARTS) else text
