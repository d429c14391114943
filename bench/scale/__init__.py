"""A million conversations, and what the pages of a desk cost over them: python -m bench.scale."""
