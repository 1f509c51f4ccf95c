"""What drives a window from inside: steps with clicks, waits, and a heartbeat that tells what held the window up.

A step is a generator that yields what to wait for: a condition (callable), or milliseconds. ``Drive.at`` says what is
under way, and of what kind: "slot" (ours, at most 50 ms), "plot" or "layer" (at most 200 ms), "work" (an
algorithm that computes beside the window), "told" (another's).
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QFileDialog

#: Milliseconds between beats; between looks at a condition; seconds that a condition may take.
BEAT_MS, LOOK_MS, PATIENCE_S = 5, 20, 90.0
Left = Qt.MouseButton.LeftButton
No = Qt.KeyboardModifier.NoModifier


class Waited:
    """Seconds that the main thread was ready to run and had no processor: Linux tells, elsewhere 0."""

    def __init__(self) -> None:
        try:
            self._file = open(f"/proc/self/task/{os.getpid()}/schedstat", encoding="ascii")
        except OSError:
            self._file = None

    def __call__(self) -> float:
        if self._file is None:
            return 0.0
        self._file.seek(0)
        return int(self._file.read().split()[1]) / 1e9


class Drive:
    """``beats``: (step, kind, gap, CPU of the main thread in it, and how long it waited for a processor), all in ms."""

    def __init__(self, iface) -> None:
        self.iface = iface
        self.beats: list[tuple[str, str, float, float, float]] = []
        self._waited = Waited()
        self.step, self.kind = "start", "told"
        self.found: dict = {}
        self.shared: dict = {}
        self._last = self._now()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def watch(self) -> None:
        """To look for what holds the window up: where the main thread and the others are once a beat is 60 ms late."""
        main, held = threading.main_thread().ident, self.found.setdefault("held", [])

        def look() -> None:
            told = 0.0
            while True:
                time.sleep(0.01)
                last = self._last[0]
                if time.perf_counter() - last > 0.06 and last != told:
                    told = last
                    held.append({"step": self.step, **{
                        "main" if ident == main else str(ident): _places(frame)
                        for ident, frame in sys._current_frames().items() if ident != threading.get_ident()}})

        threading.Thread(target=look, daemon=True).start()

    def _now(self) -> tuple[float, float, float]:
        return time.perf_counter(), time.thread_time(), self._waited()

    def _beat(self) -> None:
        now = self._now()
        self.beats.append((self.step, self.kind, *(1000 * (new - old) for new, old in zip(now, self._last))))
        self._last = now

    def at(self, step: str, kind: str = "slot") -> None:
        """What follows, and how long it may hold the window up."""
        self._beat()
        self.step, self.kind = step, kind

    # -- hands ---------------------------------------------------------------------------------------

    def click(self, widget, place=None, button=Left, modifiers=No) -> None:
        """In its middle, or at a place of it."""
        if widget is None or not widget.isVisible() or not widget.isEnabled():
            raise RuntimeError(f"{self.step}: nothing to click on ({widget})")
        QTest.mouseClick(widget, button, modifiers, place or widget.rect().center())

    def key(self, widget, *keys) -> None:
        """Keys on a widget that has the focus."""
        widget.setFocus()
        for key in keys:
            QTest.keyClick(widget, key)

    def choose(self, box: QComboBox, data) -> None:
        """By the keyboard, as one does: down or up until it is there."""
        box.setFocus()
        target = box.findData(data)
        while box.currentIndex() != target:
            QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < target else Qt.Key.Key_Up)

    def drag(self, widget, start: QPoint, end: QPoint) -> None:
        """Press, move, release."""
        from qgis.PyQt.QtCore import QEvent, QPointF
        from qgis.PyQt.QtGui import QMouseEvent

        QTest.mousePress(widget, Left, No, start)
        for share in (0.3, 0.6, 1.0):
            place = QPointF(start + (end - start) * share)
            QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, place, QPointF(
                widget.mapToGlobal(place.toPoint())), Qt.MouseButton.NoButton, Left, No))
        QTest.mouseRelease(widget, Left, No, end)

    def dialog(self):
        """The file dialog that is open, None for none."""
        return next((one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()),
                    None)

    def answer(self, path: str) -> None:
        """What a person would choose in it."""
        dialog = self.dialog()
        dialog.fileSelected.emit(path)
        dialog.close()

    def shoot(self, path: str) -> None:
        """The window; not counted."""
        step, kind = self.step, self.kind
        self.at("picture", "told")
        self.iface.mainWindow().repaint()
        QApplication.instance().primaryScreen().grabWindow(0).save(path)
        self.at(step, kind)

    # -- run -----------------------------------------------------------------------------------------

    def run(self, steps, end) -> None:
        """One after the other; ``end(fault)`` once they are done or one cannot go on."""
        chain = (wait for step in steps for wait in step(self))

        def advance() -> None:
            try:
                wait = next(chain)
            except StopIteration:
                end(None)
                return
            except Exception as fault:  # noqa: BLE001 - told in the findings
                end(fault)
                return
            if callable(wait):
                look(wait, time.monotonic() + PATIENCE_S)
            else:
                QTimer.singleShot(int(wait), advance)

        def look(condition, until) -> None:
            try:
                done = condition()
            except Exception as fault:  # noqa: BLE001 - told in the findings
                end(fault)
                return
            if done:
                advance()
            elif time.monotonic() > until:
                end(TimeoutError(f"{self.step}: waited {PATIENCE_S:g} s"))
            else:
                QTimer.singleShot(LOOK_MS, lambda: look(condition, until))

        advance()

    def summary(self) -> dict:
        """Of each step: the longest gap, the longest without what other programs took, and the most CPU in one gap."""
        steps: dict[str, dict] = {}
        for step, kind, gap, cpu, waited in self.beats:
            kept = steps.setdefault(step, {"kind": kind, "longest_ms": 0.0, "own_ms": 0.0, "cpu_ms": 0.0, "beats": 0})
            kept["beats"] += 1
            for key, value in (("longest_ms", gap), ("own_ms", gap - waited), ("cpu_ms", cpu)):
                kept[key] = max(kept[key], round(value, 1))
        return steps


def _places(frame) -> list[str]:
    """The innermost calls."""
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_stack(frame)[-6:]]
