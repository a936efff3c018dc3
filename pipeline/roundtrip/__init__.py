"""The officers' lists on their way out and back: what a list showed, what came back, and whose each row is."""
