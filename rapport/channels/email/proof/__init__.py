"""Whether a mail comes from the domain in its From line: what our own server says, else what its signatures prove."""
