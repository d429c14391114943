"""Looks that cost time or the network: signing in to mailboxes and servers, and what DNS tells others about us."""
