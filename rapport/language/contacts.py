"""Hides addresses and telephone numbers in what somebody reads who works for another company.

Text that looks like one is enough: an order number that begins with a zero may be hidden too.
"""

import re
from collections.abc import Collection
from typing import Any

DOTS = "•••"
_AT = r"(?:@|%40|&#64;|&commat;)"
_ADDRESS = re.compile(rf"(?<![\w.+-])(?P<local>[\w.+-]{{1,64}}){_AT}(?P<domain>[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+)")
_PHONE = re.compile(
    r"(?<![\w@.:/+-])(?:\+|\(|0)[\d()./ \u00a0-]{5,20}\d(?![\w:])|(?<![\w.-])\d{3}[-. ]\d{3}[-. ]\d{4}(?![\w-])"
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*")
_HTML = re.compile(
    r"(?P<kept><textarea\b.*?</textarea>|<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->)|(?P<tag><[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?i)\b(tel|sms|callto):[^\"'\s>]*")
_SAID = re.compile(r"""(?i)\b((?:title|value|alt|placeholder|aria-label|data-copy)=")([^"]*)""")
_MACHINE = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\d{4}-\d\d-\d\dT[\d:.+Z-]+")
PHONE_DIGITS = 7


def hidden(text: str, keep: Collection[str] = ()) -> str:
    """The text with every address, but those to keep, and every number made unreadable."""
    return _PHONE.sub(_number, _addresses(text, keep))


def hidden_in_html(html: str, keep: Collection[str] = ()) -> str:
    """The same for a page; what somebody is writing in a text box stays as it was written."""
    parts, done = [], 0
    for found in _HTML.finditer(html):
        parts.append(hidden(html[done : found.start()], keep))
        parts.append(found["kept"] or _in_tag(found["tag"], keep))
        done = found.end()
    parts.append(hidden(html[done:], keep))
    return "".join(parts)


def hidden_in_json(value: Any, keep: Collection[str] = (), key: str = "") -> Any:
    """The same for everything that is said in a JSON value; what stands under `phone` is hidden however it looks."""
    if isinstance(value, dict):
        return {name: hidden_in_json(one, keep, name) for name, one in value.items()}
    if isinstance(value, list):
        return [hidden_in_json(one, keep, key) for one in value]
    if not isinstance(value, str) or _MACHINE.fullmatch(value):
        return value
    return number(value) if key == "phone" else hidden(value, keep)


def number(phone: str) -> str:
    """A telephone number with its last two digits."""
    return f"{DOTS} {phone[-2:]}" if phone else ""


def _addresses(text: str, keep: Collection[str]) -> str:
    if "@" not in text and "%40" not in text and "&#64;" not in text and "&commat;" not in text:
        return text
    return _ADDRESS.sub(lambda found: _address(found, keep), text)


def _address(found: re.Match[str], keep: Collection[str]) -> str:
    local, domain = found["local"], found["domain"]
    if f"{local}@{domain}".lower() in keep:
        return found.group()
    return f"{local[0]}{DOTS}@{domain[0]}{DOTS}.{domain.rpartition('.')[2]}"


def _number(found: re.Match[str]) -> str:
    text = found.group()
    if sum(map(str.isdigit, text)) < PHONE_DIGITS or _DATE.fullmatch(text):
        return text
    return number(text)


def _in_tag(tag: str, keep: Collection[str]) -> str:
    plain = _TELEPHONE.sub(r"\1:", _addresses(tag, keep))
    return _SAID.sub(lambda found: found[1] + _PHONE.sub(_number, found[2]), plain)
