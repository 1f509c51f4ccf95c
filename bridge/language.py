"""The user's language: interface texts by Qt, the analyst's sentences by core's messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from ..core.messages import LANGUAGES, sentence

#: One Qt context for every text of the plugin: no text is lost because a class was renamed.
CONTEXT = "Bocage"
TRANSLATIONS = Path(__file__).resolve().parents[1] / "resources" / "translations"


def user_language() -> str:
    """"en" or "fr": the language of QGIS, English where Bocage does not speak it."""
    language = QgsApplication.locale()[:2].lower()
    return language if language in LANGUAGES else "en"


def translation_file(language: str | None = None) -> Path | None:
    """Compiled Qt translation of that language, None for English or where there is none."""
    path = TRANSLATIONS / f"bocage_{language or user_language()}.qm"
    return path if path.is_file() else None


def tr(text: str) -> str:
    """Interface text in the user's language."""
    return str(QCoreApplication.translate(CONTEXT, text))


def say(code: str, **fields: Any) -> str:
    """Sentence of a BocageError or a warning in the user's language."""
    return sentence(code, user_language(), **fields)
