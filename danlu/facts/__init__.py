"""What is told of published datasets, counted from their files alone. No stage imports this."""
