"""The Validation page: a sample drawn, labelled by eye, and what the map is worth by it."""
