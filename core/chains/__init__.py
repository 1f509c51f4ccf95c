"""The room that composes its siblings: products, atmosphere and masks into a run from end to end."""
