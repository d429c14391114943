"""The `rapport` command. Modules here import Django only inside the commands that need it, so that help is quick."""
