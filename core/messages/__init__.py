"""The analyst's sentences in English and French, keyed by the codes of BocageError and warnings.

``sentence(code, language, **fields)`` never fails: an unknown code or a missing field shows plainly.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import BocageError

LANGUAGES = ("en", "fr")


@lru_cache(maxsize=None)
def catalogue(language: str) -> dict[str, str]:
    """Sentences of one language, English where the language is unknown."""
    name = language if language in LANGUAGES else "en"
    text = (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


class _Fields(dict):  # type: ignore[type-arg]
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def sentence(code: str, language: str = "en", **fields: Any) -> str:
    """The sentence of ``code`` with its fields filled in; an error among them is worded in the same language."""
    fields = {name: sentence(value.code, language, **value.fields) if isinstance(value, BocageError) else value
              for name, value in fields.items()}
    template = catalogue(language[:2].lower()).get(code) or catalogue("en").get(code)
    if template is None:
        details = ", ".join(f"{key}: {value}" for key, value in fields.items())
        return f"{code} ({details})" if details else code
    return template.format_map(_Fields(fields))
