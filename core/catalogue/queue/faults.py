"""How a try may end otherwise than with its file."""

from __future__ import annotations

from ...errors import BocageError


class Retry(Exception):
    """Another try may do. ``unwell``: the server itself is at fault; ``wait_s``: what it asks for."""

    def __init__(self, error: BocageError, unwell: bool = False, wait_s: float | None = None) -> None:
        super().__init__(error.code)
        self.error, self.unwell, self.wait_s = error, unwell, wait_s


class End(Exception):
    """No other try would do: the job ends in ``state``."""

    def __init__(self, state: str, error: BocageError) -> None:
        super().__init__(error.code)
        self.state, self.error = state, error


class Refused(Exception):
    """The server wants to know who asks: credentials are renewed once."""

    def __init__(self, error: BocageError) -> None:
        super().__init__(error.code)
        self.error = error


class Busy(Exception):
    """Another process writes to the part: its lease was thought to be over."""
