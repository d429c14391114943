"""The contact form: what a page of ours sends in place of a mail."""
