"""The report in the dock: what the HTML says, made of widgets that every QGIS has; the file itself in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ...bridge.language import tr, user_language
from ...core.validation.page import Text, estimator_words
from ..wrapping import WrappingRow
from .charts import ClassChart, MatrixChart, OverallChart
from .forms import faint


class ReportView(QWidget):
    """``show_report`` gets what ``core.validation.describe`` says, as its JSON holds it."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.report: Mapping[str, Any] = {}
        self.empty = QLabel(tr("No report yet: assess the map first, or open one made before."), self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.design, self.warnings, self.findings, self.areas, self.made = (self._words() for _ in range(5))
        self.titles = {key: self._words() for key in ("reading", "classes_title", "areas_title", "matrix_counts")}
        self.overall, self.classes, self.matrix = OverallChart(self), ClassChart(self), MatrixChart(self)
        self.browser = QPushButton(tr("Open in the browser"), self)
        self.browser.setToolTip(tr("The whole report: figures, areas, matrices in counts and shares"))
        self.folder, self.other = QPushButton(tr("Show its folder"), self), QPushButton(tr("Open another..."), self)
        self.browser.clicked.connect(lambda *_: self._open(self.path))
        self.folder.clicked.connect(lambda *_: self._open(str(Path(self.path).parent)))
        self._arrange()
        self.show_nothing()

    def _words(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                      | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        return label

    def _arrange(self) -> None:
        faint(self.made)
        self.warnings.setObjectName("warning")
        self.warnings.setStyleSheet("#warning { background: #fff3cd; color: #3d2f00; border: 1px solid #b58900; "
                                    "border-radius: 3px; padding: 5px; }")
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 8, 2)
        column.setSpacing(7)
        for widget in (self.design, self.overall, self.titles["reading"], self.findings, self.warnings,
                       self.titles["classes_title"], self.classes, self.titles["areas_title"], self.areas,
                       self.titles["matrix_counts"], self.matrix, self.made):
            column.addWidget(widget)
        column.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setWidget(inside)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = WrappingRow()
        for button in (self.browser, self.folder, self.other):
            buttons.add(button, grows=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.scroll, 1)
        whole.addLayout(buttons)

    def show_nothing(self) -> None:
        """Before there is one."""
        self.path, self.report = "", {}
        self.empty.show()
        self.scroll.hide()
        self.browser.setEnabled(False)
        self.folder.setEnabled(False)

    def show_report(self, report: Mapping[str, Any], path: str) -> None:
        """A report and the HTML file that holds all of it. Raises KeyError where it is none."""
        text = Text(user_language())
        self.design.setText(_design(report, text))
        self.findings.setText(_findings(report, text))
        warnings = "".join(f"<li>{text.sentence(one['kind'], one)}</li>" for one in report["warnings"])
        self.warnings.setText(f"<b>{text['warnings']}</b><ul style='margin:2px 0 0 -22px'>{warnings}</ul>")
        self.warnings.setVisible(bool(warnings))
        self.made.setText(escape(text.words["made"].format(bocage=report["bocage"], created=report["created"])))
        areas = _areas(report, text)
        self.areas.setText(areas)
        for widget in (self.areas, self.titles["areas_title"]):
            widget.setVisible(bool(areas))
        for key, label in self.titles.items():
            label.setText(f"<b>{text[key]}</b>")
        for chart in (self.overall, self.classes, self.matrix):
            chart.show_report(report, text)
        overall = report["overall_accuracy"]
        self.overall.setAccessibleName(f"{text.words['overall']}: {text.percent(overall['value'])}")
        self.classes.setAccessibleName("; ".join(
            f"{row['class']}: {text.words['users']} {text.percent(row['users_accuracy']['value'])}, "
            f"{text.words['producers']} {text.percent(row['producers_accuracy']['value'])}"
            for row in report["by_class"]))
        self.matrix.setAccessibleName(text.words["matrix_counts"])
        self.path, self.report = path, report
        self.empty.hide()
        self.scroll.show()
        self.scroll.verticalScrollBar().setValue(0)
        self.browser.setEnabled(bool(path))
        self.folder.setEnabled(bool(path))

    def _open(self, path: str) -> None:
        if path:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def _design(report: Mapping[str, Any], text: Text) -> str:
    """What is assessed, and how: before any figure."""
    colon = " : " if text.language == "fr" else ": "
    ignored = [f"{count} {text[kind]}" for kind, count in report["ignored"].items() if count]
    rows = [("map", escape(Path(report["map"]).name)),
            ("design", "; ".join([f"{text[report['design']]}, {text.number(report['units'], 0)} "
                                 f"{text['units'].lower()}"]
                                 + ([f"{text['ignored'].lower()}{colon}{', '.join(ignored)}"] if ignored else []))),
            ("estimator", estimator_words(report, text))]
    met = report.get("interpreters")
    if met and met.get("units"):
        rows.append(("twice", f"{met['units']}; {text['agree'].lower()}{colon}{text.percent(met['agreement'])}; "
                              f"{text['open'].lower()}{colon}{met['unsettled']}"))
    lines = [f"{text[key]}{colon}{said}" for key, said in rows]
    return "<br>".join([f"<b>{text['mode_' + report['mode']]}</b>", *lines])


def _findings(report: Mapping[str, Any], text: Text) -> str:
    lines = [text.sentence(one["kind"], one["fields"]) for one in report["findings"]] or [text["no_finding"]]
    return "<ol style='margin:0 0 0 -18px'>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>"


def _areas(report: Mapping[str, Any], text: Text) -> str:
    """Mapped and estimated hectares, "" where the sample does not tell areas."""
    rows = [row for row in report["by_class"] if "area_ha" in row]
    if not rows:
        return ""
    head = "".join(f"<th align='right'>{text[key]}</th>" for key in ("mapped", "estimated", "interval"))
    body = "".join(
        f"<tr><td>{escape(row['class'])}</td><td align='right'>{text.number(row['mapped_ha'], 1)}</td>"
        f"<td align='right'><b>{text.number(row['area_ha'], 1)}</b></td><td align='right'>"
        f"{text.number(row['area_low_ha'], 1)} – {text.number(row['area_high_ha'], 1)}</td></tr>" for row in rows)
    return (f"<table width='100%' cellspacing='0' cellpadding='3'><tr><th align='left'>{text['class']}</th>{head}</tr>"
            f"{body}</table>")
