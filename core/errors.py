"""The one family of errors: a code and its fields, worded for the analyst by ``core.messages``."""

from __future__ import annotations

from typing import Any


class BocageError(Exception):
    """Something the analyst can act on.

    ``code`` names the sentence in ``core/messages``; ``fields`` fill it (``file``, ``fault``...).
    ``str(error)`` is the English sentence; ``core.messages.sentence`` gives other languages.
    """

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        from .messages import sentence

        return sentence(self.code, "en", **self.fields)


class Cancelled(Exception):
    """The user stopped the work. Not an error: outputs are removed and nothing is reported."""
