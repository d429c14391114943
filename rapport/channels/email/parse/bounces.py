"""Non-delivery reports: RFC 3464 where it is spoken, the words of mail systems where it is not."""

from __future__ import annotations

import re

from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.inbound import Address, AutoHeaders, Bounce
from rapport.channels.email.parse.mime import Part
from rapport.language.lazy_pattern import LazyPattern

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|poostmaster|mail-?daemon|mdaemon|bounces?|mail\.delivery\.system|mailerdaemon)\b",
    re.IGNORECASE,
)
_DAEMON_NAME = LazyPattern(
    r"mailer[- ]?daemon|mail delivery (?:sub)?system|mail delivery (?:service|agent)|delivery subsystem|"
    r"system administrator|postmaster|mail administrator|content-filter at|mta mailer|mail router|microsoft outlook",
    re.IGNORECASE,
)
_SUBJECT = LazyPattern(
    r"undeliver(?:able|ed)|non[- ]?deliver(?:y|able)|not deliver(?:ed|able)|deliver\w* (?:status|fail|error|problem|"
    r"notification|has failed|delayed)|(?:mail|message|e-?mail)[ -]*(?:delivery )?(?:system )?(?:fail|error)|"
    r"failed? deliver"
    r"|failure (?:notice|delivery)|returned (?:mail|to sender|message)|mail returned|return(?:ing)? message|"
    r"delayed mail|"
    r"message delayed|delayed \d+ hours|could ?n[o']t (?:be )?(?:deliver|send|sent)|unable to deliver|unzustellbar|"
    r"nicht zugestellt|zustellung|non remis|échec de|non recapitabile|mancata consegna|no se puede entregar|"
    r"no entregado|não (?:foi )?entregue|onbestelbaar|недоставлен|не доставлен|blocked by our|"
    r"error (?:sending|in sending|transferring)|bounce[d]? (?:mail|message|notif|action)|email bounce|"
    r"配信(?:エラー|不能)|(?:送信|メール)エラー|エラー通知|退信|投递失败|delivery report|virus found|"
    r"mail could not|無法傳遞|unknown (?:user|"
    r"recipient)"
    r"|not (?:a )?member|mail system error|warning: (?:message|could not)|undelivered|malformed recipient",
    re.IGNORECASE,
)
_BODY = LazyPattern(
    r"could not be delivered|couldn't be delivered|was(?:n't| not) (?:able to be )?delivered|undeliverable|"
    r"unable to deliver|not been delivered|delivery (?:has failed|to the following|failed|failure|of the message)|"
    r"permanent (?:fatal )?(?:error|failure)|returned to (?:the )?sender|message (?:you sent|below)|"
    r"did not reach|could not deliver|can(?:not|'t) (?:be )?deliver|user unknown|unknown user|no such (?:user|"
    r"recipient)|"
    r"mailbox (?:unavailable|not found|is full|full)|over quota|not listed in|transcript of session|"
    r"following (?:address|recipient|error)|reason:|returned mail|undelivered|delivery attempts?|rejected|"
    r"배달|\b[45]\.\d{1,3}\.\d{1,3}\b|\b5[05]\d[ -]|エラー|配信|送信でき|не удалось|недоставлен|not member",
    re.IGNORECASE,
)
_NOTIFICATION = re.compile(
    r'\\?"(?:notificationType|eventType)\\?"\s{0,3}:\s{0,3}\\?"(?:Bounce|Complaint|Delivery)\\?"'
)
_COMPLAINT_REPORT = re.compile(r"complaint about message from \[?[0-9a-f.:]{4,40}\]?$", re.IGNORECASE)
_ANSWER = re.compile(
    r"^\s*(?:re|aw|sv|vs|antw|odp|ynt|rif|res|ref|回复|答复|返信)\s?(?:\[\d{1,2}\])?\s?[:：]", re.IGNORECASE
)
_NOBODY = re.compile(r"(?:no|do[-_.]?not)[-_.]?reply\b", re.IGNORECASE)
_REPORT_PARTS = {"message/delivery-status", "message/feedback-report", "message/global-delivery-status"}
_REPORT_TYPES = {"delivery-status", "feedback-report"}
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{2,40}):[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,300})>", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(r"<?([A-Za-z0-9._%+=/-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8})>?")
_READ = 200_000


def looks_like_bounce(root: Part, sender: Address, subject: str, text: str, auto: AutoHeaders) -> bool:
    """Whether a mail system tells that a mail did not arrive, or that its reader complained about it."""
    if root.content_type == "multipart/report" and root.params.get("report-type", "").lower() in _REPORT_TYPES:
        return True
    if root.headers.raw("x-failed-recipients"):
        return True
    beginning = text[:4000]
    system = is_daemon(sender) or _null_path(auto.return_path or "") or _has_no_sender(root)
    about_delivery = bool(_SUBJECT.search(subject[:1000]))
    if any(part.content_type in _REPORT_PARTS for part in root.walk()):
        return system or about_delivery or root.content_type == "multipart/report"
    if system:
        return about_delivery or (is_daemon(sender) and bool(_BODY.search(beginning)))
    if _COMPLAINT_REPORT.match(subject) or (text.startswith("{") and _NOTIFICATION.search(text[:20_000])):
        return True
    if about_delivery and any(part.content_type == "message/rfc822" for part in root.children):
        return bool(_NOBODY.match(sender.address)) and bool(_BODY.search(beginning))
    return about_delivery and not _is_answer(root, subject) and bool(_FORMAL.search(_own_lines(beginning)))


def _is_answer(root: Part, subject: str) -> bool:
    """A mail system does not answer; a person who answers a report quotes its very words."""
    return bool(_ANSWER.match(subject)) or any(value.strip() for value in root.headers.raw("in-reply-to"))


def _own_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


# Opening words that no person writes by hand.
_FORMAL = LazyPattern(
    r"this (?:message|report) was (?:created|generated) automatically by|"
    r"this is (?:the|an automatically generated) (?:delivery status|mail system|postfix|qmail)|"
    r"i'm (?:afraid|sorry).{0,80}(?:wasn't able to deliver|to have to inform you)|"
    r"you are not (?:a )?member|your (?:message|mail) (?:could not be|was not|has not been) delivered",
    re.IGNORECASE,
)


def is_daemon(sender: Address) -> bool:
    """Whether a mail system, not a person, is the sender."""
    return bool(_DAEMON.match(sender.address) or _DAEMON_NAME.search(sender.name))


def _null_path(path: str) -> bool:
    return path.strip() in ("<>", "<MAILER-DAEMON>", "MAILER-DAEMON")


def _has_no_sender(root: Part) -> bool:
    return any(value.strip() == b"<>" for value in root.headers.raw("from"))


def read_bounce(root: Part, text: str) -> Bounce:
    """What the report says; fields it does not have stay empty."""
    fields = _report_fields(root)
    original = _original(root, text)
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or fields.get("original-rcpt-to", "")
    recipient = recipient.rpartition(";")[2].strip() or root.headers.text("x-failed-recipients").partition(",")[0]
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    status = status or _STATUS.search(text[:4000])
    found_id = _MESSAGE_ID.search(original)
    return Bounce(
        original_message_id=clean_header(found_id.group(1)) if found_id else "",
        final_recipient=clean_header(recipient.strip("<> ")) or _first_recipient(root, text),
        status=status.group(1) if status else None,
        action=_action(fields),
        diagnostic=clean_header(fields["diagnostic-code"].partition(";")[2] or fields["diagnostic-code"])[:1000]
        if fields.get("diagnostic-code")
        else None,
    )


def _action(fields: dict[str, str]) -> str | None:
    if "feedback-type" in fields:
        return "complaint"
    words = fields.get("action", "").lower().split()
    return clean_header(words[0])[:40] if words else None


def _report_fields(root: Part) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in root.walk():
        if part.content_type in (
            "message/delivery-status",
            "message/feedback-report",
            "message/global-delivery-status",
        ):
            for name, value in _FIELD.findall(_head(part)):
                fields.setdefault(name.lower(), " ".join(value.split()))
    return fields


def _original(root: Part, text: str) -> str:
    for part in root.walk():
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            return _head(part)
    return text[:_READ]


def _head(part: Part) -> str:
    return decode(part.data()[:_READ]).replace("\r\n", "\n")


def _first_recipient(root: Part, text: str) -> str:
    """The first address in the words of the report that is not its own sender or reader."""
    own = (root.headers.text("from") + root.headers.text("to")).lower()
    for found in _RECIPIENT.finditer(text[:4000]):
        if found.group(1).lower() not in own:
            return found.group(1)
    return ""
