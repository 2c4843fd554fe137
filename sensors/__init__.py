"""What sets the furnace going by itself: what is observed, what decides, and when."""
