"""One module a tool, run by the Python that has the tool: `PYTHON -m benchmarks.dedup_peers.tools.NAME ...`.

They need the standard library and the tool, and are given a file of rows (JSON Lines with `id` and `text`),
an empty folder, a setting by name, and how many processor seconds they may take.
"""
