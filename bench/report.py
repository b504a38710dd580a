"""Results as JSON and as the table of docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "bench" / "results"
FILES = {"incidents": "latest.json", "disputes": "disputes.json"}
PAGE = ROOT / "docs" / "performance.md"
BEGINS = {
    "incidents": "<!-- results: written by script/bench -->",
    "disputes": "<!-- results of disputes: written by script/bench -->",
}
END = "<!-- end of results -->"


def _git(*words: str) -> str:
    answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def about_machine() -> dict[str, Any]:
    """Where and when this was measured, and how busy the machine was."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )  # fmt: skip
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "has_changes": bool(
            _git("status", "--porcelain", "--", "pingan", "grids", "disputes", "risk", "assessment")
        ),
        "cpu": f"{os.cpu_count()} × {cpu}",
        "memory_gb": round(int(memory.group(1)) / 1024 / 1024) if memory else 0,
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
    }


def read(name: str) -> dict[str, Any]:
    """Return the newest results of one kind of matter."""
    found: dict[str, Any] = json.loads((FOLDER / FILES[name]).read_text(encoding="utf-8"))
    return found


def write(name: str, results: dict[str, Any]) -> None:
    """Write the JSON, and the table into the page between its two marks."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / FILES[name]).write_text(
        json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS[name])
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{begin}\n\n{table(name, results)}\n{END}{after}", encoding="utf-8")


def table(name: str, results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    machine = results["machine"]
    first, last = results["sizes"][0], results["sizes"][-1]
    load = ", ".join(map(str, machine["load_average"]))
    lines = [
        f"{machine['date']}, commit {machine['commit']}{' with changes' if machine['has_changes'] else ''}; "
        f"{machine['cpu']}, {machine['memory_gb']} GB, Python {machine['python']}; load average {load}.",
        "",
        f"{results['rounds']} rounds per case; product, raw SQL and bare view in turns. Times in ms.",
        "",
        "| case | rows | queries | "
        + " | ".join(f"{size:,}: median | p95 | floor | ratio" for size in results["sizes"])
        + (" | growth |" if first != last else " |"),
        "|---|--:|--:|" + "--:|--:|--:|--:|" * len(results["sizes"]) + ("--:|" if first != last else ""),
    ]
    for case, by_size in results["cases"].items():
        shown = [by_size[str(size)] for size in results["sizes"]]
        cells = [case, str(shown[-1]["rows"]), str(shown[-1]["queries"])]
        for one in shown:
            cells += [f"{one['median_ms']}", f"{one['p95_ms']}", f"{one['floor_ms']}", f"**{one['ratio']}**"]
        if first != last:
            cells.append(f"{shown[-1]['median_ms'] / shown[0]['median_ms']:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    for size in results["sizes"]:
        about = results["databases"][str(size)]
        memory = ", ".join(f"{value:.0f} MB" for value in about["worker_memory_mb"])
        lines.append(
            f"- {size:,} {name}: {about['entries']:,} timeline entries, {about['grids']:,} grids; seeded in "
            f"{about['seeded_s']:.0f} s; database {about['database_mb']:,} MB; web worker processes: {memory}."
        )
    return "\n".join(lines) + "\n"
