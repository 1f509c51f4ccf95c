"""Formulas of bands: the table of spectral indices, and a reader of arithmetic that calls no interpreter.

A formula names bands by role (``nir``, ``swir1``) or by the letters of the spyndex catalogue (``N``, ``S1``) and
knows + - * / ** ( ), unary signs, and abs, sqrt, exp, log, min, max. Nothing else can be said in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import BocageError

_TABLE = Path(__file__).resolve().parents[1] / "data" / "indices.json"
#: Letters of the spyndex catalogue -> roles.
LETTERS = {"A": "coastal", "B": "blue", "G": "green", "R": "red", "RE1": "red_edge_1", "RE2": "red_edge_2",
           "RE3": "red_edge_3", "N": "nir", "N2": "nir_narrow", "WV": "water_vapour", "S1": "swir1", "S2": "swir2"}
_ROLES = frozenset({*LETTERS.values(), "cirrus"})
_FUNCTIONS = {"abs": 1, "sqrt": 1, "exp": 1, "log": 1, "min": 2, "max": 2}
#: A formula longer or deeper than any in the literature is a mistake or an attack.
_LONGEST, _DEEPEST = 500, 60
_TOKEN = re.compile(r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
                    r"|(?P<sign>\*\*|[-+*/(),]))", re.ASCII)


@dataclass(frozen=True)
class Step:
    """One node of a formula: ``kind`` is "number", "band", an operator (+ - * / ** neg) or a function."""

    kind: str
    value: float = 0.0
    role: str = ""
    parts: tuple["Step", ...] = ()


@dataclass(frozen=True)
class Index:
    """One spectral index: its formula by roles, its name in full, where it was published."""

    formula: str
    title: str
    reference: str
    roles: tuple[str, ...]
    #: "vegetation", "water", "snow", "burn", "soil", "urban".
    domain: str = ""


@lru_cache(maxsize=1)
def indices() -> Mapping[str, Index]:
    """Name -> index, in alphabetic order; names and formulas are those of spyndex."""
    table = json.loads(_TABLE.read_text(encoding="utf-8"))["indices"]
    return {name: Index(entry["formula"], entry["title"], entry["reference"], roles(read_formula(entry["formula"])),
                        entry["domain"]) for name, entry in sorted(table.items(), key=lambda item: item[0].lower())}


def formula_of(expression_or_name: str) -> str:
    """The formula of an index named so, upper case or not, else the text itself."""
    text = expression_or_name.strip()
    index = indices().get(text) or indices().get(text.upper())
    return index.formula if index else text


def roles_of(expression_or_name: str) -> tuple[str, ...]:
    """Roles of the bands that it needs, in the order in which they appear. Raises BocageError."""
    return roles(_read(formula_of(expression_or_name)))


def evaluate(expression_or_name: str, bands: Mapping[str, np.ndarray]) -> np.ndarray:
    """Value of a formula or of an index, float32, of the shape of the bands; NaN where it has no finite value.

    ``bands``: role -> reflectance, NaN where there is nothing. Raises BocageError where the formula cannot be
    read or asks for a role that is not there.
    """
    text = formula_of(expression_or_name)
    step = _read(text)
    lacking = [role for role in roles(step) if role not in bands]
    if lacking:
        raise BocageError("formula_band_absent", formula=expression_or_name, bands=", ".join(lacking))
    given = {role: np.asarray(bands[role], dtype=np.float32) for role in roles(step)}
    with np.errstate(all="ignore"):
        values = np.asarray(_value(step, given), dtype=np.float32)
    return np.where(np.isfinite(values), values, np.float32(np.nan))


def roles(step: Step) -> tuple[str, ...]:
    """Roles that a formula names, each once."""
    return tuple(dict.fromkeys(part.role for part in _walk(step) if part.kind == "band"))


def read_formula(text: str) -> Step:
    """The tree of a formula. Raises BocageError: too long, malformed, a name that means nothing, no band."""
    if len(text) > _LONGEST:
        raise BocageError("formula_too_long", formula=text[:40] + "...", most=_LONGEST)
    step = _Reader(text).whole()
    if not roles(step):
        raise BocageError("formula_without_band", formula=text)
    return step


_read = lru_cache(maxsize=256)(read_formula)


def _walk(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from _walk(part)


_OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power, "neg": np.negative,
    "abs": np.abs, "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "min": np.minimum, "max": np.maximum}


def _value(step: Step, bands: Mapping[str, np.ndarray]) -> np.ndarray:
    if step.kind == "number":
        # A scalar of float32: Python's own would overflow with an exception, numpy's float64 would widen arrays.
        return np.float32(step.value)  # type: ignore[return-value]
    if step.kind == "band":
        return bands[step.role]
    return _OPERATIONS[step.kind](*(_value(part, bands) for part in step.parts))


class _Reader:
    """Recursive descent over the tokens: sums of products of signed powers."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.depth = text, 0, 0
        self.kind, self.word, self.start = "", "", 0
        self._next()

    def whole(self) -> Step:
        step = self._sum()
        if self.kind != "end":
            self._refuse()
        return step

    def _next(self) -> None:
        match = _TOKEN.match(self.text, self.place)
        if match:
            self.kind, self.word = str(match.lastgroup), match[str(match.lastgroup)]
            self.start, self.place = match.end() - len(self.word), match.end()
            return
        rest = self.text[self.place:]
        self.start = self.place + len(rest) - len(rest.lstrip())
        self.kind, self.word = ("unknown", rest.strip()[:1]) if rest.strip() else ("end", "")

    def _refuse(self) -> None:
        raise BocageError("formula_malformed", formula=self.text, position=self.start + 1)

    def _is(self, *signs: str) -> bool:
        return self.kind == "sign" and self.word in signs

    def _take(self, sign: str) -> None:
        if not self._is(sign):
            self._refuse()
        self._next()

    def _sum(self) -> Step:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BocageError("formula_too_deep", formula=self.text[:40] + "...", most=_DEEPEST)
        step = self._product()
        while self._is("+", "-"):
            sign = self.word
            self._next()
            step = Step(sign, parts=(step, self._product()))
        self.depth -= 1
        return step

    def _product(self) -> Step:
        step = self._signed()
        while self._is("*", "/"):
            sign = self.word
            self._next()
            step = Step(sign, parts=(step, self._signed()))
        return step

    def _signed(self) -> Step:
        negative = False
        while self._is("+", "-"):
            negative ^= self.word == "-"
            self._next()
        step = self._power()
        return Step("neg", parts=(step,)) if negative else step

    def _power(self) -> Step:
        base = self._atom()
        if not self._is("**"):
            return base
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BocageError("formula_too_deep", formula=self.text[:40] + "...", most=_DEEPEST)
        self._next()
        step = Step("**", parts=(base, self._signed()))
        self.depth -= 1
        return step

    def _atom(self) -> Step:
        if self._is("("):
            self._next()
            step = self._sum()
            self._take(")")
            return step
        kind, word = self.kind, self.word
        if kind == "number":
            self._next()
            return Step("number", value=float(word))
        if kind != "name":
            self._refuse()
        self._next()
        return self._call(word) if self._is("(") else self._band(word)

    def _call(self, name: str) -> Step:
        if name not in _FUNCTIONS:
            raise BocageError("formula_unknown_name", formula=self.text, name=name)
        self._take("(")
        parts = [self._sum()]
        while self._is(","):
            self._next()
            parts.append(self._sum())
        if len(parts) != _FUNCTIONS[name]:
            self._refuse()
        self._take(")")
        return Step(name, parts=tuple(parts))

    def _band(self, name: str) -> Step:
        role = LETTERS.get(name, name.lower())
        if role not in _ROLES:
            raise BocageError("formula_unknown_name", formula=self.text, name=name)
        return Step("band", role=role)


__all__ = ["LETTERS", "Index", "Step", "evaluate", "formula_of", "indices", "read_formula", "roles", "roles_of"]
