"""format=flowed (RFC 3676): lines that end in a space go on in the next."""

from __future__ import annotations


def unflow(text: str, *, delete_space: bool = False) -> str:
    """The text with its paragraphs on one line each; quote marks stay at the beginning."""
    paragraphs: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delete_space else content
        if depth == open_depth:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([">" * depth + (" " if depth else ""), piece])
        open_depth = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in paragraphs)
