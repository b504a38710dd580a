# ruff: noqa: E402 - Django is set up before models are imported
"""One worker: screens its share of the counties, one night each. Prints what the runs wrote down."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from grids.models import Grid
from risk.services.screening.nights import screen_next


def work(place: int, workers: int) -> list[dict[str, object]]:
    codes = sorted({f"{code[:6]}000000" for code in Grid.objects.values_list("region__code", flat=True)})
    found: list[dict[str, object]] = []
    for code in codes[place::workers]:
        began, used = time.perf_counter(), time.process_time()
        run = screen_next(code)
        assert run is not None, f"{code} was screened before"
        found.append(
            {
                "county": code,
                "done": time.time(),
                "seconds": round(time.perf_counter() - began, 2),
                "cpu_seconds": round(time.process_time() - used, 2),
                "milliseconds": run.timings,
                "largest_mib": max(run.memory.values()) // 1024,
                "counts": run.counts,
            }
        )
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
