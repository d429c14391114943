"""D16: whatever bytes come, what is stored is valid UTF-8 without U+0000, and reads back as it was written."""

import json
from email import message_from_bytes

import pytest

from bench import mail_corpora
from rapport.channels.email import intake
from rapport.conversations.models import Attachment, Message
from tests.cast import inbox
from tests.labs import IS_FULL
from tests.mailroom import InProcess, hand_in, read

DATA = mail_corpora.shared_folder() / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no corpora at {DATA}; name their parent with RAPPORT_SHARED"),
]
STEP = 1 if IS_FULL else 20


def test_mails_of_the_corpora_are_stored_and_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_pool", [InProcess()])
    inbox()
    whole = [raw for name, raw in mail_corpora.whole_mails(DATA) if not name.startswith("spamassassin")]
    taken = [hand_in(raw) for raw in whole[::STEP]]
    read()
    entries = Message.objects.filter(raw_mail__in=taken)
    print(f"\nD16: {len(taken)} mails of the corpora, {entries.count()} entries")
    for message in entries:
        words = [message.subject, message.text, message.reply_text, message.html, message.from_name]
        people = [message.to, message.cc, message.invite, message.forwarded_from]
        stored = json.dumps([*words, *people], ensure_ascii=False)
        stored.encode("utf-8")
        assert "\\u0000" not in stored
    for file in Attachment.objects.filter(message__in=entries):
        assert file.name
        file.name.encode("utf-8")
    # The same mail that came by another way has the same id and body, and other headers above (F07).
    same = {(message_from_bytes(bytes(one.raw))["Message-ID"] or bytes(one.raw), one.body_digest) for one in taken}
    assert entries.count() == len(same), "one entry for each, doubles once"
