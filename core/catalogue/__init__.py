"""What exists, here and on servers: the index, STAC search, the download queue.

It reads metadata and knows nothing of the science; the nouns stand in ``model``, the wire in ``transport``.
Nothing in this room waits without a deadline.
"""
