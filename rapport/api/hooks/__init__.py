"""Where mail providers bring mail."""
