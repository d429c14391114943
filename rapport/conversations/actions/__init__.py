"""Writes of the record, one file per trait."""

from rapport.conversations.actions.ask import answer_asks, ask, stop_asking
from rapport.conversations.actions.assign import assign
from rapport.conversations.actions.automatic import pause_automatic, resume_automatic
from rapport.conversations.actions.by_rule import mail_by_rule, note_by_rule
from rapport.conversations.actions.close import close, reopen, wait
from rapport.conversations.actions.customer import count_again, give_all, lock_all_of, set_customer
from rapport.conversations.actions.erase import ERASED, TOO_OLD, blobs_still_held, erase_words
from rapport.conversations.actions.errors import ConversationError, SomethingNewer
from rapport.conversations.actions.follow import follow, unfollow
from rapport.conversations.actions.hold import accept, split
from rapport.conversations.actions.inboxes import add_inbox, give_inboxes, quote_history, set_giving
from rapport.conversations.actions.lock import lock_identity, lock_idle, locked, locked_alone, locked_exactly
from rapport.conversations.actions.move import give_to_team, move
from rapport.conversations.actions.participants import add_participant, remove_participant
from rapport.conversations.actions.reach_out import reach_out, was_reached
from rapport.conversations.actions.receive import receive
from rapport.conversations.actions.reply import (
    acknowledge,
    automatic,
    check_reply,
    customer_was_answered,
    keep_open,
    note,
    reply,
)
from rapport.conversations.actions.snooze import forget_snooze, snooze, wake
from rapport.conversations.actions.sort import (
    ask_skill,
    name_status,
    rename_tag,
    set_fields,
    set_priority,
    set_tags,
    set_type,
)
from rapport.conversations.actions.state import difference, put_back, state_of
from rapport.conversations.actions.tally import fold_tally
from rapport.conversations.actions.turns import choose, lock_giving, note_turn

__all__ = [
    "ERASED",
    "TOO_OLD",
    "ConversationError",
    "SomethingNewer",
    "accept",
    "acknowledge",
    "add_inbox",
    "add_participant",
    "answer_asks",
    "ask",
    "ask_skill",
    "assign",
    "automatic",
    "blobs_still_held",
    "check_reply",
    "choose",
    "close",
    "count_again",
    "customer_was_answered",
    "difference",
    "erase_words",
    "fold_tally",
    "follow",
    "forget_snooze",
    "give_all",
    "give_inboxes",
    "give_to_team",
    "keep_open",
    "lock_all_of",
    "lock_giving",
    "lock_identity",
    "lock_idle",
    "locked",
    "locked_alone",
    "locked_exactly",
    "mail_by_rule",
    "move",
    "name_status",
    "note",
    "note_by_rule",
    "note_turn",
    "pause_automatic",
    "put_back",
    "quote_history",
    "reach_out",
    "receive",
    "remove_participant",
    "rename_tag",
    "reopen",
    "reply",
    "resume_automatic",
    "set_customer",
    "set_fields",
    "set_giving",
    "set_priority",
    "set_tags",
    "set_type",
    "snooze",
    "split",
    "state_of",
    "stop_asking",
    "unfollow",
    "wait",
    "wake",
    "was_reached",
]
