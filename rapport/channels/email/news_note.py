"""What a mail tells of a week, in sections: the same words as HTML and as plain text."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One thing. `quote` are a customer's words; `url` leads to where more of it stands."""

    text: str
    detail: str = ""
    quote: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    intro: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class NewsNote:
    """Written in one language when it is queued. `after` stands below everything."""

    subject: str
    words: str
    sections: tuple[Section, ...]
    button: str
    url: str
    after: str = ""
    language: str = "en"

    @classmethod
    def read(cls, text: str) -> "NewsNote":
        """As it was written by `json.dumps(asdict(note))`."""
        known = json.loads(text)
        sections = tuple(
            Section(one["title"], one["intro"], tuple(Row(**row) for row in one["rows"])) for one in known["sections"]
        )
        return cls(**known | {"sections": sections})
