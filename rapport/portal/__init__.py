"""The customers' door: pages that need no account."""
