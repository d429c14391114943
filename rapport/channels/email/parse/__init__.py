"""Read a mail: raw bytes in, an `Inbound` out, whatever the bytes are."""

from rapport.channels.email.parse.as_json import to_json_dict
from rapport.channels.email.parse.inbound import Address, Attachment, AutoHeaders, Bounce, Inbound, Kind, Nature
from rapport.channels.email.parse.invites import Invite
from rapport.channels.email.parse.reader import parse

__all__ = [
    "Address",
    "Attachment",
    "AutoHeaders",
    "Bounce",
    "Inbound",
    "Invite",
    "Kind",
    "Nature",
    "parse",
    "to_json_dict",
]
