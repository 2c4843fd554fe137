"""What danlu costs, measured: `python -m benchmarks` works in a copy and touches nothing of the user's."""
