"""Build the models that the plugin ships: ``resources/models/series_to_map.model3``.

    QT_QPA_PLATFORM=offscreen python tools/build_models.py [folder]

Needs QGIS' Python; run on the oldest QGIS that the plugin knows (3.22), whose files all later ones read. Parameters
and their words are those of ``bocage:seriestomap``; here stands what leads from one step to the next.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
FOLDER = ROOT / "resources" / "models"
#: Pixels between boxes of the designer.
ACROSS, DOWN = 260, 110


@dataclass(frozen=True)
class Step:
    """One algorithm: what it takes from parameters of the model, from steps before, and as fixed values."""

    id: str
    algorithm: str
    title: str
    parameters: dict[str, str] = field(default_factory=dict)
    steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    #: Outputs of the model by key: the step's own output.
    outputs: dict[str, str] = field(default_factory=dict)


STEPS = (
    Step("gapfill", "bocage:gapfill", "Fill the gaps of the series",
         {key: key for key in ("INPUT", "MASKS", "BANDS", "INDICES", "START", "END", "STEP")},
         outputs={"FILLED": "OUTPUT"}),
    Step("splitsamples", "bocage:splitsamples", "Split the reference polygons",
         {"INPUT": "SAMPLES", **{key: key for key in ("FIELD", "SHARES", "SEED", "NOMENCLATURE")}},
         outputs={"SPLIT_SAMPLES": "OUTPUT"}),
    Step("train", "bocage:train", "Train the classifier", {"CLASSIFIER": "CLASSIFIER", "SEED": "SEED"},
         {"INPUT": ("gapfill", "OUTPUT"), "SAMPLES": ("splitsamples", "OUTPUT"),
          "NOMENCLATURE": ("splitsamples", "OUTPUT_CLASSES")}, {"FIELD": "class", "SPLIT": "split"},
         {"MODEL": "MODEL"}),
    Step("classify", "bocage:classify", "Classify every pixel", {},
         {"INPUT": ("gapfill", "OUTPUT"), "MODEL": ("train", "MODEL"), "VALID": ("gapfill", "VALIDITY")},
         outputs={"CONFIDENCE": "CONFIDENCE"}),
    Step("regularise", "bocage:regularise", "Regularise the map", {"RADIUS": "RADIUS", "MINIMUM_UNIT": "MINIMUM_UNIT"},
         {"INPUT": ("classify", "OUTPUT")}, outputs={"OUTPUT": "OUTPUT"}),
    Step("test", "native:extractbyattribute", "Polygons of the test", {}, {"INPUT": ("splitsamples", "OUTPUT")},
         {"FIELD": "split", "OPERATOR": 0, "VALUE": "test"}),
    Step("accuracy", "bocage:accuracy", "Accuracy inside the polygons of the test", {},
         {"MAP": ("regularise", "OUTPUT"), "REFERENCE": ("test", "OUTPUT"),
          "CLASSES": ("splitsamples", "OUTPUT_CLASSES")}, {"FIELD": "class_name", "CLUSTER": "polygon"},
         {"OUTPUT_HTML_FILE": "OUTPUT_HTML_FILE", "OUTPUT_JSON": "OUTPUT_JSON"}),
)


def series_to_map() -> Any:
    """The model, from the parameters of ``bocage:seriestomap`` and the steps above."""
    from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProcessingModelParameter
    from qgis.PyQt.QtCore import QPointF

    form = QgsApplication.processingRegistry().createAlgorithmById("bocage:seriestomap")
    model = QgsProcessingModelAlgorithm("From a series to a map", "Bocage", "bocage")
    inputs = [one for one in form.parameterDefinitions() if not one.isDestination()]
    for number, definition in enumerate(inputs):
        component = QgsProcessingModelParameter(definition.name())
        component.setPosition(QPointF(120 + ACROSS * (number % 5), 60 + DOWN * (number // 5)))
        model.addModelParameter(definition.clone(), component)
    model.setParameterOrder([definition.name() for definition in inputs])
    for number, step in enumerate(STEPS):
        child = _child(step)
        child.setPosition(QPointF(120 + ACROSS * (number % 4), 460 + 2 * DOWN * (number // 4)))
        model.addChildAlgorithm(child)
    model.setHelpContent({"ALG_DESC": form.summary(), "ALG_VERSION": "1", **{
        definition.name(): definition.help() for definition in inputs}})
    model.updateDestinationParameters()
    return model


def _child(step: Step) -> Any:
    from qgis.core import (
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingParameterDefinition,
    )

    source = QgsProcessingModelChildParameterSource
    child = QgsProcessingModelChildAlgorithm(step.algorithm)
    child.setChildId(step.id)
    child.setDescription(step.title)
    for key, name in step.parameters.items():
        child.addParameterSources(key, [source.fromModelParameter(name)])
    for key, (other, output) in step.steps.items():
        child.addParameterSources(key, [source.fromChildOutput(other, output)])
    for key, value in step.values.items():
        child.addParameterSources(key, [source.fromStaticValue(value)])
    told = {*step.parameters, *step.steps, *step.values}
    for definition in child.algorithm().parameterDefinitions():
        optional = bool(definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
        if definition.name() not in told and not optional and not definition.isDestination():
            # The designer takes a default for nothing told.
            child.addParameterSources(definition.name(), [source.fromStaticValue(definition.defaultValue())])
    outputs = {}
    for key, name in step.outputs.items():
        output = QgsProcessingModelOutput(key)
        output.setChildId(step.id)
        output.setChildOutputName(name)
        output.setDescription(key)
        output.setMandatory(key in ("OUTPUT", "OUTPUT_HTML_FILE"))
        outputs[key] = output
    child.setModelOutputs(outputs)
    return child


def build(folder: Path) -> Path:
    """Write the model into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "series_to_map.model3"
    if not series_to_map().toFile(str(path)):
        raise SystemExit(f"{path} could not be written")
    path.write_text(steady(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def steady(text: str) -> str:
    """The same model whatever the run: Qt shuffles the attributes of an element."""
    return re.sub(r'(?<=<Option)((?: \w+="[^"]*")+)',
                  lambda found: "".join(sorted(re.findall(r' \w+="[^"]*"', found[1]))), text)


def main(folder: Path) -> None:
    """A QGIS without a window, in English, with the plugin alone."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(BUILD))
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from qgis.analysis import QgsNativeAlgorithms

    registry = QgsApplication.processingRegistry()
    registry.addProvider(QgsNativeAlgorithms(registry))
    import bocage

    plugin = bocage.classFactory(None)
    plugin.initProcessing()
    sys.stdout.write(f"{build(folder)}\n")
    sys.stdout.flush()
    # QGIS often crashes while Python takes it apart.
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
