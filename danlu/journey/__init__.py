"""Journeys: where a row came from, and where a record went or what stopped it. Data, not text."""

from danlu.journey.trace import trace
from danlu.journey.whynot import whynot_record, whynot_source

__all__ = ["trace", "whynot_record", "whynot_source"]
