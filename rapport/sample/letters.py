"""The sample customers' mails, made as the bytes that a mail server would hand over."""

import textwrap
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from rapport.sample import files, quoting
from rapport.sample.quoting import Earlier
from rapport.sample.story import Conversation, Customer, Step, Story
from rapport.sample.when import with_dates

_PROGRAMS = {
    "apple": ("X-Mailer", "iPhone Mail (21F90)"),
    "apple_de": ("X-Mailer", "iPhone Mail (21F90)"),
    "outlook": ("X-Mailer", "Microsoft Outlook 16.0"),
    "outlook_de": ("X-Mailer", "Microsoft Outlook 16.0"),
    "plain": ("User-Agent", "Mozilla Thunderbird"),
}
_ANSWER = {"outlook_de": "AW: ", "apple_de": "Aw: "}
FORWARDS = 40


def written(
    story: Story,
    conversation: Conversation,
    number: int,
    *,
    to: str,
    earlier: Earlier | None,
    at: datetime,
    now: datetime,
) -> bytes:
    """The mail of step `number`; `earlier` is the last mail we sent in the conversation, which it answers."""
    step = conversation.steps[number]
    customer = story.customers[conversation.customer]
    if step.machine == "unreadable":
        return _unreadable(customer, to, step.words, conversation.subject, at)
    mail = _headed(conversation, step, customer, to, earlier, at)
    mail["Message-ID"] = f"<{conversation.key}.{number}@{customer.address.partition('@')[2]}>"
    text = with_dates(step.words, now)
    if step.machine == "bounce" and earlier:
        _fill_bounce(mail, text, customer, earlier)
    else:
        _fill(mail, text, step, customer, earlier)
    for name in step.attach:
        data, kind = attachment(story, name, now)
        mail.add_attachment(data, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name)
    return mail.as_bytes(policy=SMTP)


def attachment(story: Story, name: str, now: datetime) -> tuple[bytes, str]:
    """The bytes and the content type of a file named in a step."""
    if name.endswith(".pdf"):
        return files.paper([with_dates(line, now) for line in story.papers[name]]), "application/pdf"
    return files.photograph(name), "image/png"


def _headed(
    conversation: Conversation, step: Step, customer: Customer, to: str, earlier: Earlier | None, at: datetime
) -> EmailMessage:
    mail = EmailMessage()
    subject = step.subject or conversation.subject
    again = bool(earlier) and not step.subject
    mail["From"] = _sender(step, customer)
    mail["To"] = to
    mail["Subject"] = _ANSWER.get(customer.client, "Re: ") + subject.removeprefix("Re: ") if again else subject
    mail["Date"] = format_datetime(at)
    if earlier and step.machine != "bounce":
        mail["In-Reply-To"] = mail["References"] = earlier.message_id
    for name, value in _machine_headers(step, customer):
        mail[name] = value
    return mail


def _sender(step: Step, customer: Customer) -> str:
    if step.machine == "bounce":
        return f"Mail Delivery Subsystem <mailer-daemon@{customer.address.partition('@')[2]}>"
    return step.sender or f"{customer.name} <{customer.address}>"


def _machine_headers(step: Step, customer: Customer) -> list[tuple[str, str]]:
    if step.machine == "list":
        domain = customer.address.partition("@")[2]
        return [
            ("List-Id", f"Velotrade Weekly <weekly.{domain}>"),
            ("List-Unsubscribe", f"<https://{domain}/u/8c1f>"),
            ("Precedence", "bulk"),
        ]
    if step.machine:
        return [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    program = _PROGRAMS.get(customer.client)
    return [program] if program else []


def _fill(mail: EmailMessage, text: str, step: Step, customer: Customer, earlier: Earlier | None) -> None:
    client = customer.client if step.who == "customer" else "plain"
    own = text if step.machine or not customer.signature or step.sender else _signed(text, customer)
    quoted = earlier if step.who == "customer" else None
    plain = _wrapped(own) if client in ("plain", "gmail", "gmail_de") else own
    mail.set_content(f"{plain}\n\n{quoting.as_text(client, quoted)}\n" if quoted else f"{plain}\n")
    if client != "plain":
        history = quoting.as_html(client, quoted) if quoted else ""
        mail.add_alternative(f"<html><body>{quoting.lines(own)}{history}</body></html>\n", subtype="html")


def _signed(text: str, customer: Customer) -> str:
    mark = "-- \n" if customer.client in ("plain", "gmail", "gmail_de") else ""
    return f"{text}\n\n{mark}{customer.signature.strip()}"


def _wrapped(text: str) -> str:
    wrapper = textwrap.TextWrapper(76, break_long_words=False, break_on_hyphens=False)
    return "\n".join(line if line == "-- " else wrapper.fill(line) for line in text.split("\n"))


def _fill_bounce(mail: EmailMessage, text: str, customer: Customer, earlier: Earlier) -> None:
    mail.set_content(text + "\n")
    mail.make_mixed()
    report = message_from_string(
        "Content-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.{customer.address.partition('@')[2]}\n\n"
        f"Final-Recipient: rfc822; {customer.address}\nAction: failed\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 5.2.2 The email account that you tried to reach is over quota.\n",
        policy=SMTP,
    )
    original = message_from_string(
        "Content-Type: text/rfc822-headers\n\n"
        f"From: {earlier.name} <{earlier.address}>\nTo: {customer.address}\nMessage-ID: {earlier.message_id}\n",
        policy=SMTP,
    )
    mail.attach(report)
    mail.attach(original)
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")


def _unreadable(customer: Customer, to: str, text: str, subject: str, at: datetime) -> bytes:
    """A mail that two forwarding rules threw at each other until it was a nest too deep to read."""
    head = f"From: {customer.name} <{customer.address}>\r\nTo: {to}\r\nDate: {format_datetime(at)}\r\n"
    head += f"Subject: {'Fwd: ' * 5}{subject}\r\nMIME-Version: 1.0\r\n"
    nest = [f'Content-Type: multipart/mixed; boundary="f{n}"\r\n\r\n--f{n}\r\n' for n in range(FORWARDS)]
    ends = [f"--f{n}--\r\n" for n in reversed(range(FORWARDS))]
    return (head + "".join(nest) + f"Content-Type: text/plain\r\n\r\n{text}\r\n" + "".join(ends)).encode()
