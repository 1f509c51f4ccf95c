"""STAC search: a small JSON client over an injected transport, with a deadline on all of it.

``search`` gives records page by page as they come. Quirks of providers are data (``core/data/providers.json``).
"""

from .search import SearchReport, search

__all__ = ["SearchReport", "search"]
