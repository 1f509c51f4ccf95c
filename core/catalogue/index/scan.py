"""scan_folders: what lies below folders, into the index. Only what changed is read again."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from pathlib import Path

from ... import __version__
from ...engine.outputs import translate_write_fault
from ...engine.progress import Part, Progress, SilentProgress, check
from ...errors import BocageError, Cancelled
from . import failures, local, places
from .clear_pass import make_grids
from .failures import OTHER, Failure
from .index import Index
from .report import ScanReport
from .walk import ARCHIVE, FILE, Candidate, Walk, walk

LOG = logging.getLogger("bocage")
#: Products a transaction, or the seconds after which what was read is written.
_BATCH, _BATCH_S = 64, 2.0
#: Shares of the bar: walking, then reading; the rest is for the grids, where they are asked for.
_WALKED, _READ = 0.05, 0.4


def scan_folders(index_path: str | os.PathLike[str], folders: Sequence[str], progress: Progress | None = None,
                 full: bool = False, clear: bool = False) -> ScanReport:
    """Indexes the products below ``folders``, or below those indexed before where none is named.

    ``full`` reads again what has not changed too, and starts a new file where the old one is damaged; ``clear`` also
    makes the grids of clear share, which takes pixels. Raises BocageError, and Cancelled: what was read by then stays.
    """
    watched = progress or SilentProgress()
    with _opened(index_path, full, watched) as index:
        roots = list(dict.fromkeys(os.path.abspath(folder) for folder in folders)) or index.folders()
        if not roots:
            raise BocageError("index_no_folder")
        scan = _Scan(index, watched, full)
        scan.run(roots, _READ if clear else 1.0)
        if clear:
            scan.report.grids = make_grids(index, roots, Part(watched, _READ, 1.0))
        report = scan.report
        watched.report(1.0)
        watched.info("index_done", found=report.found, added=report.added, updated=report.updated,
                     moved=report.moved, missing=report.missing, failed=report.failed)
        return report


def _opened(path: str | os.PathLike[str], full: bool, progress: Progress) -> Index:
    try:
        return Index(path)
    except BocageError as error:
        if error.code != "index_damaged" or not full:
            raise
    aside = f"{os.fspath(path)}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    try:
        os.replace(path, aside)
        for ending in ("-wal", "-shm", "-journal"):
            Path(os.fspath(path) + ending).unlink(missing_ok=True)
    except OSError as error:
        # Windows, while QGIS shows it.
        raise translate_write_fault(path, error) from error
    progress.warn("index_set_aside", file=aside)
    return Index(path)


class _Scan:
    """One run over several folders."""

    def __init__(self, index: Index, progress: Progress, full: bool) -> None:
        self._index, self._progress, self._full = index, progress, full
        self.report = ScanReport()
        self._seen: set[str] = set()
        #: Products met, so that copies count once.
        self._products: set[int] = set()
        self._waiting: list[tuple[Candidate, str, list[local.Found] | Failure]] = []
        self._written = time.monotonic()

    def run(self, roots: list[str], share: float) -> None:
        """Walks, reads, then looks for what is gone."""
        met: list[Candidate] = []
        looked = Walk()
        present = []
        for root in roots:
            if not os.path.exists(root):
                self.report.absent.append(root)
                self._progress.warn("index_folder_absent", folder=root)
                continue
            present.append(root)
            met += self._candidates(root, looked)
        # Folders inside one another are asked for by those who add them one by one.
        unique = {candidate.path: candidate for candidate in met}
        part = Part(self._progress, _WALKED * share, share)
        for number, candidate in enumerate(unique.values()):
            check(self._progress)
            part.report(number / len(unique), "step_indexing")
            self._take(candidate)
        self._write()
        self._tell(looked)
        self._gone(roots, looked)
        with self._index.store.writing() as connection:
            for root in present:
                connection.execute("INSERT INTO folders (path, scanned) "
                                   "VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) "
                                   "ON CONFLICT (path) DO UPDATE SET scanned = excluded.scanned", (root,))
        self.report.found = len(self._products)
        with self._index.store.deadline(self._index.deadline_s):
            listed = failures.read(self._index.store.connection, True)
        under = [failure for failure in listed if any(places.is_under(failure.path, root) for root in roots)]
        self.report.failures = [failure for failure in under if failure.kind != OTHER]
        self.report.others = sum(int(failure.fields.get("count", 0)) for failure in under if failure.kind == OTHER)

    def _candidates(self, root: str, looked: Walk) -> list[Candidate]:
        if os.path.isfile(root):
            kind = ARCHIVE if root.lower().endswith(".zip") else FILE
            return [Candidate(root, kind, (root,))]

        def step() -> None:
            check(self._progress)
            self._progress.report(0.0, "step_walking")

        return list(walk(root, looked, step))

    def _take(self, candidate: Candidate) -> None:
        if not local.is_text(candidate.path):
            name = local.shown(candidate.path)
            self._seen.add(name)
            self._waiting.append((candidate, "", local.told(name, failures.DAMAGED, "index_name", file=name)))
            return
        self._seen.add(candidate.path)
        stamp = local.stamp(candidate)
        if not self._full and self._unchanged(candidate.path, stamp):
            return
        result: list[local.Found] | Failure
        try:
            result = local.read(candidate)
        except BocageError as error:
            result = local.refused(candidate, error)
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001 - a reader that trips over one product must not end the scan
            LOG.warning("Reading %s", candidate.path, exc_info=True)
            result = local.told(candidate.path, failures.DAMAGED, "index_reader_fault", file=candidate.path,
                                fault=f"{type(error).__name__}: {error}".splitlines()[0])
        self._waiting.append((candidate, stamp, result))
        if len(self._waiting) >= _BATCH or time.monotonic() - self._written > _BATCH_S:
            self._write()

    def _unchanged(self, path: str, stamp: str) -> bool:
        """True where it is known as it is: read well, or refused by this version already."""
        connection = self._index.store.connection
        with self._index.store.faults():
            known = connection.execute("SELECT l.product, l.stamp, p.state FROM places l JOIN products p "
                                       "ON p.fid = l.product WHERE l.path = ?", (path,)).fetchall()
            refused = connection.execute("SELECT stamp, version FROM failures WHERE path = ?", (path,)).fetchone()
        if known and all(old == stamp and state == "present" for _, old, state in known):
            for product, _, _ in known:
                self.report.copies += product in self._products
                self._products.add(product)
            return True
        return refused == (stamp, __version__) and not known

    def _write(self) -> None:
        """What was read, in one short transaction."""
        waiting, self._waiting, self._written = self._waiting, [], time.monotonic()
        if not waiting:
            return
        with self._index.store.writing() as connection:
            for candidate, stamp, result in waiting:
                if isinstance(result, Failure):
                    failures.write(connection, result, stamp, __version__)
                else:
                    places.store(connection, candidate.path, stamp, result, self._products, self.report)
            places.touch(connection)

    def _tell(self, looked: Walk) -> None:
        """Folders that could not be listed, and files that are nothing to this index."""
        told = [local.told(folder, failures.DAMAGED, "index_folder_unreadable", file=folder, fault=fault)
                for folder, fault in looked.unreadable.items()]
        for folder, names in looked.others.items():
            kinds = sorted({os.path.splitext(name)[1].lower() or name for name in names})
            told.append(local.told(folder, OTHER, "index_other_files", count=len(names),
                                   kinds=local.listed(kinds, 6)))
        told = [failure for failure in told if failure.path not in self._seen]
        for start in range(0, len(told), 500):
            check(self._progress)
            with self._index.store.writing() as connection:
                for failure in told[start:start + 500]:
                    failures.write(connection, failure, "", __version__)
        self._seen.update(failure.path for failure in told)

    def _gone(self, roots: list[str], looked: Walk) -> None:
        """Places and failures below the folders scanned that were not met again."""
        blind = list(looked.unreadable)
        with self._index.store.faults():
            connection = self._index.store.connection
            known = [row[0] for row in connection.execute("SELECT DISTINCT path FROM places")]
            refused = [row[0] for row in connection.execute("SELECT path FROM failures")]

        def lost(path: str) -> bool:
            return (path not in self._seen and any(places.is_under(path, root) for root in roots)
                    and not any(places.is_under(path, folder) for folder in blind))

        check(self._progress)
        with self._index.store.writing() as connection:
            for path in filter(lost, known):
                self.report.missing += places.lose(connection, path)
            connection.executemany("DELETE FROM failures WHERE path = ?", [(path,) for path in refused if lost(path)])
