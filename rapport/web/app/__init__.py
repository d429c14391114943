"""Rapport as an app on a phone or desktop: what it is called, how it looks, and what is there without a network."""
