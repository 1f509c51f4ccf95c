"""The analyst's sentences in English and French, keyed by the codes of BocageError and warnings.

``sentence(code, language, **fields)`` never fails: an unknown code or a missing field shows plainly.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import BocageError

LANGUAGES = ("en", "fr")
#: A field of a fragment.
_HOLE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=None)
def catalogue(language: str) -> dict[str, str]:
    """Sentences of one language, English where the language is unknown."""
    name = language if language in LANGUAGES else "en"
    text = (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@lru_cache(maxsize=None)
def _faults(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Fragments that readers give as ``fault``, in English, each with its words in another language."""
    path = Path(__file__).parent / f"faults_{language}.json"
    if not path.exists():
        return ()
    return tuple((re.compile(_HOLE.sub(r"(?P<\1>.+)", re.sub(r"([().*+?$^|\[\]\\])", r"\\\1", said))), words)
                 for said, words in json.loads(path.read_text(encoding="utf-8")).items())


def fault_words(fault: str, language: str) -> str:
    """A fragment in that language, as it is where nothing is known of it: what a library says stays in English."""
    for pattern, words in _faults(language):
        found = pattern.fullmatch(fault)
        if found is not None:
            return words.format_map(found.groupdict())
    return fault


class _Fields(dict):  # type: ignore[type-arg]
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def sentence(code: str, language: str = "en", **fields: Any) -> str:
    """The sentence of ``code`` with its fields filled in; an error among them is worded in the same language."""
    fields = {name: sentence(value.code, language, **value.fields) if isinstance(value, BocageError) else value
              for name, value in fields.items()}
    if isinstance(fields.get("fault"), str):
        fields["fault"] = fault_words(fields["fault"], language[:2].lower())
    template = catalogue(language[:2].lower()).get(code) or catalogue("en").get(code)
    if template is None:
        details = ", ".join(f"{key}: {value}" for key, value in fields.items())
        return f"{code} ({details})" if details else code
    return template.format_map(_Fields(fields))
