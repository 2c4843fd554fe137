"""One file per dataset of the graph; the checks that guard them are in `checks.py`."""
