"""How long a test waits for what must come, in seconds. Two busy cores need it; what has come is never waited for."""

PATIENCE = 180.0
