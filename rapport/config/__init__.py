"""Settings, addresses and commands: what holds the house together."""
