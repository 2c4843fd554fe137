"""Fetching declared sources: recorded first, read later, never from the network."""
