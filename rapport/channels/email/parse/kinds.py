"""Who wrote a mail: a person, a machine that answers, a mail system that could not deliver, a list."""

from __future__ import annotations

import re

from rapport.channels.email.parse.bounces import looks_like_bounce
from rapport.channels.email.parse.headers import Headers
from rapport.channels.email.parse.inbound import Address, AutoHeaders, Kind
from rapport.channels.email.parse.mime import Part
from rapport.language.lazy_pattern import LazyPattern

_AUTO_SUBJECT = LazyPattern(
    r"^\s*(?:(?:re|aw|fwd?|wg)\s?:\s*)?(?:"
    r"auto(?:matic(?:ally)?)?[ _-]?(?:generated )?(?:reply|response|respon[sd]\w*|answer)\b|autoreply|auto:|"
    r"out[ -]of[ -](?:the )?office|ooo:|"
    r"on vacation|away from (?:my )?(?:mail|office)|i am out of|vacation (?:reply|response)|"
    r"automatische (?:antwort|antwoord|beantwoording)|abwesenheits\w*|autoantwort|abwesend|nicht im (?:büro|haus)|"
    r"réponse automatique|absence du bureau|absent\w* du bureau|"
    r"respuesta autom[aá]tica|fuera de (?:la )?oficina|risposta automatica|fuori ufficio|"
    r"resposta autom[aá]tica|fora do escrit[oó]rio|afwezig\w*|automatisch antwoord|"
    r"automatyczna odpowied[zź]|autosvar|automatiskt svar|automatisk svar|fråvaro|automaattinen vastaus|"
    r"automatická odpověď|автоматический ответ|автоответ|自動応答|自動返信|不在通知|自动回复|自動回覆"
    r")",
    re.IGNORECASE,
)
_AUTO_PRECEDENCE = {"auto_reply", "auto-reply", "autoreply"}
_LIST_PRECEDENCE = {"list", "bulk", "junk"}
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-auto-reply-from")


def auto_headers(headers: Headers) -> AutoHeaders:
    return AutoHeaders(
        auto_submitted=headers.optional("auto-submitted"),
        precedence=headers.optional("precedence"),
        list_id=headers.optional("list-id"),
        list_unsubscribe=headers.optional("list-unsubscribe"),
        return_path=headers.optional("return-path"),
        x_auto_response_suppress=headers.optional("x-auto-response-suppress"),
        x_loop=headers.optional("x-loop"),
    )


def kind_of(root: Part, auto: AutoHeaders, sender: Address, subject: str, text: str) -> Kind:
    """The kind, from the surest sign to the weakest."""
    if looks_like_bounce(root, sender, subject, text, auto):
        return "bounce"
    if _is_auto_reply(root, auto, subject):
        return "auto_reply"
    return "list" if _is_list(auto) else "human"


def _is_auto_reply(root: Part, auto: AutoHeaders, subject: str) -> bool:
    if _words(auto.auto_submitted) - {"no"} or _words(auto.precedence) & _AUTO_PRECEDENCE:
        return True
    if any(root.headers.raw(name) for name in _AUTO_HEADERS):
        return True
    if root.content_type == "multipart/report":
        return True
    return bool(_AUTO_SUBJECT.match(subject))


def _is_list(auto: AutoHeaders) -> bool:
    return bool(auto.list_id or auto.list_unsubscribe or _words(auto.precedence) & _LIST_PRECEDENCE)


def _words(value: str | None) -> set[str]:
    """The words a header lists, without parameters and comments."""
    listed = re.sub(r"\([^()]*\)", " ", (value or "")[:500]).partition(";")[0]
    return {word for part in listed.split(",") if (word := part.strip().lower())}
