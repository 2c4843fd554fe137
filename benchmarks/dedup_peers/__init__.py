"""Near duplicates beside other tools, on the same rows and in one run: what each finds, and what it costs."""
