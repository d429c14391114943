"""Pure readers of text: what a mail says, without the desk around it."""
