"""The window: the dock and its pages, plots, map tools. Work is done by algorithms run in the background."""
