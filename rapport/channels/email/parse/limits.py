"""How much of a mail is read. Everything here bounds time and memory before any parsing starts."""

MAIL_BYTES = 25 * 1024 * 1024
HEADER_BYTES = 64 * 1024
HEADERS_BYTES = 256 * 1024
PARTS = 500
DEPTH = 30
RECIPIENTS = 200
REFERENCES = 100
TEXT_CHARS = 2_000_000
HTML_CHARS = 5_000_000
NAME_CHARS = 120


class Problems(list[str]):
    """What could not be read, in the order in which it was met, each said once."""

    def note(self, text: str) -> None:
        if text not in self:
            self.append(text)

    def sentence(self) -> str | None:
        return "; ".join(self[:5]) or None
