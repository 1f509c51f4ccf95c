"""Whatever the code can say has its sentence, in English and in French, with the same fields."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from bocage.core.errors import BocageError
from bocage.core.messages import LANGUAGES, catalogue, sentence

ROOT = Path(__file__).resolve().parents[1]
#: Functions whose first argument is a code.
SPEAKERS = {"BocageError", "warn", "say", "sentence"}


def spoken() -> dict[str, tuple[str, set[str] | None]]:
    """Code -> where it is said, and its fields (None where they are passed on as a whole)."""
    found: dict[str, tuple[str, set[str] | None]] = {}
    for part in ("core", "bridge", "processing", "ui"):
        for path in sorted((ROOT / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                owner = getattr(getattr(node.func, "value", None), "id", "")
                first = node.args[-1] if name == "report" else node.args[0]
                said = name in SPEAKERS or (owner == "progress" and name in ("info", "report"))
                if said and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    whole = any(keyword.arg is None for keyword in node.keywords)
                    fields = None if whole else {str(keyword.arg) for keyword in node.keywords}
                    key = f"{first.value}|{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                    found[key] = (first.value, fields)
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_code_in_the_source_has_its_sentence():
    absent = [key for key, (code, _) in spoken().items() if code not in catalogue("en")]
    assert absent == []


def test_every_sentence_gets_the_fields_it_names():
    lacking = [f"{key} lacks {fields(catalogue('en')[code]) - given}"
               for key, (code, given) in spoken().items()
               if given is not None and code in catalogue("en") and fields(catalogue("en")[code]) - given]
    assert lacking == []


def test_both_languages_have_the_same_sentences_with_the_same_fields():
    english, french = catalogue("en"), catalogue("fr")
    assert set(english) == set(french)
    assert {code: fields(text) ^ fields(french[code]) for code, text in english.items()
            if fields(text) != fields(french[code])} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_sentences(language):
    for code, text in catalogue(language).items():
        # What a progress bar shows (step_...) is a phrase, the rest are sentences.
        assert text == text.strip() and "\n" not in text, code
        assert text.endswith((".", "}")) or code.startswith("step_"), code
        assert "!" not in text and "please" not in text.lower() and "veuillez" not in text.lower(), code


def test_a_code_without_sentence_or_a_field_without_value_still_says_something():
    assert "unheard_of" in str(BocageError("unheard_of", file="a.tif"))
    assert "a.tif" in str(BocageError("unheard_of", file="a.tif"))
    assert "<file>" in sentence("path_absent", "fr")
