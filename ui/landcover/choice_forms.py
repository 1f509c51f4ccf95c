"""Steps 2, 4 and 5: other rasters and indices, the classifier, what the map comes with."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QLabel, QWidget

from ...bridge.language import tr
from .form import Form, plain_label
from .path_list import PathList
from .recipes import WITH_NUMPY, WITH_SCIKIT, classifier_words


class FeaturesForm(Form):
    """Indices of the filled series, and any raster: relief, radar, embeddings."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.indices = self.words("indices", tr("Indices"), tr(
            "Names of spyndex's table (NDVI, NDWI, EVI) or formulas (nir / red), computed on each date of the series; "
            "separated by commas."), tr("none"))
        self.rasters = PathList(tr("Other rasters"), tr("none"), False, self)
        self.add_row(tr("Indices"), self.indices)
        self.add_row(tr("Others"), self.rasters)
        self.rasters.setToolTip(tr("Relief, radar, embeddings: brought to the pixels of the series."))
        self._readers["rasters"] = self.rasters.set_paths
        self.rasters.changed.connect(lambda: self.tell(rasters=self.rasters.paths()))


class TrainingForm(Form):
    """``set_scikit`` tells whether this QGIS has scikit-learn."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.scikit: Optional[bool] = None
        self.classifier = self.choice("classifier", tr("Classifier"), tr(
            "Those of the first half of the list are trained by scikit-learn; the map needs it no more."),
            [(name, classifier_words(name)) for name in (*WITH_SCIKIT, *WITH_NUMPY)])
        self.words_of = QLabel(self)
        self.words_of.setWordWrap(True)
        self.per_class = self.number("per_class", tr("Most pixels a class"), tr(
            "Drawn at random over all training polygons of the class; 0 for all."), 0, 100_000_000)
        self.per_class.setSingleStep(1000)
        self.per_class.setGroupSeparatorShown(True)
        self.runs = self.number("runs", tr("Runs"), tr(
            "Trainings with other draws, whose spread tells how much is chance; the model is that of the first."),
            1, 100)
        self.seed = self.number("seed", tr("Seed"), tr("The same seed on the same data is the same model."), 0,
                                2_147_483_647)
        self.balanced = self.check("balanced", tr("All classes weigh the same"), tr(
            "Rare classes are then mapped more often than they are."))
        self.add_row(tr("Classifier"), self.classifier)
        self.add_row("", self.words_of)
        self.add_row(tr("Pixels a class"), self.per_class, plain_label(tr("Runs"), self), self.runs,
                     plain_label(tr("Seed"), self), self.seed, stretch=())
        self.add_row("", self.balanced)

    def set_scikit(self, present: bool) -> None:
        """The list says what is missing."""
        self.scikit = present
        for name in WITH_SCIKIT:
            row = self.classifier.findData(name)
            text = classifier_words(name)
            self.classifier.setItemText(row, text if present else tr("{name} (needs scikit-learn)").format(name=text))

    def fit(self, settings: dict[str, Any]) -> None:
        """Words on the classifier chosen."""
        self.words_of.setText(about(settings["classifier"], self.scikit))


class MapForm(Form):
    """What is written beside the map."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.inside = self.check("inside", tr("Inside the area only"), tr("Nothing outside its outline is mapped."))
        self.confidence = self.check("confidence", tr("Confidence"), tr(
            "Percent of the trees that vote for the class, or the probability of the class."))
        self.validity = self.check("validity", tr("Clear dates"), tr("Number of clear dates of each pixel."))
        self.probabilities = self.check("probabilities", tr("Probabilities"), tr("One band a class."))
        self.regularise = self.check("regularise", tr("Smoothed map"), tr(
            "A second map, by majority in a window; the first one stays."))
        self.radius = self.number("radius", tr("Radius (pixels)"), tr("Of the window of the majority; 0 for none."),
                                  0, 50, tr(" px"))
        self.minimum = self.number("minimum", tr("Minimum unit (pixels)"), tr(
            "Smaller patches join a neighbour; 0: none do."), 0, 1_000_000, tr(" px"))
        self.area_row = self.add_row(tr("Map"), self.inside, stretch=())
        self.add_row(tr("With"), self.confidence, self.validity, self.probabilities, stretch=())
        self.unit = plain_label(tr("minimum unit"), self)
        self.window = plain_label(tr("radius"), self)
        self.add_row("", self.regularise, stretch=())
        self.smooth_row = self.add_row("", self.window, self.radius, self.unit, self.minimum, stretch=())

    def set_area(self, chosen: bool) -> None:
        """An outline to cut by, or none."""
        self.show_row(self.area_row, chosen)

    def fit(self, settings: dict[str, Any]) -> None:
        """The numbers of the smoothing, where there is one."""
        self.show_row(self.smooth_row, bool(settings["regularise"]))


def about(classifier: str, scikit: Optional[bool]) -> str:
    """What a classifier is good for, and what it needs; ``scikit`` None while nobody knows."""
    said = {
        "random_forest": tr("That of the maps of France: many features, few settings."),
        "extra_trees": tr("A forest of more random trees: faster to train, close in accuracy."),
        "gradient_boosting": tr("Often the most accurate on many samples, slower to train."),
        "svm": tr("Good with few samples; slow beyond 10,000 pixels."),
        "linear_discriminant": tr("Fast, few samples are enough, straight borders between classes."),
        "quadratic_discriminant": tr("Needs more pixels in each class than there are features."),
        "k_nearest": tr("Votes of the nearest samples: simple, slower to map."),
        "nearest_mean": tr("The mean of each class: a first look.")}[classifier]
    if classifier not in WITH_SCIKIT:
        return said + " " + tr("Needs nothing installed.")
    if scikit is False:
        return said + " " + tr("Needs scikit-learn, which this QGIS does not have: choose another, or add it with the "
                               "package python3-scikit-learn (OSGeo4W) or python3-sklearn (Linux).")
    return said + " " + tr("Trained by scikit-learn.")
