"""Whether mail finds its way to an inbox, and answers to signed addresses find theirs to us."""

from collections.abc import Collection

from rapport.channels.email.doctor.names import Names
from rapport.platform.health import Finding, fault, hint, ok


def look(names: Names, domain: str, here: str) -> Finding:
    """Whether a domain takes mail at all; `here` is our own host name. Raises Unanswered."""
    hosts = names.mail_hosts(domain)
    record = f"{domain}. MX 10 {here}."
    if hosts == [""]:
        words = f"{domain} says that it takes no mail at all (a null MX)."
        return fault("mx-null", words, "Replace it by the server that takes its mail.", record)
    if not hosts:
        return _without(names, domain, record)
    dead = [host for host in hosts if not names.addresses(host)]
    if len(dead) == len(hosts):
        words = f"Mail to {domain} goes to {dead[0]}, and that name has no address."
        return fault("mx-dangling", words, "Give it an address, or name another server.", f"{dead[0]}. A 203.0.113.10")
    if dead:
        return hint("mx-partly", f"Mail to {domain} may go to {dead[0]}, and that name has no address.", "Take it out.")
    return ok("mx", f"Mail to {domain} goes to {hosts[0]}.")


def _without(names: Names, domain: str, record: str) -> Finding:
    if not names.exists(domain):
        return fault("domain-missing", f"The domain {domain} does not exist.", "Check its spelling, or register it.")
    if names.addresses(domain):
        words = f"{domain} has no MX record; mail goes to its web server."
        return hint("mx-implicit", words, "Say where mail goes.", record)
    return fault("mx-missing", f"{domain} has no MX record: nobody can write to it.", "Add one.", record)


def reaches_us(names: Names, domain: str, here: str, fetched_like: str, arrived: bool) -> Finding:
    """Whether mail to a reply domain comes to this machine, or into the mailbox of `fetched_like`, which is fetched
    from its own domain ('' when it is not); `arrived` when some came lately. Raises Unanswered."""
    hosts = names.mail_hosts(domain)
    if arrived:
        return ok("reply-domain", f"Mail to the reply domain {domain} arrives.")
    if fetched_like and set(hosts) == set(names.mail_hosts(fetched_like)):
        return ok("reply-domain", f"Mail to the reply domain {domain} goes where {fetched_like} is fetched from.")
    ours = set(names.addresses(here))
    if here in hosts or ours & _addresses(names, hosts):
        return ok("reply-domain", f"Mail to the reply domain {domain} comes to {here}.")
    words = f"Mail to the reply domain {domain} goes to {', '.join(hosts)} and not to {here}: answers would be lost."
    return fault("reply-elsewhere", words, "Send it here, or have that server pass it on.", f"{domain}. MX 10 {here}.")


def _addresses(names: Names, hosts: Collection[str]) -> set[str]:
    return {address for host in hosts for address in names.addresses(host)}
