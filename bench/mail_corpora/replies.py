"""Is what the sender newly wrote told from what was quoted, and from the signature?"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench.mail_corpora.scores import Score, fold
from rapport.channels.email.parse import parse
from rapport.language.complaint import read_complaint
from rapport.language.quotes import split_reply
from rapport.language.quotes_html import split_html_reply


def score_replies(data: Path) -> Iterable[Score]:
    """Two scores over all, then the exact replies by project and by language, then the HTML ones."""
    folder = data / "reply-parsing"
    reply, signed = Score("reply-parsing", "reply exact"), Score("reply-parsing", "with signature exact")
    parts: dict[str, Score] = defaultdict(lambda: Score("reply-parsing", ""))
    gold = json.loads((folder / "gold.json").read_text("utf-8")) if (folder / "gold.json").exists() else []
    for record in gold:
        split = split_reply(_plain(folder / record["file"]))
        project, name = record["file"].partition("/")[0], record["file"]
        for score in (reply, parts[project], parts[f"language {record['lang']}"]):
            score.compare(name, fold(split.reply), fold(record["reply"]))
        if record["reply_with_signature"] is not None:
            signed.compare(name, fold(split.with_signature), fold(record["reply_with_signature"]))
    for question, score in parts.items():
        score.question = question[:30]
    html = Score("reply-parsing (HTML)", "with signature exact")
    for path in sorted((folder / "mailgun_talon" / "html_replies").glob("*.html")):
        found = split_html_reply(path.read_text("utf-8", "replace")).with_signature
        html.compare(path.name, fold(found), "Hi. I am fine. Thanks, Alex")
    return reply, signed, *[parts[question] for question in sorted(parts)], html


def _plain(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8", "replace")
    return parse(path.read_bytes()).text


def score_complaints(data: Path) -> Iterable[Score]:
    """Precision and recall on tweets: another kind of text, so only a hint."""
    precision, recall = Score("complaints (tweets)", "precision"), Score("complaints (tweets)", "recall")
    path = data / "complaints" / "complaints-dev.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                found, truth = read_complaint("", row["text"]), row["label"] == "1"
                if found.is_complaint:
                    precision.count(truth, f"{found.words}: {row['text'][:150]}")
                if truth:
                    recall.count(found.is_complaint, row["text"][:150])
    return precision, recall
