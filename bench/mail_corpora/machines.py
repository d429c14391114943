"""Are mails of machines told from those of people?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from bench.mail_corpora.scores import Score, spamassassin
from rapport.channels.email.parse import parse

_BOUNCE = re.compile(r"^(?:lhost|rhost|rfc3464)-")
_SYSTEM = "is the report of a mail system about a mail it did not deliver, filed among the mails of people"
NOT_HUMAN = {
    "rb-issue-368-bug.eml": _SYSTEM,
    "01436.dc449ba377210e77d84647619e49c872": _SYSTEM,
    "01507.e06cf7fcfb3a512f43c827529c19a9e6": _SYSTEM,
    "01542.ed72bf2cd81ccd4c076533fb0af004e5": _SYSTEM,
}


def score_bounces(data: Path) -> Iterable[Score]:
    bounces, replies = Score("bounces", "recognised"), Score("bounces", "automatic replies")
    reports, ids = Score("bounces", "abuse reports"), Score("bounces", "recipient read")
    humans = Score("bounces", "people: not taken for a bounce")
    for path in sorted((data / "bounces").rglob("*.eml")):
        mail = parse(path.read_bytes())
        said = f"{path.name}: {mail.kind}, from {mail.from_.name} {mail.from_.address}, {mail.subject!r}"
        if _BOUNCE.match(path.name):
            bounces.count(mail.kind == "bounce", said)
            ids.count(bool(mail.bounce and mail.bounce.final_recipient), said)
        elif path.name.startswith("rfc3834"):
            replies.count(mail.kind == "auto_reply", said)
        elif path.name.startswith("arf-"):
            reports.count(mail.kind in ("bounce", "auto_reply"), said)
        else:
            humans.compare(path.name, mail.kind == "bounce", False, why_wrong=NOT_HUMAN.get(path.name, ""))
    return bounces, ids, replies, reports, humans


def score_ham(data: Path) -> Iterable[Score]:
    calm, automatic = (
        Score("spamassassin ham", "people: not taken for a bounce"),
        Score("spamassassin ham", "people: not for an auto-reply"),
    )
    for record in spamassassin(data):
        if "ham" in record["group"]:
            mail = parse(record["text"].encode("utf-8", "surrogateescape"))
            said = f"{record['name']}: from {mail.from_.name} {mail.from_.address}, {mail.subject!r}"
            calm.compare(record["name"], mail.kind == "bounce", False, why_wrong=NOT_HUMAN.get(record["name"], ""))
            automatic.count(mail.kind != "auto_reply", said)
    fixtures = Score("mail-fixtures", "people: not taken for a bounce")
    for path in sorted((data / "mail-fixtures").rglob("*.eml")):
        if not re.search(r"bounce|multipart_report|complaints|enclosed", str(path)):
            mail = parse(path.read_bytes())
            fixtures.count(mail.kind != "bounce", f"{path.name}: {mail.subject!r}")
    return calm, automatic, fixtures
