"""Files for trainers, what the trainer must be told about them, and their card."""
