# ruff: noqa: E402 - Django is set up before models are imported
"""How long the files of a province's run take: all its townships as a workbook, and a hundred pages as PDF. Prints JSON."""

from __future__ import annotations

import io
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import django

django.setup()

from django.http import QueryDict
from django.utils import translation
from pypdf import PdfReader

import pingan.celery  # noqa: F401 - jobs are registered with it
from assessment.pages.run_exports.plain import csv_of
from assessment.pages.run_exports.report import pdf_of
from assessment.pages.run_exports.workbook import workbook
from assessment.queries.run_books import RunBook, book_of
from bench.assessment.work import work
from bench.assessment.year import act, office, runs
from pingan.web.exports import Making

#: Units whose points by 60 indicators fill about a hundred pages.
FOR_HUNDRED_PAGES = 560


def measure() -> dict[str, Any]:
    """Compute the townships' run, then make each file once."""
    run = next(run for run in runs() if run.scheme.audience == "divisions")
    act(run, "lock")
    work()
    run.refresh_from_db()
    book = book_of(run)
    actor = office()
    assert actor is not None
    making = Making(actor, QueryDict(), "BENCH", lambda count: None)
    some: RunBook = replace(book, units=book.units[:FOR_HUNDRED_PAGES])
    with translation.override("zh-hans"):
        return {
            "units": len(book.units),
            "workbook": _timed(lambda: workbook(run, book, making, "bench", "BENCH")),
            "csv": _timed(lambda: csv_of(run, book, "bench", "BENCH")),
            "pdf": _timed(lambda: pdf_of(run, some, "bench", "BENCH"), count=_pages),
            "pdf of all": _timed(lambda: pdf_of(run, book, "bench", "BENCH"), count=_pages),
        }


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def _timed(make: Callable[[], bytes], count: Callable[[bytes], int] | None = None) -> dict[str, Any]:
    began, used = time.perf_counter(), time.process_time()
    content = make()
    seconds, used = time.perf_counter() - began, time.process_time() - used
    found = {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(used, 2),
        "mib": round(len(content) / 2**20, 1),
    }
    if count is not None:
        found["pages"] = count(content)
    return {**found, "largest_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
