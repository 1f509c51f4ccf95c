"""Virtual rasters that show reflectance, or a formula of bands, without a pixel written.

GDAL's VRT does the work when a map is drawn: scale, offset, no data as NaN, several resolutions on one grid, and
arithmetic by the pixel functions built in GDAL 3.6 (sum, diff, mul, div, inv, pow, sqrt, exp, log10, mod). What is
drawn small is read from the files' own overviews or wavelet levels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import BocageError
from .formulas import Step
from .grid import Grid

_HEAD = '<VRTDataset rasterXSize="{columns}" rasterYSize="{rows}">\n{srs}'


@dataclass(frozen=True)
class Source:
    """One band of one file; reflectance = (DN + offset) * scale where DN is not ``nodata``."""

    path: str
    index: int
    shape: tuple[int, int]
    #: GDAL's name of the type ("UInt16") and its block (rows, columns): the file need not be opened to know.
    dtype: str
    block: tuple[int, int]
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None


def escape(text: str) -> str:
    """Text fit for an XML element or attribute."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return text


def reflectance_vrt(grid: Grid, bands: Sequence[tuple[str, Source]]) -> str:
    """Text of a VRT of float32 reflectance, one band each (name, source), NaN where there is nothing."""
    parts = [_band(number, name, _source(source, grid, source.scale, source.offset * source.scale))
             for number, (name, source) in enumerate(bands, start=1)]
    return _head(grid) + "".join(parts) + "</VRTDataset>\n"


def plain_vrt(grid: Grid, bands: Sequence[tuple[str, Source]]) -> str:
    """Text of a VRT of the files' own bytes, for pictures made by their producer."""
    parts = []
    for number, (name, source) in enumerate(bands, start=1):
        inside = _source(replace(source, nodata=None), grid, 1.0, 0.0)
        parts.append(f'<VRTRasterBand dataType="Byte" band="{number}">\n<Description>{escape(name)}</Description>\n'
                     + inside + "</VRTRasterBand>\n")
    return _head(grid) + "".join(parts) + "</VRTDataset>\n"


def formula_vrt(grid: Grid, step: Step, bands: Mapping[str, Source], name: str) -> str:
    """Text of a VRT of one float32 band: the formula ``step`` of reflectances by role, NaN where it has no value."""
    return _Formula(grid, bands).dataset(step, name)


def _head(grid: Grid) -> str:
    srs = f"<SRS>{escape(grid.crs)}</SRS>\n" if grid.crs else ""
    transform = ", ".join(repr(float(value)) for value in grid.transform)
    return (_HEAD.format(columns=grid.shape[1], rows=grid.shape[0], srs=srs)
            + f"<GeoTransform>{transform}</GeoTransform>\n")


def _band(number: int, name: str, inside: str, function: str = "") -> str:
    derived = ' subClass="VRTDerivedRasterBand"' if function else ""
    return (f'<VRTRasterBand dataType="Float32" band="{number}"{derived}>\n<Description>{escape(name)}</Description>\n'
            f"<NoDataValue>nan</NoDataValue>\n{function}{inside}</VRTRasterBand>\n")


def _source(source: Source, grid: Grid, ratio: float, add: float) -> str:
    """One source stretched over the whole grid: value = DN * ratio + add. Nearest pixel: nothing is invented."""
    rows, columns = source.shape
    nodata = "" if source.nodata is None else f"<NODATA>{source.nodata:g}</NODATA>\n"
    return (f'<ComplexSource>\n<SourceFilename relativeToVRT="0" shared="0">{escape(source.path)}</SourceFilename>\n'
            f"<SourceBand>{source.index}</SourceBand>\n"
            f'<SourceProperties RasterXSize="{columns}" RasterYSize="{rows}" DataType="{source.dtype}" '
            f'BlockXSize="{source.block[1]}" BlockYSize="{source.block[0]}"/>\n'
            f'<SrcRect xOff="0" yOff="0" xSize="{columns}" ySize="{rows}"/>\n'
            f'<DstRect xOff="0" yOff="0" xSize="{grid.shape[1]}" ySize="{grid.shape[0]}"/>\n'
            f"<ScaleOffset>{add!r}</ScaleOffset>\n<ScaleRatio>{ratio!r}</ScaleRatio>\n{nodata}</ComplexSource>\n")


@dataclass(frozen=True)
class _Term:
    """``source * ratio + add``, or the number ``add`` alone where there is no source."""

    source: Source | None
    ratio: float = 1.0
    add: float = 0.0


class _Formula:
    """Compiles a formula into virtual rasters within virtual rasters, one a node that is not linear."""

    def __init__(self, grid: Grid, bands: Mapping[str, Source]) -> None:
        self.grid, self.bands = grid, bands

    def dataset(self, step: Step, name: str = "") -> str:
        """Text of the dataset of a node."""
        term = self._term(step)
        if term.source is None:
            raise BocageError("formula_without_band", formula=name)
        return _head(self.grid) + _band(1, name, self._xml(term)) + "</VRTDataset>\n"

    def _term(self, step: Step) -> _Term:
        """A node as a linear function of a file: bands as they are, functions as a dataset of their own."""
        if step.kind == "number":
            return _Term(None, add=step.value)
        if step.kind == "band":
            band = self.bands[step.role]
            return _Term(band, band.scale, band.offset * band.scale)
        parts = [self._term(part) for part in step.parts]
        constants = [part.add for part in parts if part.source is None]
        if len(constants) == len(parts):
            return _Term(None, add=_number(step.kind, constants))
        return _TERMS[step.kind](self, *parts)

    def _xml(self, term: _Term) -> str:
        return "" if term.source is None else _source(term.source, self.grid, term.ratio, term.add)

    def call(self, function: str, *terms: _Term, **arguments: float) -> _Term:
        """A pixel function of GDAL over terms, as a file within the file."""
        given = "".join(f' {key}="{value!r}"' for key, value in arguments.items())
        text = f"<PixelFunctionType>{function}</PixelFunctionType>\n"
        if given:
            text += f"<PixelFunctionArguments{given}/>\n"
        text += "<SourceTransferType>Float32</SourceTransferType>\n"
        inside = _head(self.grid) + _band(1, "", "".join(self._xml(term) for term in terms), text) + "</VRTDataset>"
        return _Term(Source(inside, 1, self.grid.shape, "Float32", (128, 128), nodata=None))

    def linear(self, term: _Term, factor: float, more: float = 0.0) -> _Term:
        """``term * factor + more``: costs nothing."""
        return _Term(term.source, term.ratio * factor, term.add * factor + more)

    def plus(self, a: _Term, b: _Term) -> _Term:
        if a.source is None:
            return self.linear(b, 1.0, a.add)
        if b.source is None:
            return self.linear(a, 1.0, b.add)
        return self.call("sum", a, b)

    def minus(self, a: _Term, b: _Term) -> _Term:
        return self.plus(a, self.linear(b, -1.0))

    def times(self, a: _Term, b: _Term) -> _Term:
        if a.source is None:
            return self.linear(b, a.add)
        return self.linear(a, b.add) if b.source is None else self.call("mul", a, b)

    def over(self, a: _Term, b: _Term) -> _Term:
        if b.source is None:
            return self.linear(a, 1.0 / b.add if b.add else math.nan)
        if a.source is None:
            return self.linear(self.call("inv", b), a.add)
        return self.call("div", a, b)

    def power(self, a: _Term, b: _Term) -> _Term:
        if b.source is None:
            return self.call("sqrt", a) if b.add == 0.5 else self.call("pow", a, power=b.add)
        base = _Term(None, add=math.log(a.add) if a.add > 0 else math.nan) if a.source is None else self.log(a)
        return self.call("exp", self.times(b, base))

    def log(self, a: _Term) -> _Term:
        # GDAL's log10 takes the absolute value: a square root first makes NaN of what is negative.
        return self.linear(self.call("log10", self.call("sqrt", a)), 2.0 * math.log(10.0))

    def largest(self, a: _Term, b: _Term, sign: float = 1.0) -> _Term:
        """(a + b + |a - b|) / 2, with a minus for the least."""
        spread = self.call("mod", self.minus(a, b))
        return self.linear(self.plus(self.plus(a, b), self.linear(spread, sign)), 0.5)


_TERMS: dict[str, Callable[..., _Term]] = {
    "+": _Formula.plus, "-": _Formula.minus, "*": _Formula.times, "/": _Formula.over, "**": _Formula.power,
    "neg": lambda formula, a: formula.linear(a, -1.0), "abs": lambda formula, a: formula.call("mod", a),
    "sqrt": lambda formula, a: formula.call("sqrt", a), "exp": lambda formula, a: formula.call("exp", a),
    "log": _Formula.log, "max": _Formula.largest, "min": lambda formula, a, b: formula.largest(a, b, -1.0)}


def _number(kind: str, values: Sequence[float]) -> float:
    """A node of numbers alone, NaN where it has no value."""
    operations: dict[str, Callable[..., float]] = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
        "**": lambda a, b: a ** b, "neg": lambda a: -a, "abs": abs, "sqrt": math.sqrt, "exp": math.exp,
        "log": math.log, "max": max, "min": min}
    try:
        value = operations[kind](*values)
    except (ArithmeticError, ValueError):
        return math.nan
    return float(value) if isinstance(value, (int, float)) else math.nan
