"""How the customers' mail programs quote the mail they answer."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

_DAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_DAYS_DE = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."]
_MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTHS_DE = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
_OUTLOOK = {"outlook": ("From", "Sent", "To", "Subject"), "outlook_de": ("Von", "Gesendet", "An", "Betreff")}


@dataclass(frozen=True)
class Earlier:
    """The mail being answered, as it arrived at the customer."""

    name: str
    address: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    message_id: str


def as_text(client: str, earlier: Earlier) -> str:
    """The quoted history below a plain text answer."""
    if client in _OUTLOOK:
        head = "\n".join(f"{label}: {value}" for label, value in _outlook_head(client, earlier))
        return f"{'_' * 32}\n{head}\n\n{earlier.text.strip()}"
    quoted = "\n".join(f"> {line}".rstrip() for line in earlier.text.strip().splitlines())
    return (
        f"{_attribution(client, earlier)}\n\n{quoted}"
        if client != "plain"
        else f"{_attribution(client, earlier)}\n{quoted}"
    )


def as_html(client: str, earlier: Earlier) -> str:
    """The quoted history below an HTML answer."""
    body = lines(earlier.text.strip())
    if client in _OUTLOOK:
        head = "<br>".join(f"<b>{label}:</b> {escape(value)}" for label, value in _outlook_head(client, earlier))
        return f'<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">{head}</div>{body}'
    said = escape(_attribution(client, earlier))
    if client.startswith("apple"):
        said = f'<div><br><blockquote type="cite">{said}<br><br></blockquote></div>'
        return f'{said}<blockquote type="cite">{body}</blockquote>'
    style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
    return (
        f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{said}<br></div>'
        f'<blockquote class="gmail_quote" style="{style}">{body}</blockquote></div>'
    )


def lines(text: str) -> str:
    """Plain text as HTML, one block per line."""
    return "".join(f"<div>{escape(line, quote=False) or '<br>'}</div>" for line in text.splitlines())


def _attribution(client: str, earlier: Earlier) -> str:
    at, who = earlier.sent_at, f"{earlier.name} <{earlier.address}>"
    day, clock = at.weekday(), f"{at:%H:%M}"
    return {
        "gmail": f"On {_DAYS_EN[day]}, {at.day} {_MONTHS_EN[at.month - 1]} {at.year} at {clock}, {who} wrote:",
        "gmail_de": f"Am {_DAYS_DE[day]}, {at.day}. {_MONTHS_DE[at.month - 1]} {at.year} um {clock} Uhr schrieb {who}:",
        "apple": f"On {at.day} {_MONTHS_EN[at.month - 1]} {at.year}, at {clock}, {who} wrote:",
        "apple_de": f"Am {at:%d.%m.%Y} um {clock} schrieb {who}:",
        "plain": f"On {at:%d/%m/%Y} {clock}, {earlier.name} wrote:",
    }[client]


def _outlook_head(client: str, earlier: Earlier) -> list[tuple[str, str]]:
    at, months = earlier.sent_at, _MONTHS_DE if client == "outlook_de" else _MONTHS_EN
    sent = f"{at.day}{'.' if client == 'outlook_de' else ''} {months[at.month - 1]} {at.year} {at:%H:%M}"
    values = (f"{earlier.name} <{earlier.address}>", sent, earlier.to, earlier.subject)
    return list(zip(_OUTLOOK[client], values, strict=True))
