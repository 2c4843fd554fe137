"""The furnace: finds what is stale, has it computed, proves it, and publishes it.

It knows neither Dagster nor DVC: `resources/` tells those what was published.
"""
