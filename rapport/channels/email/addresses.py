"""Addresses and Message-IDs that only this installation can make. They, and nothing else, thread a mail.

A reply address is `t.<token>@<reply domain>`, or `<inbox>+t.<token>@<domain>` for an inbox without a reply domain.
The token is the conversation's id and a 128-bit keyed hash of it, in base32, so it survives a change of case.
An agent's answer to a mail about an alert goes to `a.<token>@…`: the alert, the user, and a keyed hash of both.
A Message-ID is `<random.hash@domain>`; its hash shows that we made it, before any row is looked up.
"""

import re
import secrets
import uuid

from rapport.platform import signing

_TOKEN = re.compile(r"(?:^|\+)t\.([a-z2-7]{39})$")
_BOUNCE = re.compile(r"(?:^|\+)b\.([a-z2-7]{26})$")
_AGENT = re.compile(r"(?:^|\+)a\.([a-z2-7]{40})$")
_MESSAGE_ID = re.compile(r"<([0-9a-f]{24})\.([0-9a-f]{32})@[^>]*>", re.IGNORECASE)
_ID_BYTES = 8
_ALERT_BYTES, _USER_BYTES = 5, 4


def reply_token(conversation_id: int) -> str:
    """39 base32 characters that name one conversation and cannot be guessed."""
    name = conversation_id.to_bytes(_ID_BYTES, "big")
    return signing.base32(name + signing.mac("reply-address", name))


def conversation_of_token(token: str) -> int | None:
    """The conversation's id behind a token; None when we did not make it."""
    data = signing.from_base32(token)
    if data is None or len(data) != _ID_BYTES + 16:
        return None
    name, given = data[:_ID_BYTES], data[_ID_BYTES:]
    return int.from_bytes(name, "big") if signing.same(given, signing.mac("reply-address", name)) else None


def reply_address(conversation_id: int, *, inbox_address: str, reply_domain: str) -> str:
    """Where the customer's answer shall go."""
    return _tagged(f"t.{reply_token(conversation_id)}", inbox_address, reply_domain)


def conversation_of_address(address: str) -> int | None:
    """The conversation that a reply address of ours belongs to; None for every other address."""
    found = _TOKEN.search(_local_part(address))
    return conversation_of_token(found.group(1)) if found else None


def looks_like_reply_address(address: str) -> bool:
    """Whether this has the form of a reply address, be its token ours or not."""
    return _TOKEN.search(_local_part(address)) is not None


def agent_address(alert_id: int, user_id: int, *, inbox_address: str, reply_domain: str) -> str:
    """Where one user may answer what one alert is about."""
    name = alert_id.to_bytes(_ALERT_BYTES, "big") + user_id.to_bytes(_USER_BYTES, "big")
    return _tagged(f"a.{signing.base32(name + signing.mac('agent-address', name))}", inbox_address, reply_domain)


def alert_and_user_of_address(address: str) -> tuple[int, int] | None:
    """The ids that an agent's answer address of ours stands for; None for every other address."""
    found = _AGENT.search(_local_part(address))
    data = signing.from_base32(found.group(1)) if found else None
    if data is None or len(data) != _ALERT_BYTES + _USER_BYTES + 16:
        return None
    name, given = data[: _ALERT_BYTES + _USER_BYTES], data[_ALERT_BYTES + _USER_BYTES :]
    if not signing.same(given, signing.mac("agent-address", name)):
        return None
    return int.from_bytes(name[:_ALERT_BYTES], "big"), int.from_bytes(name[_ALERT_BYTES:], "big")


def looks_like_agent_address(address: str) -> bool:
    """Whether this has the form of an agent's answer address, be its token ours or not."""
    return _AGENT.search(_local_part(address)) is not None


def is_signed_address(address: str) -> bool:
    """Whether a mail to it would count as somebody's word in a conversation."""
    return conversation_of_address(address) is not None or alert_and_user_of_address(address) is not None


def bounce_address(key: uuid.UUID, *, inbox_address: str, reply_domain: str) -> str:
    """The envelope sender of one mail to one recipient, so that a delivery report names both."""
    return _tagged(f"b.{signing.base32(key.bytes)}", inbox_address, reply_domain)


def bounce_key_of_address(address: str) -> uuid.UUID | None:
    """The `bounce_key` of the outbound mail that an envelope sender of ours belongs to."""
    found = _BOUNCE.search(_local_part(address))
    data = signing.from_base32(found.group(1)) if found else None
    return uuid.UUID(bytes=data) if data and len(data) == 16 else None


def new_message_id(domain: str) -> str:
    """A Message-ID for life."""
    name = secrets.token_hex(12)
    return f"<{name}.{signing.mac('message-id', name).hex()}@{domain}>"


def is_our_message_id(message_id: str) -> bool:
    """Whether this installation made the Message-ID, whatever domain it carries now."""
    found = _MESSAGE_ID.search(message_id)
    if not found:
        return False
    name, given = found.group(1).lower(), found.group(2).lower()
    return signing.same(given, signing.mac("message-id", name).hex())


def _local_part(address: str) -> str:
    return address.strip().lower().rpartition("@")[0]


def _tagged(tag: str, inbox_address: str, reply_domain: str) -> str:
    if reply_domain:
        return f"{tag}@{reply_domain}"
    local, _, domain = inbox_address.rpartition("@")
    return f"{local}+{tag}@{domain}"
