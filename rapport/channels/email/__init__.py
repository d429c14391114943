"""The mail channel: reading what comes in, sending what goes out."""
