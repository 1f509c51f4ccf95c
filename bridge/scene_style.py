"""Styles of scenes: natural and false colours, indices, flags."""

from __future__ import annotations

from qgis.core import (
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..core.products.display import Shown
from ..core.products.flag_map import FlagMap, names_of
from ..core.products.flags import NAMES
from .language import tr

#: Ramps of even steps of lightness, dark to light or light to dark, so that grey prints keep their order:
#: ColorBrewer's YlGn for vegetation, YlGnBu for water, matplotlib's viridis for the rest.
RAMPS = {
    "vegetation": ("#ffffe5", "#f7fcb9", "#d9f0a3", "#addd8e", "#78c679", "#41ab5d", "#238443", "#006837", "#004529"),
    "water": ("#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58"),
    "": ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725")}
#: Colours of flags by name; the name in the legend says the same.
FLAG_COLOURS = {"nodata": "#3c3c3c", "cloud": "#f4f4f4", "shadow": "#5b3a8c", "cirrus": "#f5a9c8", "snow": "#58d7f2",
                "water": "#2166ac", "saturated": "#e31a1c", "topographic_shadow": "#8c6d4f", "hidden": "#a6611a",
                "sun_too_low": "#b8a200", "defective": "#ff00ff"}


def flag_word(name: str) -> str:
    """A canonical flag in words."""
    return {"nodata": tr("No data"), "cloud": tr("Cloud"), "shadow": tr("Shadow of a cloud"),
            "cirrus": tr("Thin or high cloud"), "snow": tr("Snow"), "water": tr("Water"),
            "saturated": tr("Saturated"), "topographic_shadow": tr("Shadow of the relief"),
            "hidden": tr("Hidden by the relief"), "sun_too_low": tr("Sun too low on the slope"),
            "defective": tr("Defective pixel")}[name]


def style_shown(layer: QgsRasterLayer, shown: Shown) -> None:
    """The fixed stretch of reflectance, or the ramp of an index."""
    provider = layer.dataProvider()
    if shown.kind == "index":
        layer.setRenderer(_ramp(layer, shown))
        layer.brightnessFilter().setGamma(1.0)
        return
    if shown.kind == "picture":
        renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
        renderer.setAlphaBand(4)
        layer.setRenderer(renderer)
        return
    stretches = []
    for number, (low, high) in enumerate(shown.ranges, start=1):
        stretch = QgsContrastEnhancement(provider.dataType(number))
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum, True)
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        stretches.append(stretch)
    if shown.kind == "colours":
        renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
        renderer.setRedContrastEnhancement(stretches[0])
        renderer.setGreenContrastEnhancement(stretches[1])
        renderer.setBlueContrastEnhancement(stretches[2])
    else:
        renderer = QgsSingleBandGrayRenderer(provider, 1)
        renderer.setContrastEnhancement(stretches[0])
    layer.setRenderer(renderer)
    # QGIS raises brightness to the power 1/gamma.
    layer.brightnessFilter().setGamma(1.0 / shown.gamma)


def _ramp(layer: QgsRasterLayer, shown: Shown) -> QgsSingleBandPseudoColorRenderer:
    low, high = shown.ranges[0]
    names = RAMPS.get(shown.domain) or RAMPS[""]
    stops = [QgsGradientStop(number / (len(names) - 1), QColor(names[number])) for number in range(1, len(names) - 1)]
    colours = QgsGradientColorRamp(QColor(names[0]), QColor(names[-1]), False, stops)
    function = QgsColorRampShader(low, high, colours, QgsColorRampShader.Type.Interpolated,
                                  QgsColorRampShader.ClassificationMode.Continuous)
    function.classifyColorRamp(len(names), 1)
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    return renderer


def style_flags(layer: QgsRasterLayer, flags: FlagMap) -> None:
    """One class a combination that occurs, named by its flags; clear ground is transparent."""
    looked_for = [name for name, flag in NAMES.items() if flag & flags.carried]
    classes = []
    for value, share in flags.shares.items():
        colour = QColor(FLAG_COLOURS[names_of(value)[0]]) if value else QColor(0, 0, 0, 0)
        classes.append(QgsPalettedRasterRenderer.Class(value, colour, f"{flag_words(value)} ({100 * share:.1f} %)"))
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    layer.setCustomProperty("bocage/flags_carried", ",".join(looked_for))


def flag_words(value: int) -> str:
    """A combination of flags in words, the strongest first."""
    if not value:
        return tr("Clear")
    return " + ".join(flag_word(name) for name in names_of(value))
