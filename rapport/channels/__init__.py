"""The ways in and out of the desk: one package per kind of channel."""
