"""What a search found, on the wire."""

from pydantic import Field

from rapport.api.paging import ListQuery
from rapport.api.schemas.pile import PileConversation, pile_conversation
from rapport.search.queries import Found
from rapport.search.rules.showing import Piece


class SearchQuery(ListQuery):
    q: str = Field(max_length=400, description="Words, “phrases”, beginnings (bra*) and operators (from:uma is:open).")


class FoundRow(PileConversation):
    excerpt: str | None = Field(description="The words around what was found in a message, what was asked for in **.")
    author: str | None = Field(description="Who wrote them.")


def found_row(found: Found) -> FoundRow:
    return FoundRow(
        **dict(pile_conversation(found.conversation)),
        excerpt=_marked(found.words) if found.words else None,
        author=found.author or None,
    )


def _marked(pieces: list[Piece]) -> str:
    return "".join(f"**{one.text}**" if one.marked else one.text for one in pieces)
