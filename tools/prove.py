"""Run the long proofs and write what they found: ``docs/proofs.json`` and the page ``docs/proofs.md``.

    python tools/prove.py [--only NAME ...] [--list] [--page]

Resumable: raw runs are kept under .build/prove, and the json is written after each proof. A proof that
fails is recorded as failed and does not stop the others. ``--page`` only writes the page again.
What it needs besides the plugin: tools/requirements-prove.txt.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import platform
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from proofs import MODULES, ROOT, NotReady, Result  # noqa: E402

DOCS = ROOT / "docs"
WORK = ROOT / ".build" / "prove"


def version() -> str:
    """The plugin's version and commit."""
    lines = (
        (ROOT / "metadata.txt").read_text(encoding="utf-8").splitlines()
        if (ROOT / "metadata.txt").exists()
        else []
    )
    number = next(
        (line.split("=", 1)[1].strip() for line in lines if line.startswith("version=")), "unreleased"
    )
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return number
    return f"{number} ({done.stdout.strip()})" if done.returncode == 0 else number


def load(name: str) -> Any:
    """The module of one proof."""
    return importlib.import_module(f"proofs.{name}")


def run_one(name: str, work: Path) -> dict[str, Any]:
    """Run one proof; whatever happens, a record comes back."""
    started = time.monotonic()
    record: dict[str, Any] = {
        "name": name,
        "command": f"python tools/prove.py --only {name}",
        "version": version(),
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    try:
        module = load(name)
        record["title"] = module.TITLE
        record.update(_outcome(module.prove(work)))
    except NotReady as absent:
        record.update(status="not run", fault=str(absent), figures=[])
    except Exception as error:  # noqa: BLE001 - the edge: one proof's failure is a record, not the end
        record.update(status="failed", fault=f"{type(error).__name__}: {error}", figures=[])
    record.setdefault("title", name)
    record["seconds"] = round(time.monotonic() - started, 1)
    return record


def _outcome(result: Result) -> dict[str, Any]:
    figures = [figure.as_json() for figure in result.figures]
    failed = any(figure.passed is False for figure in result.figures)
    return {
        "status": "failed" if failed else "passed",
        "figures": [_finite(f) for f in figures],
        "inputs": result.inputs,
        "remarks": result.remarks,
    }


def _finite(figure: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no NaN."""
    value = figure["value"]
    return {**figure, "value": value if value is not None and math.isfinite(value) else None}


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Records by name, {} before the first proof."""
    if not path.exists():
        return {}
    return {record["name"]: record for record in json.loads(path.read_text(encoding="utf-8"))["proofs"]}


def write(docs: Path, records: dict[str, dict[str, Any]]) -> None:
    """The json, then its page."""
    docs.mkdir(parents=True, exist_ok=True)
    known = [name for name in MODULES if name in records]
    ordered = [records[name] for name in [*known, *sorted(set(records) - set(known))]]
    text = json.dumps({"proofs": ordered}, indent=1, ensure_ascii=False, allow_nan=False)
    (docs / "proofs.json").write_text(text + "\n", encoding="utf-8")
    (docs / "proofs.md").write_text(page(ordered), encoding="utf-8")


def _number(value: float | None) -> str:
    if value is None:
        return "NaN"
    if isinstance(value, int) or float(value).is_integer() and abs(value) < 1e9:
        return f"{int(value)}"
    return f"{value:.4g}" if abs(value) >= 1e-3 else f"{value:.2g}"


def _limit(figure: dict[str, Any]) -> str:
    if "limit" not in figure:
        return "told"
    extra = f" ± {_number(figure['tolerance'])}" if figure["sense"] == "about" else ""
    return f"{figure['sense']} {_number(figure['limit'])}{extra}"


def page(records: list[dict[str, Any]]) -> str:
    """Markdown of every record: written by this program alone."""
    lines = [
        "# Proofs",
        "",
        "Written by `tools/prove.py` from `proofs.json`; nothing here is typed by hand.",
        "",
        "| Proof | Outcome | Figures | Missed | Date |",
        "|---|---|---|---|---|",
    ]
    for record in records:
        missed = sum(figure.get("passed") is False for figure in record["figures"])
        lines.append(
            f"| [{record['title']}](#{record['name']}) | {record['status']} | {len(record['figures'])} "
            f"| {missed} | {record['date']} |"
        )
    for record in records:
        lines += _section(record)
    return "\n".join(lines) + "\n"


def _section(record: dict[str, Any]) -> list[str]:
    lines = [
        "",
        f'<a id="{record["name"]}"></a>',
        f"## {record['title']}",
        "",
        f"`{record['command']}`: {record['status']}. Bocage {record['version']}, {record['date']}, "
        f"{record['seconds']:.0f} s, {record['machine']}.",
    ]
    if record.get("fault"):
        lines += ["", f"Fault: {record['fault']}"]
    inputs = record.get("inputs") or {}
    if inputs:
        lines += ["", *[f"- {name}: {value}" for name, value in inputs.items()]]
    if record["figures"]:
        lines += ["", "| Figure | Value | Unit | Limit | Kept |", "|---|---|---|---|---|"]
    for figure in record["figures"]:
        kept = {True: "yes", False: "**no**", None: ""}[figure.get("passed")]
        lines.append(
            f"| {figure['name'].replace('|', chr(92) + '|')} | {_number(figure['value'])} | {figure['unit']} "
            f"| {_limit(figure)} | {kept} |"
        )
    remarks = record.get("remarks") or []
    return lines + (["", *remarks] if remarks else [])


def main(arguments: list[str] | None = None, docs: Path = DOCS, work: Path = WORK) -> int:
    """Command line. 1 where a proof failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"among {', '.join(MODULES)}")
    parser.add_argument("--list", action="store_true", help="name the proofs and stop")
    parser.add_argument("--page", action="store_true", help="write the page again and stop")
    options = parser.parse_args(arguments)
    unknown = set(options.only or ()) - set(MODULES)
    if unknown:
        parser.error(f"no proof named {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    if options.list:
        sys.stdout.writelines(f"{name:14} {load(name).TITLE}\n" for name in MODULES)
        return 0
    records = read(docs / "proofs.json")
    failed = False
    for name in () if options.page else options.only or MODULES:
        sys.stderr.write(f"{name} ...\n")
        record = run_one(name, work)
        sys.stderr.write(f"{name}: {record['status']} {record.get('fault', '')}\n")
        if record["status"] == "not run" and records.get(name, {}).get("figures"):
            continue  # an earlier measurement is worth more than its absence today
        # Another run may have written its own in the meantime.
        records = {**read(docs / "proofs.json"), name: record}
        failed = failed or record["status"] == "failed"
        write(docs, records)
    if options.page:
        write(docs, records)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
