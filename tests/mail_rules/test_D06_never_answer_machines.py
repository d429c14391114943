"""D06: nothing automatic answers what a machine, a list or one of our own addresses sent; people get their receipt."""

import pytest

from bench import mail_corpora
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.models import Message
from tests import cast, mailroom
from tests.cast import NOON, later
from tests.labs import sized

pytestmark = pytest.mark.django_db
BOUNCES = mail_corpora.shared_folder() / "data" / "bounces" / "mail"
DAY = later(days=1)

MACHINES: dict[str, tuple[str, str]] = {
    "auto-replied": ("Auto-Submitted", "auto-replied"),
    "auto-generated": ("Auto-Submitted", "auto-generated; owner=x"),
    "precedence bulk": ("Precedence", "bulk"),
    "precedence junk": ("Precedence", "Junk"),
    "precedence list": ("Precedence", "list"),
    "precedence auto_reply": ("Precedence", "auto_reply"),
    "list id": ("List-Id", "<news.shop.example>"),
    "list unsubscribe": ("List-Unsubscribe", "<https://news.example/u>"),
    "null return path": ("Return-Path", "<>"),
    "suppressed": ("X-Auto-Response-Suppress", "All"),
    "suppressed in part": ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    "loop": ("X-Loop", "help@desk.example"),
    "autoreply": ("X-Autoreply", "yes"),
}
SENDERS = [
    "mailer-daemon@mx.example", "MAILER-DAEMON@mx.example", "postmaster@mx.example", "no-reply@shop.example",
    "noreply@shop.example", "do-not-reply@shop.example", "help@desk.example", "help+x@desk.example",
    "t.aaaa@reply.desk.example", "bounces+1@news.example", "notifications@forge.example",
]  # fmt: skip
SUBJECTS = ["Out of office: back on Monday", "Automatic reply: Your answer", "Abwesenheitsnotiz", "Autoreply"]


@pytest.fixture(autouse=True)
def _polite_inbox() -> None:
    cast.inbox(acknowledge=True)


def receipts() -> int:
    return OutboundMail.objects.filter(kind="ack").count()


@pytest.mark.parametrize("header", MACHINES.values(), ids=MACHINES.keys())
def test_a_mail_that_says_it_is_automatic_gets_no_receipt(header: tuple[str, str]) -> None:
    mailroom.comes(mailroom.mail(cast.UMA, "help@desk.example", header))
    assert receipts() == 0


@pytest.mark.parametrize("sender", SENDERS)
def test_an_address_nobody_reads_gets_no_receipt(sender: str) -> None:
    mailroom.comes(mailroom.mail(("", sender)))
    assert receipts() == 0


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_mail_that_reads_like_an_automatic_answer_gets_no_receipt(subject: str) -> None:
    mailroom.comes(mailroom.mail(subject=subject))
    assert receipts() == 0


def test_a_null_envelope_sender_gets_no_receipt() -> None:
    mailroom.comes(mailroom.mail(), envelope_from="")
    assert receipts() == 0


SAMPLES: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [
    *(("uma@customer.example", "The chain slips", (header,)) for header in MACHINES.values()),
    *((sender, "The chain slips", ()) for sender in SENDERS),
    *(("uma@customer.example", subject, ()) for subject in SUBJECTS),
    *(("uma@customer.example", "The chain slips", (header,)) for header in (
        ("Auto-Submitted", "auto-notified (by a rule)"), ("Auto-Submitted", "Auto-Replied"),
        ("Auto-Submitted", "auto-generated (rejected)"), ("Precedence", "auto_reply, junk"), ("Precedence", "BULK"),
        ("Return-Path", "<MAILER-DAEMON>"), ("Return-Path", "< >"), ("Return-Path", "MAILER-DAEMON@mx.example"),
        ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"), ("X-Auto-Response-Suppress", "all"),
        ("X-Loop", "someone@else.example"), ("X-Autorespond", "Away"), ("X-Auto-Reply-From", "uma@customer.example"),
        ("List-Id", "All of us <all.lists.example>"), ("List-Unsubscribe", "<mailto:leave@lists.example>"),
        ("Reply-To", "help@desk.example"), ("Reply-To", "no-reply@shop.example"),
        ("Cc", f"t.{'a' * 39}@reply.desk.example"),
        ("X-Autoresponder", "yes"),
        ("X-Failed-Recipients", "somebody@desk.example"),
    )),
    *((sender, "The chain slips", ()) for sender in (
        "orders-noreply@shop.example", "calendar.no-reply@cloud.example", "HELP@desk.example",
        "donotreply@bank.example", "verify@forge.example", "alerts@bank.example",
    )),
    *(("uma@customer.example", subject, ()) for subject in (
        "Réponse automatique : absente", "Respuesta automática: fuera de la oficina", "Automatisch antwoord: afwezig",
        "Автоматический ответ: в отпуске", "自動返信: 不在です", "Risposta automatica: assente",
    )),
]  # fmt: skip


def test_sixty_samples_of_machines_get_no_receipt_and_are_all_kept() -> None:
    for number, (sender, subject, headers) in enumerate(SAMPLES):
        person = ("", sender.replace("uma@", f"uma{number}@"))
        raw = mailroom.mail(person, "help@desk.example", *headers, subject=subject)
        mailroom.hand_in(raw, envelope_from=sender)
    mailroom.read()
    kept = Message.objects.filter(kind="inbound").count()
    print(f"\nD06: {len(SAMPLES)} samples of automatic mail, {kept} kept, {receipts()} answered")
    answered = OutboundMail.objects.filter(kind="ack").values_list("recipient", flat=True)
    assert list(answered) == []
    assert (len(SAMPLES), kept) == (60, 60)


def test_every_one_of_two_hundred_people_gets_a_receipt() -> None:
    people = sized(200, least=40)
    for number in range(people):
        address = f"person{number}@customer.example"
        mailroom.hand_in(mailroom.mail((f"Person {number}", address)), envelope_from=address)
    assert mailroom.read() == people
    sent = list(OutboundMail.objects.filter(kind="ack").values_list("recipient", flat=True))
    print(f"\nD06: {people} mails of people, {len(sent)} answered")
    assert len(sent) == len(set(sent)) == people


@pytest.mark.shared
@pytest.mark.skipif(not BOUNCES.is_dir(), reason=f"no corpora at {BOUNCES}; name their parent with RAPPORT_SHARED")
def test_a_hundred_real_reports_and_absences_get_none_and_are_all_kept() -> None:
    files = [*sorted(BOUNCES.glob("rfc3834-*.eml")), *sorted(BOUNCES.glob("rfc3464-*.eml"))]
    files += sorted(BOUNCES.glob("lhost-*.eml"))
    chosen = files[:100]
    for file in chosen:
        # A worst case: the server kept the envelope sender as the From line says.
        mailroom.hand_in(file.read_bytes(), at=NOON)
    mailroom.read(DAY)
    kept = Message.objects.filter(raw_mail__isnull=False).count()
    doubles = RawMail.objects.filter(state=RawMail.State.DUPLICATE).count()
    print(f"\nD06: {len(chosen)} real automatic mails, {kept} kept, {doubles} twice the same, {receipts()} answered")
    assert (len(chosen), kept + doubles, receipts()) == (100, 100, 0)
