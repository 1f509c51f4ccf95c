"""What goes on in the background, once it lasts: its name, a bar, a button to stop it."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from ..bridge.language import tr
from .parts import ShortLabel, once
from .tasks import Job

#: Shorter work shows nothing: a bar that flashes tells nobody anything.
PATIENCE_MS = 500


class JobBar(QWidget):
    """A line a job, gone with it."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show it once it has lasted."""
        timer = once(self, lambda: self._show(job), PATIENCE_MS)
        job.ended.connect(timer.stop)
        job.ended.connect(timer.deleteLater)
        timer.start()

    def _show(self, job: Job) -> None:
        if job.over:
            return
        line = JobLine(job, self)
        self._lines.addWidget(line)
        self.show()
        job.ended.connect(lambda: self._drop(line))

    def _drop(self, line: QWidget) -> None:
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(self._lines.count() > 0)


class JobLine(QWidget):
    """One job."""

    def __init__(self, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self.words, self.bar = ShortLabel(job.title, self), QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(job.title)
        self.bar.setMaximumHeight(self.fontMetrics().height() + 2)
        self.stop = QToolButton(self)
        self.stop.setText(tr("Cancel"))
        self.stop.setToolTip(tr("Stop: {title}").format(title=job.title))
        self.stop.clicked.connect(lambda *_: job.cancel())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        job.progressed.connect(self._move)

    def _move(self, share: float, step: str) -> None:
        if share < 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 100)
            self.bar.setValue(int(100 * share))
        if step:
            self.words.setText(step)
