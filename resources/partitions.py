"""The sources, as Dagster partitions: one per file, added as files arrive, never deleted."""

from __future__ import annotations

import dagster as dg

SOURCES = dg.DynamicPartitionsDefinition(name="sources")
