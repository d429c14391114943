"""The audit log: rare and weighty actions in a chain of hashes that shows when somebody tampered with it."""
