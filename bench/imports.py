"""What bringing in many grids costs before anything is written: reading, shapes, overlaps. Needs no database.

Processor seconds, not elapsed ones: neighbours of the machine do not count. Run by script/import-bench [rows …].
"""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from time import process_time
from typing import Any

import django


def _measured(name: str, run: Callable[[], Any]) -> Any:
    start = process_time()
    found = run()
    print(f"| {name} | {process_time() - start:.2f} s |")
    return found


def main(counts: list[int]) -> None:
    django.setup()
    from types import SimpleNamespace

    import shapely
    from shapely.geometry import mapping

    from grids.rules.grid_rows import COLUMNS, grid_row, ground_in
    from grids.rules.overlaps import overlapping_pairs, percent_outside
    from grids.services.grid_imports import LIMITS
    from pingan.imports.rules.reading import read_file
    from tests.factories.grid_files import LINE, as_csv, as_xlsx, lattice

    villages = [SimpleNamespace(code=f"360703203{300 + number}", name="村") for number in range(20)]

    def bench(count: int) -> None:
        rows = lattice(villages, count)  # type: ignore[arg-type]
        features = [
            {
                "type": "Feature",
                "geometry": mapping(shapely.from_wkt(row["boundary"])),
                "properties": {name: value for name, value in row.items() if name != "boundary"},
            }
            for row in rows
        ]
        layer = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        files = {"CSV in GBK": as_csv(rows, "gbk"), "XLSX": as_xlsx(rows), "GeoJSON": layer}
        print(f"\n| {count:,} grids | processor |\n|---|---|")
        readings = {
            name: _measured(
                f"read {name}, {len(content) / 1e6:.1f} MB",
                lambda content=content: read_file(content, COLUMNS, LIMITS, with_shapes=True),
            )
            for name, content in files.items()
        }
        reading = readings["CSV in GBK"]
        typed = _measured(
            "cells as typed values", lambda: [grid_row(line, reading.columns)[0] for line in reading.lines]
        )
        grounds = _measured("shapes, valid and in place", lambda: [ground_in(row.drawn) for row in typed])
        _measured("outside the line", lambda: percent_outside(grounds, shapely.box(*LINE)))
        pairs = _measured("overlaps", lambda: overlapping_pairs(grounds, moved=range(count), percent=1))
        assert not pairs
        tracemalloc.start()
        read_file(files["GeoJSON"], COLUMNS, LIMITS, with_shapes=True)
        print(
            f"| memory at its height, reading GeoJSON | {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB |"
        )
        tracemalloc.stop()

    for count in counts:
        bench(count)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000])
