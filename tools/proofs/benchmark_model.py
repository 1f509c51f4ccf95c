"""A model of two steps: ``bocage:benchmark``, whose JSON goes on to ``bocage:compareruns``. Run by QGIS' own Python.

    QT_QPA_PLATFORM=offscreen python tools/proofs/benchmark_model.py file.model3 '{"FIELD": "label", ...}'
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

BUILD = Path(os.environ.get("BOCAGE_BUILD", Path(__file__).resolve().parents[2] / ".build"))


def chain(values: dict[str, Any]) -> Any:
    """The model: SAMPLES and SEED in, FIGURES and REPORT out; ``values`` are fixed parameters of the benchmark."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterFeatureSource,
        QgsProcessingParameterNumber,
    )

    model = QgsProcessingModelAlgorithm("Benchmark chain", "Bocage", "bocage")
    for definition in (QgsProcessingParameterFeatureSource("SAMPLES", "Samples"),
                       QgsProcessingParameterNumber("SEED", "Seed", defaultValue=1)):
        model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
    source = QgsProcessingModelChildParameterSource
    first = QgsProcessingModelChildAlgorithm("bocage:benchmark")
    first.setChildId("benchmark")
    for key, value in values.items():
        first.addParameterSources(key, [source.fromStaticValue(value)])
    for key in ("SAMPLES", "SEED"):
        first.addParameterSources(key, [source.fromModelParameter(key)])
    second = QgsProcessingModelChildAlgorithm("bocage:compareruns")
    second.setChildId("compareruns")
    for key in ("INPUT", "REFERENCE"):
        second.addParameterSources(key, [source.fromChildOutput("benchmark", "OUTPUT_JSON")])
    for child, key, name in ((first, "OUTPUT_JSON", "FIGURES"), (second, "OUTPUT_HTML_FILE", "REPORT")):
        output = QgsProcessingModelOutput(name, name)
        output.setChildId(child.childId())
        output.setChildOutputName(key)
        child.setModelOutputs({name: output})
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    return model


def main(path: str, values: dict[str, Any]) -> None:
    """Writes the model with a QGIS without a window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The folder of the proofs has a module named as one of Python's own.
    sys.path[0] = str(BUILD)
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    import bocage

    plugin = bocage.classFactory(None)
    plugin.initProcessing()
    written = chain(values).toFile(path)
    sys.stdout.flush()
    # QGIS often crashes while Python takes it apart.
    os._exit(0 if written else 1)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
