"""Files and pictures of a draft: the bytes first, durably, then the row."""

from datetime import datetime

import filetype
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation
from rapport.conversations.rules import display_name
from rapport.platform import storage
from rapport.team.models import User
from rapport.writing.actions.drafts import Words, begin, take, tell
from rapport.writing.models import Draft, DraftFile

UNKNOWN_TYPE = "application/octet-stream"
LARGEST_FILES = 20 * 1024 * 1024


@transaction.atomic
def add_file(conversation: Conversation, author: User, kind: str, file: File, *, token: str, at: datetime) -> DraftFile:
    """Put a file into the draft, which begins with it if need be. Raises ConversationError and Gone."""
    draft = take(conversation, author, kind) or begin(conversation, author, kind, Words(token=token), at)
    size = draft.files.aggregate(all=Sum("size"))["all"] or 0
    if size + len(file.data) > LARGEST_FILES:
        raise ConversationError(gettext("These files are larger than 20 MB together. Send a link instead."))
    made = put_file(draft, file)
    if file.inline and not made.is_image:
        raise ConversationError(
            gettext("Only PNG, JPEG, GIF and WebP pictures can stand in the text. Attach it as a file.")
        )
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["version", "updated_at"])
    tell(draft)
    return made


def put_file(draft: Draft, file: File) -> DraftFile:
    """For a caller that holds the draft."""
    return DraftFile.objects.create(
        draft=draft,
        name=display_name(file.name),
        content_type=str(filetype.guess_mime(file.data[:4096]) or UNKNOWN_TYPE)[:100],
        size=len(file.data),
        blob=storage.put(file.data),
        inline=file.inline,
    )


@transaction.atomic
def remove_file(file: DraftFile, *, at: datetime) -> Draft:
    """Take it out of the draft again."""
    draft = Draft.objects.select_for_update().get(pk=file.draft_id)
    file.delete()
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["version", "updated_at"])
    tell(draft)
    return draft
