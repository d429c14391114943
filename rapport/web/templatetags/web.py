"""The atoms of every page: {% load web %}."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import heroicons.templatetags.heroicons as heroicons
from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeData, SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, gettext

from rapport.platform.said import said
from rapport.web import bundle, keys, words
from rapport.web.addresses import reverse
from rapport.web.faces import FACES, Face, face_of

register = template.Library()

register.filter("initials", words.initials)
UNDO = "undo:"


@register.filter
def undo_of(message: Message) -> str:
    """Where a POST takes back what the message tells: its tag `undo:<address>`; '' for none."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")


@register.filter(name="said")
def said_filter(text: str | None) -> str:
    """A sentence that was kept in English, in the reader's language."""
    return said(text or "")


@register.filter
def after(text: str | None, mark: str) -> str:
    """What follows a mark at the beginning; '' when it does not begin so."""
    return text.removeprefix(mark) if text and text.startswith(mark) else ""


ROWS_KEPT = 500
_rendered: dict[bytes, str] = {}
MESSAGES_KEPT, LONGEST_KEPT = 1000, 16_000
_messages: dict[bytes, SafeString] = {}

_alerts: dict[bytes, str] = {}
PARTS_KEPT = 400
_parts: dict[bytes, SafeString] = {}
# Stands for the reader's token in what is kept; nobody outside knows it, so no customer's words hold it.
_TOKEN = secrets.token_hex(16)

_SIZES = {16: heroicons.heroicon_micro, 20: heroicons.heroicon_mini, 24: heroicons.heroicon_outline}


@register.simple_tag(takes_context=True)
def rows(context: template.Context, shown: Iterable[Mapping[str, Any] | str]) -> SafeString:
    """Every row of a list, some of them perhaps rendered already."""
    now = context.get("now")
    return SafeString("".join(row if isinstance(row, str) else row_html(row, now) for row in shown))


def row_html(row: Mapping[str, Any], now: datetime | None) -> str:
    """A row of a list. One that would look the same as one rendered before is not rendered again."""
    due = row.get("due")
    clock = (words.due_words(due, now), words.due_state(due, now)) if due and now else ()
    key = _key(row, clock, get_language())
    found = _rendered.get(key)
    if found is None:
        if len(_rendered) >= ROWS_KEPT:
            _rendered.clear()
        found = _rendered[key] = render_to_string("web/_row.html", {"row": row, "now": now})
    return found


@register.simple_tag(takes_context=True)
def alert(context: template.Context, shown: Mapping[str, Any]) -> SafeString:
    """An alert of the bell; its forms get the token of this page each time."""
    key = _key(shown, get_language(), get_current_timezone_name())
    found = _alerts.get(key)
    if found is None:
        if len(_alerts) >= MESSAGES_KEPT:
            _alerts.clear()
        found = _alerts[key] = render_to_string("web/_alert.html", {"alert": shown, "csrf_token": _TOKEN})
    return SafeString(found.replace(_TOKEN, str(context.get("csrf_token", ""))))


@register.simple_tag(takes_context=True)
def message(context: template.Context, shown: Mapping[str, Any]) -> SafeString:
    """A message of a thread: one that would look the same as one rendered before is not rendered again.

    What holds a form is made anew for each reader, and so is what is held, since rights decide about its buttons. Of
    the reader a message may know no more than whether it is a partner.
    """
    user = getattr(context.get("request"), "user", None)
    partner = bool(getattr(user, "is_partner", False))
    key = _key(shown, isinstance(shown.get("html"), SafeData), partner, _reader(context))
    found = _messages.get(key)
    if found is None:
        with context.push(message=shown):
            found = SafeString(_template("web/_message.html").render(context))
        if not shown.get("held") and len(found) < LONGEST_KEPT and "csrfmiddlewaretoken" not in found:
            if len(_messages) >= MESSAGES_KEPT:
                _messages.clear()
            _messages[key] = found
    return found


def _key(*parts: Any, default: Callable[[Any], str] = str) -> bytes:
    """What stands for all that is shown. The words themselves would take as much memory as what is made of them."""
    return hashlib.blake2b(json.dumps(parts, default=default).encode(), digest_size=16).digest()


def _reader(context: template.Context) -> tuple[str | None, str]:
    """The language and the time zone of a page."""
    of_page: dict[Any, Any] = context.render_context.dicts[0]
    found: tuple[str | None, str] | None = of_page.get(_reader)
    if found is None:
        found = of_page[_reader] = (get_language(), get_current_timezone_name())
    return found


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, **shown: Any) -> SafeString:
    """Another template, which sees what is given to it and nothing else of the page: neither the reader nor a token.
    Given the same again, it is not rendered again."""
    try:
        key = _key(name, shown, _reader(context), default=_plain)
    except TypeError:
        return render_to_string(name, shown)
    found = _parts.get(key)
    if found is None:
        found = render_to_string(name, shown)
        if len(found) < LONGEST_KEPT and not _holds_html(shown):
            if len(_parts) >= PARTS_KEPT:
                _parts.clear()
            _parts[key] = found
    return found


def _plain(value: object) -> str:
    """What is no part of JSON and yet wholly told by its words."""
    if isinstance(value, date | Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} may show more than its words")


def _holds_html(value: Any) -> bool:
    """In JSON it would look like text that has to be escaped."""
    if isinstance(value, dict):
        return any(map(_holds_html, value.values()))
    return any(map(_holds_html, value)) if isinstance(value, list | tuple) else isinstance(value, SafeData)


@cache
def _template(name: str) -> template.Template:
    return template.Engine.get_default().get_template(name)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A drawing from Heroicons at 16, 20 or 24 px; always beside a word, so it is hidden from screen readers."""
    return _icon(str(name), size)


@lru_cache(maxsize=256)
def _icon(name: str, size: int) -> SafeString:
    return SafeString(_SIZES[size](name, size=size, **{"class": "icon", "aria-hidden": "true"}))


@register.simple_tag
def face(level: int, word: bool = True, size: str = "m") -> SafeString:
    """A face of level 1 to 4 with its word; `word=False` keeps the word for screen readers only."""
    return _face(int(level), bool(word), size, get_language())


@cache
def _face(level: int, word: bool, size: str, language: str | None) -> SafeString:  # noqa: ARG001
    return render_to_string("web/_face.html", {"face": face_of(level), "word": word, "size": size})


@register.simple_tag
def face_drawing(level: int) -> SafeString:
    return render_to_string("web/_face_drawing.html", {"level": int(level)})


@register.simple_tag
def faces() -> tuple[Face, ...]:
    return FACES


@register.simple_tag
def avatar(name: str, size: str = "m") -> SafeString:
    """Initials on a ground that belongs to the name. The name itself must stand beside it."""
    return _avatar(str(name), size)


@lru_cache(maxsize=4096)
def _avatar(name: str, size: str) -> SafeString:
    return format_html(
        '<span class="avatar" data-hue="{}" data-size="{}" aria-hidden="true">{}</span>',
        words.hue(name),
        size,
        words.initials(name),
    )


@register.simple_tag
def badge(text: str, tone: str = "plain", icon_name: str = "") -> SafeString:
    """A small word on a ground. Tones: plain, accent, good, warn, bad, note."""
    drawing = icon(icon_name, 16) if icon_name else ""
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, drawing, text)


@register.simple_tag
def status(name: str, own: str = "") -> SafeString:
    """One of the words Open, Waiting, Later, Done with its shape; in its place the company's own word for it."""
    if not own:
        return format_html('<span class="status" data-status="{}">{}</span>', name.lower(), gettext(name))
    shape = '<span class="status" data-status="{}" title="{}"><span class="cut">{}</span></span>'
    return format_html(shape, name.lower(), gettext(name), own)


@register.simple_tag
def local_time(moment: datetime, form: str = "short") -> SafeString:
    """A moment in the reader's own time zone; without scripts in the server's. Forms: short, moment, full, relative."""
    return _local_time(moment, moment.isoformat(), form, get_language(), get_current_timezone_name())


# Moments that are the same are equal, however they are written: the key has that, too.
@lru_cache(maxsize=2048)
def _local_time(moment: datetime, written: str, form: str, language: str | None, zone: str) -> SafeString:  # noqa: ARG001
    return format_html(
        '<local-time form="{}"><time datetime="{}">{}</time></local-time>', form, written, _written(moment)
    )


@register.simple_tag(takes_context=True)
def due_clock(context: template.Context, due: datetime, verb: str = "") -> SafeString:
    """Time left until `due`: "in 2 h" when the page context has `now`, else the date. With scripts it ticks."""
    now = context.get("now")
    text = words.due_words(due, now) if now else _written(due)
    state = words.due_state(due, now) if now else "ok"
    return format_html(
        '<due-clock class="due" data-state="{}" title="{} {}">{}<time datetime="{}">{}</time></due-clock>',
        state,
        verb or gettext("Due"),
        _written(due),
        icon("clock", 16),
        due.isoformat(),
        text,
    )


@register.simple_tag(takes_context=True)
def key_help(context: template.Context) -> SafeString:
    """The keyboard as this user has it."""
    settings = getattr(context.get("me"), "keys", None)
    moved = tuple(sorted(keys.chosen(settings).items()))
    return _key_help(moved, _are_off(settings), context.get("keyboard_url", ""), get_language())


@lru_cache(maxsize=64)
def _key_help(moved: tuple[tuple[str, str], ...], off: bool, url: str, language: str | None) -> SafeString:  # noqa: ARG001
    pressed = dict(moved)
    groups = [
        {"title": group.title, "rows": [{"words": key.words, "ways": keys.shown(key, pressed)} for key in group.keys]}
        for group in keys.GROUPS
    ]
    return render_to_string("web/_key_help.html", {"groups": groups, "off": off, "url": url})


@register.simple_tag(takes_context=True)
def key_map(context: template.Context) -> SafeString:
    """The element that listens to the keyboard, with what the user moved or switched off."""
    settings = getattr(context.get("me"), "keys", None)
    off = SafeString(" off") if _are_off(settings) else ""
    return format_html('<key-map{} moved="{}"></key-map>', off, json.dumps(keys.chosen(settings)))


def _are_off(settings: Any) -> bool:
    return isinstance(settings, dict) and settings.get("off") is True


@register.simple_tag
def clock_words() -> str:
    """What the scripts of clocks and notices say, in the reader's language."""
    span = {"span": "%s"}
    return json.dumps(
        {
            "now": gettext("now"),
            "ahead": gettext("in %(span)s") % span,
            "behind": gettext("%(span)s late") % span,
            "units": [gettext("d"), gettext("h"), gettext("min")],
            "close": gettext("Close"),
            "unreachable": gettext(
                "The server cannot be reached. What you wrote is still here; try again in a moment."
            ),
            "forbidden": gettext("You may not do this, or you were signed out. Reload the page and try again."),
            "gone": gettext("This is no longer here. Reload the page to see what changed."),
            "failed": gettext("The server could not do this. Nothing was changed; try again."),
            "address": gettext("Address of the link"),
        },
        ensure_ascii=False,
    )


@register.simple_tag
def stylesheet_url() -> str:
    sheet = bundle.build() if settings.DEBUG else bundle.sheet()
    return reverse("web:stylesheet", args=[sheet.version])


def _written(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")
