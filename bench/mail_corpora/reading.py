"""Does every mail give one entry, and do the headers agree with a second reader?"""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from bench.mail_corpora.scores import Score, fold, whole_mails
from rapport.channels.email.parse import Inbound, parse


def score_all_read(data: Path) -> tuple[Score, str]:
    """Every whole mail gives one entry; also how long one takes."""
    score = Score("all whole mails", "one entry each")
    spent: list[float] = []
    for name, raw in whole_mails(data):
        started = time.process_time()
        try:
            mail: Inbound | None = parse(raw)
        except Exception as error:
            mail, name = None, f"{name}: {error!r}"
        spent.append(1000 * (time.process_time() - started))
        score.count(
            mail is not None and (mail.unreadable is None or not raw.strip()), f"{name} {mail and mail.unreadable}"
        )
    spent.sort()
    middle, high = spent[len(spent) // 2], spent[len(spent) * 99 // 100]
    return (
        score,
        f"CPU time a mail: {sum(spent) / len(spent):.2f} ms mean, {middle:.2f} median, {high:.2f} p99, "
        f"{spent[-1]:.2f} worst",
    )


def score_second_reader(data: Path, *, step: int = 1) -> Iterable[Score]:
    """The headers of every whole mail (or each `step`-th) beside the standard library's reading, where that finds what
    can be right."""
    scores = {question: Score("all whole mails", f"{question}, beside stdlib") for question in _HEADS}
    for name, raw in islice(whole_mails(data), 0, None, step):
        theirs, ours = _second_reading(raw), _our_reading(parse(raw))
        for question, found in theirs.items():
            if found and _can_be_right(question, found):
                scores[question].compare(name, ours[question], found)
    return scores.values()


_HEADS = ("sender", "subject", "recipients", "message id")
_ADDRESS = re.compile(r"[^\s\"@<>]+@[^\s\"@<>]+\.[^\s\"@<>.]+")


def _our_reading(mail: Inbound) -> dict[str, Any]:
    return {
        "sender": [mail.from_.address.lower()],
        "subject": fold(mail.subject),
        "recipients": [one.address.lower() for one in mail.to if one.address],
        "message id": mail.message_id,
    }


def _second_reading(raw: bytes) -> dict[str, Any]:
    """Nothing where the second reader raises, as it does on odd mails."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        return {
            "sender": [one.addr_spec.lower() for one in (mail["from"].addresses[:1] if mail["from"] else [])],
            "subject": fold(str(mail["subject"] or "")),
            "recipients": [one.addr_spec.lower() for one in (mail["to"].addresses if mail["to"] else [])],
            "message id": str(mail["message-id"] or "").strip().strip("<>"),
        }
    except Exception:
        return {}


def _can_be_right(question: str, found: Any) -> bool:
    if question in ("sender", "recipients"):
        return len(found) <= 200 and all(_ADDRESS.fullmatch(one) and one.isprintable() for one in found)
    if question == "message id":
        return not re.search(r"[\s<>]", found) and "@" in found
    return "\ufffd" not in found
