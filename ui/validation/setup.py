"""Before labelling: who labels, which round, with which classes, in which order."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from ...bridge import settings
from ...bridge.language import tr
from ...core.validation.labelling import FIRST, ROLES, SECOND, SETTLING
from ..parts import narrow
from .forms import FileRow, StepForm

#: Classes of the map's legend, or of a file; the others are shipped nomenclatures.
LEGEND, FILE = "legend", "file"


def remembered_name() -> str:
    """Of the interpreter: the last one given, else that of the computer's account."""
    return str(settings.value("labeller", "") or QgsApplication.userFullName() or QgsApplication.userLoginName())


class LabelSetup(StepForm):
    """``run_wanted`` starts labelling, ``dialog_wanted`` asks for labels of another file."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Each point is a pixel of the map, to be labelled by eye without seeing what the map says. "
                            "A class is a key; every label goes to the file at once."), tr("Label"), parent)
        self.more.setText(tr("Bring labels in..."))
        self.more.setToolTip(tr("Labels given in another copy of this sample, on another computer: they become those "
                                "of the round chosen, where it has none"))
        self.labeller, self.round, self.classes = QLineEdit(name, self), QComboBox(self), QComboBox(self)
        self.file, self.seed = FileRow(tr("Table of classes"), self), QSpinBox(self)
        for role, words in ((FIRST, tr("First")), (SECOND, tr("Second, without seeing the first's labels")),
                            (SETTLING, tr("Settle what the two differ on"))):
            self.round.addItem(words, role)
        for key, words in ((LEGEND, tr("Those of the map")), ("oso_17", tr("OSO, 17 classes (2016)")),
                           ("oso_23", tr("OSO, 23 classes")), (FILE, tr("A table..."))):
            self.classes.addItem(words, key)
        for box in (self.round, self.classes):
            narrow(box, 14)
        self.seed.setRange(0, 2_147_483_647)
        self.seed.setValue(1)
        self.row(tr("&Interpreter"), self.labeller, tr("Your name: labels say who gave them"))
        self.row(tr("&Round"), self.round, tr("Two people label the same units, each blind to the other; then what "
                                              "they differ on is settled"))
        self.row(tr("&Classes"), self.classes, tr("Their names go to the labels"))
        self.row(tr("&Table"), self.file, tr("CSV of number, name, and if wanted French name and colour (#rrggbb)"))
        self.row(tr("&Order"), self.seed, tr("Seed of the order in which units come: strata do not follow one "
                                             "another, and the order tells nothing"))
        self.classes.currentIndexChanged.connect(lambda *_: self._fit())
        self._fit()

    def _fit(self) -> None:
        self.show_row(self.file, self.classes.currentData() == FILE)

    def role(self) -> str:
        """Which round."""
        return str(self.round.currentData())

    def state(self) -> dict[str, Any]:
        """For the project; the name is the profile's."""
        return {"round": self.role(), "classes": self.classes.currentData(), "table": self.file.path(),
                "seed": self.seed.value()}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was."""
        role = state.get("round")
        self.round.setCurrentIndex(ROLES.index(role) if role in ROLES else 0)
        self.classes.setCurrentIndex(max(0, self.classes.findData(state.get("classes"))))
        self.file.set_path(str(state.get("table", "")))
        self.seed.setValue(int(state.get("seed", 1)))

    def remember(self) -> None:
        """The name, for the next time."""
        settings.remember("labeller", self.labeller.text().strip())
