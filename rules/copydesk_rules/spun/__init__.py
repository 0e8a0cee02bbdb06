"""Rules for text that a machine reworded."""
