"""A mail as customers would get it, for whoever tries it out before they do."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class TrialNote:
    """`kind` is that of the real mail. All links lead to a page that says that nothing counts; `numbers` are those of a
    question, `reasons` those of a campaign, with theirs."""

    kind: str
    subject: str
    sender: str
    stop_url: str
    wrong_url: str
    words: str = ""
    signature: str = ""
    signature_html: str = ""
    question: str = ""
    numbers: tuple[tuple[int, str], ...] = ()
    ends: tuple[str, str] = ("", "")
    page_url: str = ""
    language: str = ""
    reasons: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, text: str) -> "TrialNote":
        """As it was written by `json.dumps(asdict(note))`."""
        known = json.loads(text)
        low, high = known["ends"]
        numbers = tuple((number, url) for number, url in known["numbers"])
        reasons = tuple((name, url) for name, url in known.get("reasons", ()))
        return cls(**known | {"numbers": numbers, "ends": (low, high), "reasons": reasons})
