"""The mail as JSON: the shape of `rapport mail parse --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rapport.channels.email.parse.inbound import Address, Attachment, Inbound


def to_json_dict(inbound: Inbound) -> dict[str, Any]:
    return {
        "from": _address(inbound.from_),
        "to": [_address(address) for address in inbound.to],
        "cc": [_address(address) for address in inbound.cc],
        "subject": inbound.subject,
        "date": inbound.date.isoformat() if inbound.date else None,
        "message_id": inbound.message_id,
        "in_reply_to": inbound.in_reply_to,
        "references": inbound.references,
        "text": inbound.text,
        "reply_text": inbound.reply_text,
        "html": inbound.html,
        "attachments": [_attachment(attachment) for attachment in inbound.attachments],
        "kind": inbound.kind,
        "unreadable": inbound.unreadable,
        "nature": inbound.nature,
        "invite": asdict(inbound.invite) if inbound.invite else None,
        "forwarded_from": _address(inbound.forwarded_from) if inbound.forwarded_from else None,
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }
