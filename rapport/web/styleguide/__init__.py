"""The living page of all components: only while developing."""
