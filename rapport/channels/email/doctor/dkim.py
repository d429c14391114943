"""Whether receivers find the public half of the key we sign with (RFC 6376)."""

from rapport.channels.email.dkim import record_of
from rapport.channels.email.doctor.names import Names
from rapport.channels.email.models import DkimKey
from rapport.platform.health import Finding, fault, hint, ok


def look(names: Names, domain: str, key: DkimKey | None) -> Finding:
    """Raises Unanswered."""
    if key is None:
        words = f"Mail in the name of {domain} is not signed by Rapport (DKIM)."
        return hint("dkim-unsigned", words, f"Unless the mail server signs: rapport dkim add {domain}")
    wanted = record_of(key)
    name, line = wanted.name, f"{wanted.name}. TXT {wanted.strings}"
    records = [text for text in names.texts(name) if "p=" in text]
    if not records:
        return fault("dkim-missing", f"There is no DKIM record at {name}.", "Add it.", line)
    if len(records) > 1:
        words = f"There are {len(records)} DKIM records at {name}; receivers may take the wrong one."
        return fault("dkim-twice", words, "Keep only this one.", line)
    return _of_one(name, records[0], key, line)


def _of_one(name: str, record: str, key: DkimKey, line: str) -> Finding:
    tags = {tag.strip(): _bare(value) for tag, _, value in (part.partition("=") for part in record.split(";"))}
    if not tags.get("p"):
        words = f"The DKIM record at {name} says that the key is withdrawn (p= is empty)."
        return fault("dkim-revoked", words, "Put the key back.", line)
    if tags["p"] != _bare(key.public_key):
        words = f"The DKIM record at {name} holds another key than the one we sign with."
        return fault("dkim-other-key", words, "Change it to this.", line)
    if "y" in tags.get("t", "").split(":"):
        words = f"The DKIM record at {name} says that it is only a trial (t=y)."
        return hint("dkim-testing", words, "Take t=y out.", line)
    return ok("dkim", f"The DKIM record at {name} holds our key.")


def _bare(text: str) -> str:
    return "".join(text.split())
