"""What each step runs: algorithms of the toolbox, their parameters from what was chosen, and the files they write."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...bridge.language import tr
from .flow import AS_THEY_ARE, FEATURES, FILLED, MAP, SAMPLES, SERIES, SYNTHESIS, TRAINING, Flow, index_keys

#: Classifiers by kind, in the order of the list; those of the second kind are trained by scikit-learn.
WITH_NUMPY = ("linear_discriminant", "quadratic_discriminant", "k_nearest", "nearest_mean")
WITH_SCIKIT = ("random_forest", "extra_trees", "gradient_boosting", "svm")
Parameters = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One algorithm; its parameters follow from the files of the step and from what ran before it."""

    algorithm: str
    parameters: Callable[[Mapping[str, str], Mapping[str, Any]], Parameters]


def classifier_words(name: str) -> str:
    """Name of a classifier as people say it."""
    return {"random_forest": tr("Random forest"), "extra_trees": tr("Extra trees"),
            "gradient_boosting": tr("Gradient boosting"), "svm": tr("Support vectors"),
            "linear_discriminant": tr("Linear discriminant"),
            "quadratic_discriminant": tr("Quadratic discriminant"), "nearest_mean": tr("Nearest mean"),
            "k_nearest": tr("Nearest neighbours")}[name]


def step_words(step: str) -> str:
    """Title of a step."""
    return {SERIES: tr("Series"), FEATURES: tr("Features"), SAMPLES: tr("Samples"), TRAINING: tr("Training"),
            MAP: tr("Map")}[step]


def lacks(flow: Flow, step: str) -> str:
    """What the settings of a step lack, a sentence; "" where nothing does."""
    chosen = flow.settings[step]
    if step == SERIES and not chosen["inputs"]:
        return tr("Needs products or rasters: take those of the catalogue, or add files or a folder.")
    if step == SAMPLES and not chosen["layer"]:
        return tr("Needs a layer of polygons or points whose class is known.")
    if step == SAMPLES and not chosen["field"]:
        return tr("Needs the field that holds the class.")
    if step == SAMPLES and chosen["train"] <= 0:
        return tr("Needs a share for training.")
    if step == TRAINING and flow.scikit is False and chosen["classifier"] in WITH_SCIKIT:
        return tr("Needs scikit-learn, or another classifier.")
    return ""


# -- files -----------------------------------------------------------------------------------------------

def files_of(flow: Flow, step: str) -> dict[str, str]:
    """Names of the files that a step writes, by key, with the place of a number: "{n}"."""
    chosen = flow.settings[step]
    if step == SERIES:
        found = {"OUTPUT": "1_series{n}.tif"}
        found["FOLDER" if chosen["kind"] == SYNTHESIS else "VALIDITY"] = \
            "1_synthesis{n}" if chosen["kind"] == SYNTHESIS else "1_clear_dates{n}.tif"
        return found
    if step == FEATURES:
        return {key: f"2_indices{{n}}{key[6:].replace('_', '_raster')}.tif" for key in index_keys(len(flow.series()))}
    if step == SAMPLES:
        return {"OUTPUT": "3_samples{n}.gpkg", "OUTPUT_HTML_FILE": "3_samples{n}.html",
                "OUTPUT_JSON": "3_samples{n}.json"}
    if step == TRAINING:
        name = f"4_{chosen['classifier']}"
        return {"MODEL": name + "{n}.bocagemodel", "OUTPUT_HTML_FILE": name + "{n}.html",
                "OUTPUT_JSON": name + "{n}.json"}
    found = {"OUTPUT": "5_map{n}.tif"}
    for key, name in (("confidence", "5_confidence{n}.tif"), ("validity", "5_validity{n}.tif"),
                      ("probabilities", "5_probabilities{n}.tif"), ("regularise", "5_regular_map{n}.tif")):
        if chosen[key]:
            found[key.upper()] = name
    if masked(flow):
        found["MASK"] = "5_area{n}.geojson"
    return found


def numbered(folder: str, names: Mapping[str, str]) -> dict[str, str]:
    """Paths of files none of which is there yet: one number for all. Looks at the disk."""
    number = 1
    while True:
        mark = "" if number == 1 else f"_{number}"
        paths = {key: os.path.join(folder, name.replace("{n}", mark)) for key, name in names.items()}
        if not any(os.path.lexists(path) for path in paths.values()):
            return paths
        number += 1


def masked(flow: Flow) -> bool:
    """The map is cut to an outline."""
    return bool(flow.settings[MAP]["inside"] and flow.settings[SERIES]["area"].get("outline"))


# -- algorithms ------------------------------------------------------------------------------------------

def calls(flow: Flow, step: str) -> list[Call]:
    """What a step runs, one after the other; [] where there is nothing to compute."""
    if flow.passes(step):
        return []
    chosen = dict(flow.settings[step])
    if step == SERIES:
        if chosen["kind"] == SYNTHESIS:
            return [_fixed("bocage:synthesis", {"INPUT": chosen["inputs"], "DATE": chosen["date"],
                                                "WINDOW": chosen["window"]}, {"OUTPUT": "FOLDER"}),
                    Call("bocage:stack", lambda files, results: {
                        "INPUT": results["PRODUCT"], "BANDS": _words(chosen["bands"], chosen["indices"]),
                        "EXTENT": extent_of(chosen["area"]), "OUTPUT": files["OUTPUT"]})]
        return [_fixed("bocage:gapfill", {
            "INPUT": chosen["inputs"], "MASKS": chosen["masks"], "BANDS": chosen["bands"],
            "INDICES": chosen["indices"], "START": chosen["start"], "END": chosen["end"], "STEP": chosen["step"],
            "METHOD": chosen["method"], "EXTENT": extent_of(chosen["area"])},
            {"OUTPUT": "OUTPUT", "VALIDITY": "VALIDITY"})]
    if step == FEATURES:
        # Rasters that are ready may be many: each has its indices.
        rasters = flow.series() or [""]
        return [_fixed("bocage:indices", {"INPUT": raster, "INDICES": chosen["indices"]}, {"OUTPUT": key})
                for raster, key in zip(rasters, index_keys(len(rasters)))]
    if step == SAMPLES:
        return [_fixed("bocage:splitsamples", {
            "INPUT": chosen["layer"], "FIELD": chosen["field"], "NOMENCLATURE": chosen["classes"],
            "SHARES": f"{chosen['train']};{chosen['validation']};{chosen['test']}", "SEED": chosen["seed"],
            "GROUP_FIELD": chosen["group"], "EROSION": chosen["erosion"]},
            {key: key for key in ("OUTPUT", "OUTPUT_HTML_FILE", "OUTPUT_JSON")})]
    if step == TRAINING:
        return [_fixed("bocage:train", _training(flow), {
            key: key for key in ("MODEL", "OUTPUT_HTML_FILE", "OUTPUT_JSON")})]
    return _mapping(flow)


def _training(flow: Flow) -> Parameters:
    chosen, samples = flow.settings[TRAINING], flow.settings[SAMPLES]
    # With a table the numbers are the table's; without, names tell more than numbers do.
    return {"INPUT": flow.rasters(), "SAMPLES": flow.outputs(SAMPLES).get("OUTPUT", ""),
            "FIELD": "class" if samples["classes"] else "class_name", "NOMENCLATURE": samples["classes"],
            "SPLIT": "split", "GROUP_FIELD": "polygon", "CLASSIFIER": chosen["classifier"],
            "PER_CLASS": chosen["per_class"], "RUNS": chosen["runs"], "SEED": chosen["seed"],
            "CLASS_WEIGHT": "balanced" if chosen["balanced"] else "none"}


def _mapping(flow: Flow) -> list[Call]:
    chosen = dict(flow.settings[MAP])
    given = {"INPUT": flow.rasters(), "MODEL": flow.outputs(TRAINING).get("MODEL", "")}
    if chosen["validity"] and flow.outputs(SERIES).get("VALIDITY"):
        given["VALID"] = flow.outputs(SERIES)["VALIDITY"]
    written = {"OUTPUT": "OUTPUT", **{key.upper(): key.upper() for key in ("confidence", "validity", "probabilities")
                                      if chosen[key]}}
    if masked(flow):
        written["MASK"] = "MASK"
    found = [_fixed("bocage:classify", given, written)]
    if chosen["regularise"]:
        found.append(Call("bocage:regularise", lambda files, results: {
            "INPUT": results["OUTPUT"], "RADIUS": chosen["radius"], "MINIMUM_UNIT": chosen["minimum"],
            "UNIT": "pixels", "OUTPUT": files["REGULARISE"]}))
    return found


def _fixed(algorithm: str, given: Parameters, written: Mapping[str, str]) -> Call:
    """Parameters known beforehand, empty ones left out, and the files of the step under the algorithm's own keys."""
    kept = {key: value for key, value in given.items() if value not in ("", [], None)}
    return Call(algorithm, lambda files, _results: {**kept, **{key: files[name] for key, name in written.items()
                                                               if name in files}})


def outputs_of(flow: Flow, step: str, files: Mapping[str, str], results: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What feeds the next steps: files and figures of the runs under the keys of the step."""
    found: dict[str, Any] = {}
    for number, result in enumerate(results):
        for key, value in result.items():
            name = key
            if step == SERIES and number == 0 and len(results) > 1 and key == "OUTPUT":
                name = "FOLDER"
            if step == MAP and number == 1 and key == "OUTPUT":
                name = "REGULARISE"
            if step == FEATURES and key == "OUTPUT":
                name = index_keys(number + 1)[-1]
            found[name] = value
    if "MASK" in files:
        found["MASK"] = files["MASK"]
    return found


def extent_of(area: Mapping[str, Any]) -> str:
    """Rectangle around an area kept as AreaChooser keeps it, as Processing reads it; "" for all of the images."""
    points = [point for polygon in area.get("outline", []) for ring in polygon for point in ring]
    if not points:
        return ""
    x, y = [point[0] for point in points], [point[1] for point in points]
    return f"{min(x):.8f},{max(x):.8f},{min(y):.8f},{max(y):.8f} [EPSG:4326]"


def _words(*texts: str) -> str:
    return ",".join(text.strip() for text in texts if text.strip())


# -- sentences -------------------------------------------------------------------------------------------

def will(flow: Flow, step: str) -> str:
    """What the step does with what is chosen, in one sentence."""
    chosen = flow.settings[step]
    if step == SERIES:
        return _will_series(chosen)
    if step == FEATURES:
        others = len(chosen["rasters"])
        told = (tr("All bands of the series are features."),
                tr("All bands of the series and of one other raster are features."),
                tr("All bands of the series and of {count} other rasters are features."))[min(others, 2)].format(
                    count=others)
        if flow.passes(FEATURES):
            return told + " " + tr("Nothing to compute.")
        return tr("Computes {indices} on each date of the series.").format(
            indices=chosen["indices"].strip()) + " " + told
    if step == SAMPLES:
        return tr("Deals whole polygons to training ({train}), validation ({validation}) and test ({test}), class by "
                  "class, and counts them.").format(train=chosen["train"], validation=chosen["validation"],
                                                    test=chosen["test"])
    if step == TRAINING:
        return tr("Learns from the training polygons with {classifier}, and judges by the validation polygons, whose "
                  "pixels it never saw.").format(classifier=classifier_words(chosen["classifier"]).lower())
    told = tr("Maps the classes over the area.") if masked(flow) else tr("Maps the classes over all of the series.")
    if chosen["regularise"]:
        told += " " + tr("Then a smoothed map beside it.")
    return told


def _will_series(chosen: Mapping[str, Any]) -> str:
    count = len(chosen["inputs"])
    what = tr("{count} products or rasters").format(count=count) if count != 1 else tr("one raster, folder or product")
    if chosen["kind"] == AS_THEY_ARE:
        return tr("Takes the rasters as they are: their bands are features. Nothing to compute.")
    if chosen["kind"] == FILLED:
        step = tr("every {days} days").format(days=chosen["step"]) if chosen["step"] else tr(
            "at the dates of the images")
        return tr("Fills what clouds hide in {what}, {step}, from {start} to {end}.").format(
            what=what, step=step, start=chosen["start"] or tr("the first image"),
            end=chosen["end"] or tr("the last image"))
    return tr("One cloud-free image of {what}, {days} days around {date}.").format(
        what=what, days=chosen["window"], date=chosen["date"] or tr("the middle of the series"))
