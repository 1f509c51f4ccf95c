"""Interface texts to resources/translations/bocage_fr.ts: new ones unfinished, old ones keep their French.

A text is the argument of ``tr(...)``, a plain string; names in ``GROUPS`` of processing/base.py count too.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "translations" / "bocage_fr.ts"
ROOMS = ("bridge", "processing", "ui")


def texts() -> dict[str, str]:
    """Text -> the file that first says it, in order of appearance."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for text in _said(node):
                    found.setdefault(text, name)
    return found


def _said(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return [str(node.args[0].value)] if name == "tr" else []
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "GROUPS":
        return [str(value.value) for value in node.value.values]  # type: ignore[attr-defined]
    return []


def known() -> dict[str, str]:
    """Text -> French, as the file stands."""
    if not TARGET.exists():
        return {}
    messages = ElementTree.parse(TARGET).iter("message")
    return {m.findtext("source", ""): m.findtext("translation", "") for m in messages}


def write() -> list[str]:
    """Write the file; returns the texts still without French."""
    french, missing = known(), []
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", '<TS version="2.1" language="fr">',
             "<context>", "    <name>Bocage</name>"]
    for text, name in texts().items():
        translation = french.get(text, "")
        if not translation:
            missing.append(text)
        state = "" if translation else ' type="unfinished"'
        lines += ["    <message>", f'        <location filename="../../{name}"/>',
                  f"        <source>{escape(text)}</source>",
                  f"        <translation{state}>{escape(translation)}</translation>", "    </message>"]
    lines += ["</context>", "</TS>", ""]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines), encoding="utf-8")
    return missing


if __name__ == "__main__":
    for text in write():
        sys.stdout.write(f"no French yet: {text}\n")
