"""Writes of the e-mail channel: mail that came in, mailboxes, and mail on its way out."""

from rapport.channels.email.actions.accounts import AccountError, add_account
from rapport.channels.email.actions.again import AgainError, send_again, send_elsewhere, settle
from rapport.channels.email.actions.automatic import keep_back, switch_automatic_mail
from rapport.channels.email.actions.bounces import mark_bounced
from rapport.channels.email.actions.erase import (
    ON_ITS_WAY,
    empty_mails,
    empty_stray_mails,
    erase_mails,
    is_on_its_way,
)
from rapport.channels.email.actions.keys import KeyProblem, add_key, remove_key
from rapport.channels.email.actions.notices import queue_notices
from rapport.channels.email.actions.outbox import (
    queue_acknowledgement,
    queue_campaign,
    queue_digest,
    queue_link,
    queue_reply,
    queue_survey,
    queue_trial,
)
from rapport.channels.email.actions.raw import Arrival, became, postpone, read_again, smtp_key, store
from rapport.channels.email.actions.servers import (
    ServerError,
    add_server,
    note_failing,
    note_working,
    remove_server,
    try_server,
)

__all__ = [
    "ON_ITS_WAY",
    "AccountError",
    "AgainError",
    "Arrival",
    "KeyProblem",
    "ServerError",
    "add_account",
    "add_key",
    "add_server",
    "became",
    "empty_mails",
    "empty_stray_mails",
    "erase_mails",
    "is_on_its_way",
    "keep_back",
    "mark_bounced",
    "note_failing",
    "note_working",
    "postpone",
    "queue_acknowledgement",
    "queue_campaign",
    "queue_digest",
    "queue_link",
    "queue_notices",
    "queue_reply",
    "queue_survey",
    "queue_trial",
    "read_again",
    "remove_key",
    "remove_server",
    "send_again",
    "send_elsewhere",
    "settle",
    "smtp_key",
    "store",
    "switch_automatic_mail",
    "try_server",
]
