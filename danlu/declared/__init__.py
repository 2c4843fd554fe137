"""Declared sources: what `sources.yaml` says, checked before anything runs."""
