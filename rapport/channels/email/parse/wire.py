"""An `Inbound` as bytes and back: JSON, then the attachments as they are. No pickle: the child is not trusted."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from rapport.channels.email.parse.inbound import Address, Attachment, AutoHeaders, Bounce, Inbound
from rapport.channels.email.parse.invites import Invite

_LENGTH = struct.Struct(">Q")
HEAD = _LENGTH.size


def frame(payload: bytes) -> bytes:
    """The payload behind its length."""
    return _LENGTH.pack(len(payload)) + payload


def length_of(head: bytes | bytearray | memoryview) -> int:
    return int(_LENGTH.unpack(head[:HEAD])[0])


def pack(inbound: Inbound) -> bytes:
    """One payload that holds the whole mail."""
    facts = {item.name: getattr(inbound, item.name) for item in fields(inbound)}
    facts |= {
        "from_": _pair(inbound.from_),
        **{name: [_pair(address) for address in facts[name]] for name in ("reply_to", "to", "cc")},
        "date": inbound.date.isoformat() if inbound.date else None,
        "headers_auto": asdict(inbound.headers_auto),
        "bounce": asdict(inbound.bounce) if inbound.bounce else None,
        "invite": asdict(inbound.invite) if inbound.invite else None,
        "forwarded_from": _pair(inbound.forwarded_from) if inbound.forwarded_from else None,
        "attachments": [_facts(attachment) for attachment in inbound.attachments],
    }
    return b"".join([frame(json.dumps(facts).encode("ascii")), *(item.data for item in inbound.attachments)])


def pack_failure(reason: str) -> bytes:
    return frame(json.dumps({"failure": reason}).encode("ascii"))


def unpack(payload: bytes | bytearray) -> Inbound | str:
    """The mail, or the reason why the child could not read it. Raises ValueError on anything else."""
    if len(payload) < HEAD:
        raise ValueError("the answer is too short")
    size = length_of(payload)
    facts: dict[str, Any] = json.loads(payload[HEAD : HEAD + size])
    try:
        if "failure" in facts:
            return str(facts["failure"])
        return _inbound(facts, memoryview(payload)[HEAD + size :])
    except (KeyError, TypeError) as error:
        raise ValueError(f"the answer lacks {error}") from error


def _inbound(facts: dict[str, Any], data: memoryview) -> Inbound:
    position, attachments = 0, []
    for item in facts.pop("attachments"):
        end = position + item["size"]
        attachments.append(Attachment(**item, data=bytes(data[position:end])))
        position = end
    for name in ("reply_to", "to", "cc"):
        facts[name] = [Address(*pair) for pair in facts[name]]
    facts["from_"] = Address(*facts["from_"])
    facts["date"] = datetime.fromisoformat(facts["date"]) if facts["date"] else None
    facts["headers_auto"] = AutoHeaders(**facts["headers_auto"])
    facts["bounce"] = Bounce(**facts["bounce"]) if facts["bounce"] else None
    facts["invite"] = Invite(**facts["invite"]) if facts["invite"] else None
    facts["forwarded_from"] = Address(*facts["forwarded_from"]) if facts["forwarded_from"] else None
    return Inbound(**facts, attachments=attachments)


def _pair(address: Address) -> tuple[str, str]:
    return address.name, address.address


def _facts(attachment: Attachment) -> dict[str, Any]:
    return {item.name: getattr(attachment, item.name) for item in fields(attachment) if item.name != "data"}
