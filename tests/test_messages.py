"""Whatever the code can say has its sentence, in English and in French, with the same fields."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from bocage.core.errors import BocageError
from bocage.core.messages import LANGUAGES, catalogue, fault_words, sentence

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


def fragments() -> dict[str, str]:
    """What core gives as ``fault`` in words of its own, "X" for what it fills in -> where."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for keyword in node.keywords if isinstance(node, ast.Call) else ():
                if keyword.arg != "fault":
                    continue
                for text in _texts(keyword.value):
                    # Letters beside what is filled in, and not a word of a protocol.
                    if any(word.isalpha() and word not in ("X", "HTTP") for word in text.replace(":", " ").split()):
                        found[text] = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
    return found


def _texts(value: ast.expr) -> list[str]:
    if isinstance(value, ast.IfExp):
        return [*_texts(value.body), *_texts(value.orelse)]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "X" for part in value.values)]
    return []


def test_fragments_that_core_words_itself_are_french_in_a_french_sentence():
    known = {place: text for text, place in fragments().items() if fault_words(text, "fr") == text}
    assert known == {} and len(fragments()) > 25
    assert fault_words("line 12 ends with no date", "fr") == "la ligne 12 ne finit pas par une date"
    assert fault_words("a (b).zip is cut short", "fr") == "a (b).zip est tronqué"
    # Of a library, or of nobody: as they are; and English needs nothing.
    assert fault_words("unknown marker 0x4F", "fr") == "unknown marker 0x4F"
    assert fault_words("too large", "en") == "too large"
    said = sentence("not_a_product", "fr", file="/a", fault="no metadata of a known producer")
    assert "aucune métadonnée" in said and "known producer" not in said
