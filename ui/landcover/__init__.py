"""The Land cover page's parts: the flow of its five steps, what each one runs, its forms, its tables.

``flow`` and ``recipes`` hold the state and know no widget; ``runner`` runs; the rest is shown.
"""
