"""A reply that began with a saved one is sent: the saved reply's actions happen to the conversation."""

from datetime import datetime
from typing import Any

from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Message
from rapport.flows.act import REFUSALS, events_of, tell_who_got_it
from rapport.flows.deeds import Deed, Hand, Verb, doer
from rapport.flows.happened import happened
from rapport.knowledge import actions as knowledge
from rapport.knowledge import queries
from rapport.knowledge.rules import DONE, ME, known_actions
from rapport.team.models import User


def use_saved_reply(
    conversation: Conversation,
    message: Message,
    saved_reply: int,
    *,
    author: User,
    at: datetime,
    with_status: bool = True,
) -> None:
    """The caller holds the lock and places afterwards. What cannot be done is left undone: the reply goes out.

    `with_status`: not where the author chose a status with the button of sending.
    """
    if queries.one_of(author, saved_reply) is None:
        return
    found = knowledge.used(saved_reply, message, at=at)
    before = conversations.state_of(conversation)
    for action in known_actions(found.actions) if found else []:
        if action["do"] != "status" or with_status:
            _do(action["do"], action["value"], conversation, Hand(author, at))
    was, now = conversations.difference(before, conversations.state_of(conversation))
    for event in events_of(was, now):
        happened(event, conversation, at=at)
    if "assignee_id" in now:
        tell_who_got_it([conversation], author, at)


def _do(what: str, value: Any, conversation: Conversation, by: Hand) -> None:
    try:
        if what == "status" and value != DONE:
            conversations.keep_open(conversation, at=by.at)
        else:
            doer(_deed(what, value, by.actor), by)(conversation)
    except REFUSALS:
        return


def _deed(what: str, value: Any, author: User) -> Deed:
    verb = {"status": Verb.CLOSE, "tags": Verb.TAG, "assign": Verb.ASSIGN, "priority": Verb.PRIORITY}[what]
    return Deed(verb, author.pk if value == ME else value)
