"""Work on the blocks of one image as plain data: which function, what it is told, which windows.

Threads of this process run a plan now (``ThreadBlocks``). Its text is all that a worker elsewhere needs, beside the
files: ``core.chains.workers`` runs one block of it there, and hands its pixels over through a file, so that no array
crosses a scheduler.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ... import __version__
from ...engine.grid import Window
from ...engine.jobs import thread_count
from ...engine.progress import Progress
from ...errors import BocageError
from .lanes import Closing, in_lanes

Settings = TypeVar("Settings")
Result = TypeVar("Result")
Made = TypeVar("Made", covariant=True)


class BlockWorker(Closing, Protocol[Made]):
    """What computes the blocks of a plan, with files of its own."""

    def block(self, window: Window) -> Made:
        """What one window holds."""
        ...


@dataclass(frozen=True)
class BlockPlan:
    """``function`` is a name of ``core.chains.workers``; ``arguments`` are plain data; windows in the order written."""

    function: str
    arguments: Mapping[str, Any]
    windows: tuple[Window, ...]

    def text(self) -> str:
        """As JSON. Raises TypeError where an argument is not plain data."""
        return json.dumps({"bocage": __version__, "function": self.function, "arguments": dict(self.arguments),
                           "windows": self.windows})


def read_plan(text: str) -> BlockPlan:
    """The plan of a text. Raises BocageError for one of another version: its blocks would not fit those beside."""
    told = json.loads(text)
    if told["bocage"] != __version__:
        raise BocageError("plan_other_version", theirs=str(told["bocage"]), ours=__version__)
    return BlockPlan(str(told["function"]), told["arguments"], tuple((w[0], w[1], w[2], w[3]) for w in told["windows"]))


def restored(kind: Callable[..., Settings], told: Mapping[str, Any]) -> Settings:
    """Settings of their JSON: its lists were tuples."""
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in told.items()})


class BlockExecutor(Protocol):
    """Runs plans."""

    def run(self, plan: BlockPlan, opened: Callable[[], BlockWorker[Result]], take: Callable[[Window, Result], None],
            progress: Progress, release: Callable[[Result], None] | None = None) -> None:
        """``take`` of each window and its result, in the plan's order, in this thread.

        ``opened`` makes a worker of this process, which an executor may do without; ``release`` is told of results
        of such workers once they are taken. A fault stops all and is raised here, so is Cancelled.
        """
        ...


class ThreadBlocks:
    """Threads of this process, each with its own worker; 0 means as many as the machine has cores, at most 8."""

    def __init__(self, threads: int) -> None:
        self.threads = thread_count(threads)

    def run(self, plan: BlockPlan, opened: Callable[[], BlockWorker[Result]], take: Callable[[Window, Result], None],
            progress: Progress, release: Callable[[Result], None] | None = None) -> None:
        """As ``BlockExecutor`` says."""
        def taken(window: Window, result: Result) -> None:
            take(window, result)
            if release is not None:
                release(result)

        windows: Sequence[Window] = plan.windows
        in_lanes(windows, opened, lambda worker, window: worker.block(window), taken, self.threads, progress)
